import { constants, open } from 'node:fs/promises';
import { join } from 'node:path';
import { CustodyError } from '../core/errors.ts';

const maxBytes = 1_048_576;

/** Adds the name to the folder's .gitignore, as its last line. A link is not followed. */
export async function addToGitignore(folder: string, name: string): Promise<void> {
  // Windows knows the last two not, and as bits they count for nothing there.
  const { O_RDWR, O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK } = constants;
  const refused = (): CustodyError =>
    new CustodyError(
      'invalid_state',
      `${name} was not written, because the .gitignore beside it can't be changed.`,
      `Add ${name} to .gitignore yourself, then try again.`,
    );
  const file = await open(join(folder, '.gitignore'), O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o644).catch(() =>
    Promise.reject(refused()),
  );
  try {
    const stats = await file.stat();
    if (!stats.isFile() || stats.size > maxBytes) throw refused();
    const text = await file.readFile('utf8');
    const eol = /\r\n|\n/.exec(text)?.[0] ?? '\n';
    await file.appendFile(`${text === '' || text.endsWith('\n') ? '' : eol}${name}${eol}`);
  } finally {
    await file.close();
  }
}
