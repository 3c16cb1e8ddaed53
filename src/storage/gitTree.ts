import { execFile } from 'node:child_process';
import { lstat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Whether git would take a file at this path into a commit: it lies in a work tree, and git does not say that it ignores it. */
export async function couldBeCommitted(path: string): Promise<boolean> {
  return (await isInWorkTree(dirname(path))) && !(await isIgnored(path));
}

async function isInWorkTree(folder: string): Promise<boolean> {
  // A file in a worktree or submodule, else a folder.
  const found = await lstat(join(folder, '.git')).catch(() => undefined);
  if (found) return true;
  const parent = dirname(folder);
  return parent !== folder && isInWorkTree(parent);
}

/** Without git, or where it refuses the folder, nobody knows, and that counts as no. */
function isIgnored(path: string): Promise<boolean> {
  // The folder's own config may name a program for git to run.
  const args = ['-c', 'core.fsmonitor=false', '-C', dirname(path), 'check-ignore', '--quiet', '--', path];
  const env = { ...process.env };
  // Left by a git hook or a task, they would have it ask about another work tree.
  for (const name of Object.keys(env)) if (name.startsWith('GIT_')) delete env[name];
  return new Promise((resolve) => {
    execFile('git', args, { env, timeout: 5_000, windowsHide: true }, (error) => resolve(error === null));
  });
}
