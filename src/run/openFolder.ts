import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve } from 'node:path';
import { CustodyError } from '../core/errors.ts';

const next = 'Name a folder inside one that is open in the editor.';

/** The folder as the system knows it, links followed. The first one that is open where none was named. */
export async function openFolder(wanted: string | undefined, open: readonly string[]): Promise<string> {
  const [first] = open;
  if (first === undefined)
    throw new CustodyError('invalid_input', 'No folder is open that a program could run in.', 'Open a folder first.');
  const named = resolve(first, wanted ?? '.');
  const found = await realFolder(named);
  if (found === undefined) throw new CustodyError('invalid_input', `There is no folder ${named}.`, next);
  const roots = await Promise.all(open.map(realFolder));
  if (roots.some((root) => root !== undefined && isWithin(root, found))) return found;
  throw new CustodyError('invalid_input', `The folder ${named} is outside of the folders that are open.`, next);
}

async function realFolder(path: string): Promise<string | undefined> {
  try {
    const real = await realpath(path);
    return (await stat(real)).isDirectory() ? real : undefined;
  } catch {
    return undefined;
  }
}

function isWithin(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== '..' && !/^\.\.[\\/]/.test(way) && !isAbsolute(way);
}
