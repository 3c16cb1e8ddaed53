import { rmSync } from 'node:fs';
import { lstat, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { uptime } from 'node:os';
import { join } from 'node:path';
import type { SecretText } from '../core/secretText.ts';
import { isRunning } from '../storage/isRunning.ts';
import { atExit } from './atExit.ts';
import { bytesOf } from './bytesOf.ts';

const prefix = 'custody-values-';

export interface ValueFolder {
  /** The path of the file of each variable. */
  readonly paths: ReadonlyMap<string, string>;
  /** Says whether it is gone. What is not is tried again when this process ends, and by the next one. */
  readonly remove: () => Promise<boolean>;
}

const options = { recursive: true, force: true, maxRetries: 5 } as const;

/** Writes each value into a file of 0600 in a folder of 0700 of its own. Makes no folder where there is no value. */
export async function makeValueFolder(
  temp: string,
  values: ReadonlyMap<string, SecretText>,
  removeFolder = (folder: string): Promise<void> => rm(folder, options),
): Promise<ValueFolder> {
  if (values.size === 0) return { paths: new Map(), remove: async () => true };
  // The number of this process tells a later one whether the folder is still in use. mkdtemp makes it for its owner alone.
  const folder = await mkdtemp(join(temp, `${prefix}${process.pid}-`));
  const callOff = atExit(() => rmSync(folder, options));
  const remove = async (): Promise<boolean> => {
    try {
      await removeFolder(folder);
    } catch {
      return false;
    }
    callOff();
    return true;
  };
  try {
    const paths = new Map([...values.keys()].map((name) => [name, join(folder, name)]));
    for (const [name, value] of values) {
      await writeFile(join(folder, name), bytesOf(value), { flag: 'wx', mode: 0o600 });
    }
    return { paths, remove };
  } catch (thrown) {
    await remove();
    throw thrown;
  }
}

/** Removes the folders of processes that ended without doing so. */
export async function sweepValueFolders(temp: string): Promise<void> {
  const names = await readdir(temp).catch(() => []);
  for (const name of names) {
    const pid = new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1];
    if (pid === undefined) continue;
    const path = join(temp, name);
    const found = await lstat(path).catch(() => undefined);
    if (!found?.isDirectory() || found.uid !== (process.getuid?.() ?? found.uid)) continue;
    // A number that was given out again belongs to someone else, after a restart of the machine or to this very process.
    const sinceSeconds = Number(pid) === process.pid ? process.uptime() : uptime();
    const isOver = found.mtimeMs < Date.now() - sinceSeconds * 1_000 || !isRunning(Number(pid));
    if (isOver) await rm(path, options).catch(() => undefined);
  }
}
