import { spawn } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { devNull } from 'node:os';
import { delimiter, dirname, isAbsolute, join, sep } from 'node:path';
import type { GitState } from '../core/envFiles.ts';
import { isInWorkTree } from './gitTree.ts';

const limitMs = 5_000;

// What git needs to find the person's own configuration. None of its own variables, which could lead it elsewhere.
const passedOn = [
  'PATH',
  'HOME',
  'XDG_CONFIG_HOME',
  'SystemRoot',
  'USERPROFILE',
  'HOMEDRIVE',
  'HOMEPATH',
  'APPDATA',
  'TEMP',
  'TMP',
  'TMPDIR',
];

// A repository's own configuration names programs for git to run. Each way to one that these two commands know is shut.
const harmless: readonly string[] = [
  '--no-pager',
  ...['core.fsmonitor=false', `core.hooksPath=${devNull}`, 'core.untrackedCache=false', 'safe.bareRepository=explicit'].flatMap((each) => [
    '-c',
    each,
  ]),
];
const shut = {
  LC_ALL: 'C',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
  // An object that is missing would be fetched, by a program that the repository names.
  GIT_NO_LAZY_FETCH: '1',
  GIT_ALLOW_PROTOCOL: 'none',
};

export interface GitOptions {
  /** Folders whose programs are not started. */
  readonly avoid: readonly string[];
  /** Where PATH and the person's own folders are looked up. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** What git makes of a file in the folder, whether it is there or not. */
export async function gitStateOf(folder: string, name: string, { avoid, environment }: GitOptions, signal: AbortSignal): Promise<GitState> {
  if (!(await isInWorkTree(folder))) return 'noRepository';
  const git = await findGit(environment['PATH'] ?? '', avoid);
  if (git === undefined) return 'unknown';
  const env = { ...Object.fromEntries(passedOn.map((each) => [each, environment[each]])), ...shut };
  const ask = (what: string, ...args: readonly string[]): Promise<number | undefined> =>
    exitCode(git, [...harmless, '-C', folder, ...args, '--', what], env, signal);
  // In any case of its letters: on many disks another case is the same file, and git lists it as it was added.
  const listed = await ask(`:(icase,literal)${name}`, 'ls-files', '--error-unmatch');
  if (listed === 0) return 'tracked';
  if (listed !== 1) return 'unknown';
  const ignored = await ask(name, 'check-ignore', '--quiet', '--no-index');
  if (ignored === 0) return 'ignored';
  return ignored === 1 ? 'notIgnored' : 'unknown';
}

/** The absolute path of git. By its name alone, Windows would start a git.exe of the folder it is to look at. */
async function findGit(path: string, avoid: readonly string[]): Promise<string | undefined> {
  const file = process.platform === 'win32' ? 'git.exe' : 'git';
  for (const folder of path.split(delimiter)) {
    if (!isAbsolute(folder) || avoid.some((other) => `${folder}${sep}`.startsWith(`${other}${sep}`))) continue;
    const program = join(folder, file);
    const isThere = await access(program, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return program;
  }
  return undefined;
}

/** How the program ended; undefined where it did not start, or did not end in time. */
function exitCode(program: string, args: readonly string[], env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<number | undefined> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      shell: false,
      windowsHide: true,
      cwd: dirname(program),
      stdio: 'ignore',
      env,
      timeout: limitMs,
      killSignal: 'SIGKILL',
      signal,
    });
    child.on('error', () => resolve(undefined));
    child.on('close', (code) => resolve(code ?? undefined));
  });
}
