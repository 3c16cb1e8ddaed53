import type { Stats } from 'node:fs';
import { constants, lstat, open, readdir, realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import type { EnvFile, EnvFilesPort } from '../core/envFiles.ts';
import { CustodyError } from '../core/errors.ts';
import { oneLine } from '../core/outputText.ts';
import { SecretText } from '../core/secretText.ts';
import { gitStateOf } from './askGit.ts';
import { addToGitignore } from './gitignore.ts';
import { writePrivateFile } from './privateFile.ts';

const maxBytes = 262_144;

interface EnvFilesOptions {
  /** The open folders, absolute. */
  readonly folders: () => readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** `.env` files of the open folders, on disk. */
export function createEnvFiles({ folders, environment }: EnvFilesOptions): EnvFilesPort {
  /** The last write of each file: two at once would each drop what the other wrote. */
  const writing = new Map<string, Promise<unknown>>();

  async function inTurn(path: string, work: () => Promise<void>): Promise<void> {
    const mine = (writing.get(path) ?? Promise.resolve()).then(work, work);
    writing.set(path, mine);
    try {
      await mine;
    } finally {
      if (writing.get(path) === mine) writing.delete(path);
    }
  }

  return {
    variable(name) {
      const value = Object.hasOwn(environment, name) ? environment[name] : undefined;
      return value === undefined ? undefined : SecretText.of(value);
    },
    async look(path, signal) {
      const { folder, name, label, roots } = await place(path, folders());
      const full = join(folder, name);
      const content = await readEnvText(full, label);
      return { path: full, label, content, git: await gitStateOf(folder, name, { avoid: roots, environment }, signal) };
    },
    write: (file, content, signal) => inTurn(file.path, () => replace(file, content, { folders, environment }, signal)),
  };
}

/** The text of a file, which may be no link; undefined where there is none. */
export function readEnvText(path: string, label: string): Promise<SecretText | undefined> {
  return named(`${label} was not read`, () => readText(path, label));
}

async function readText(path: string, label: string): Promise<SecretText | undefined> {
  const stats = await statsOf(path);
  if (!stats) return undefined;
  if (!stats.isFile())
    throw new CustodyError(
      'invalid_state',
      `${label} is ${stats.isSymbolicLink() ? 'a link' : 'no file'}, and is left alone.`,
      'Name the file itself.',
    );
  // Should it become a link or a pipe just now, it is not followed or waited for.
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const { size } = await file.stat();
    if (size > maxBytes)
      throw new CustodyError('limit_exceeded', `${label} has ${size.toLocaleString('en')} bytes, and at most 262,144 are read.`);
    const bytes = await file.readFile();
    return SecretText.of(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch (thrown) {
    if (!(thrown instanceof TypeError)) throw thrown;
    throw new CustodyError('invalid_state', `${label} is not written in UTF-8, and is left alone.`, 'Save it as UTF-8 first.');
  } finally {
    await file.close();
  }
}

/** Puts new content in the place of what was looked at. */
export async function replaceEnvText(path: string, label: string, before: SecretText | undefined, content: SecretText): Promise<void> {
  const folder = dirname(path);
  const justBefore = async (): Promise<void> => {
    const now = await readEnvText(path, label);
    const isSame = now === undefined || before === undefined ? now === before : now.equals(before);
    if (isSame && (await realpath(folder)) === folder) return;
    throw new CustodyError('changed_since', `${label} was not written, because it was changed by someone else just now.`);
  };
  await named(`${label} was not written`, async () => {
    const { mode = 0o600 } = (await statsOf(path)) ?? {};
    // Goes to the file that the person named, after their yes to exactly that.
    await writePrivateFile(path, Buffer.from(content.reveal()), { mode, justBefore });
  });
}

/** With the system's short name of what went wrong; its message could carry anything. */
async function named<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    const code: unknown = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
    if (thrown instanceof CustodyError || typeof code !== 'string' || !/^E[A-Z0-9]{1,20}$/.test(code)) throw thrown;
    throw new CustodyError('invalid_state', `${what} (${code}).`, 'Check who may read and write there, then try again.');
  }
}

async function replace(file: EnvFile, content: SecretText, { folders, environment }: EnvFilesOptions, signal: AbortSignal): Promise<void> {
  const { folder, name, roots } = await place(file.path, folders());
  const git = await gitStateOf(folder, name, { avoid: roots, environment }, signal);
  // Also where the same path leads elsewhere by now.
  if (git !== file.git || git === 'tracked' || join(folder, name) !== file.path)
    throw new CustodyError('changed_since', `${file.label} was not written, because it or what git makes of it has changed.`);
  if (git === 'notIgnored') {
    await addToGitignore(folder, name);
    if ((await gitStateOf(folder, name, { avoid: roots, environment }, signal)) !== 'ignored')
      throw new CustodyError(
        'invalid_state',
        `${file.label} was not written, because git does not ignore it although .gitignore names it.`,
        'Look into .gitignore first.',
      );
  }
  signal.throwIfAborted();
  await replaceEnvText(file.path, file.label, file.content, content);
}

interface Place {
  /** With every link in it followed, and inside one of the open folders all the same. */
  readonly folder: string;
  readonly name: string;
  readonly label: string;
  readonly roots: readonly string[];
}

async function place(path: string, folders: readonly string[]): Promise<Place> {
  const name = basename(path);
  // Letters alone, so that the name means itself in .gitignore.
  if (!/^\.env(\.[\w-]{1,60}){0,5}$/.test(name))
    throw new CustodyError('invalid_input', 'A .env file is named .env, or .env. with letters behind it.');
  const roots = (await Promise.all(folders.map((folder) => realpath(folder).catch(() => undefined)))).filter((root) => root !== undefined);
  if (roots.length === 0)
    throw new CustodyError(
      'invalid_state',
      'No folder is open here whose .env files could be used.',
      'Open the folder of the project first.',
    );
  // By its letters first: to look at a path of another machine would already tell that machine who we are.
  const wanted = (isAbsolute(path) ? [join(path)] : roots.map((root) => join(root, path))).filter((each) =>
    [...roots, ...folders].some((root) => isInside(root, each)),
  );
  const found = new Set<string>();
  for (const each of wanted) {
    const folder = await realpath(dirname(each)).catch(() => undefined);
    if (folder !== undefined && roots.some((root) => isInside(root, folder))) found.add(folder);
  }
  const [folder, second] = found;
  if (folder === undefined)
    throw new CustodyError('invalid_input', `${oneLine(path)} is in none of the open folders.`, 'Name a file in an open folder.');
  if (second !== undefined)
    throw new CustodyError('invalid_input', `${oneLine(path)} is in more than one of the open folders.`, 'Give its whole path.');
  const root = roots.findLast((each) => isInside(each, folder)) ?? folder;
  const inRoot = join(relative(root, folder), name);
  // Where both are one file on disk, git would be asked about a name that it does not know the file by.
  const entries = await readdir(folder);
  const other = entries.includes(name) ? undefined : entries.find((each) => folded(each) === folded(name));
  if (other !== undefined)
    throw new CustodyError(
      'invalid_input',
      `${oneLine(inRoot)} is not there, and ${oneLine(other)} is.`,
      'Write the name as it stands on disk.',
    );
  return { folder, name, roots, label: oneLine(roots.length === 1 ? inRoot : join(basename(root), inRoot)).replaceAll('\\', '/') };
}

/** As disks fold names that don't tell cases apart: each way alone leaves some letters as they are. */
function folded(name: string): string {
  return name.toUpperCase().toLowerCase();
}

function isInside(root: string, path: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : `${root}${sep}`);
}

async function statsOf(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return undefined;
    throw thrown;
  }
}
