import { lstat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Whether a folder lies in a git work tree. Git itself is not asked: the folder's own config could name a program for it to run. */
export async function isInWorkTree(folder: string): Promise<boolean> {
  // A file in a worktree or submodule, else a folder.
  const found = await lstat(join(folder, '.git')).catch(() => undefined);
  if (found) return true;
  const parent = dirname(folder);
  return parent !== folder && isInWorkTree(parent);
}
