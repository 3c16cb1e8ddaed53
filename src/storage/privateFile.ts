import { randomBytes } from 'node:crypto';
import { lstat, mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** No write takes as long: what is older was left by a process that ended in the midst of one. */
const staleMs = 60_000;

interface WriteOptions {
  /** Of the owner's rights; 0600 where left out. */
  readonly mode?: number;
  /** Looks once more when all is written but not yet in place; what it throws leaves everything as it was. */
  readonly justBefore?: () => Promise<void>;
}

/** Writes a file that its owner alone may read. One that is there is replaced, whole or not at all, and a link is not followed. */
export async function writePrivateFile(path: string, bytes: Uint8Array, { mode = 0o600, justBefore }: WriteOptions = {}): Promise<void> {
  const folder = dirname(path);
  const name = basename(path).slice(0, 200);
  const beginning = name.startsWith('.') ? `${name}.` : `.${name}.`;
  await sweep(folder, beginning).catch(() => undefined);
  const around = join(folder, `${beginning}${randomBytes(6).toString('hex')}~`);
  await mkdir(around, { mode: 0o700 });
  try {
    // Before the value: should the process die in the midst, git ignores what it leaves, whatever other rules there are.
    await writeFile(join(around, '.gitignore'), '*\n', { flag: 'wx' });
    // Made anew and moved into place: a file that was there would keep its own mode.
    const made = join(around, 'made');
    await writeFile(made, bytes, { flag: 'wx', mode: mode & 0o600 });
    await justBefore?.();
    await rename(made, path);
  } finally {
    // The next write sweeps what can't be removed now; whether this one was done is for what went before to say.
    await rm(around, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Removes what earlier writes of the same file have left. */
async function sweep(folder: string, beginning: string): Promise<void> {
  const left = (await readdir(folder)).filter((name) => name.startsWith(beginning) && /^[0-9a-f]{12}~$/.test(name.slice(beginning.length)));
  for (const name of left) {
    const path = join(folder, name);
    const { mtimeMs } = await lstat(path);
    if (mtimeMs < Date.now() - staleMs) await rm(path, { recursive: true, force: true });
  }
}

/** The bytes of a file that has 1 to `most` of them; else how many it has. */
export async function readSmallFile(path: string, most: number): Promise<Buffer | { readonly size: number }> {
  const file = await open(path, 'r');
  try {
    const found = await file.stat();
    if (!found.isFile()) throw Object.assign(new Error('It is no file.'), { code: 'EISDIR' });
    if (found.size < 1 || found.size > most) return { size: found.size };
    // One byte more than was told, so that a file which grew meanwhile is not cut.
    const room = Buffer.alloc(most + 1);
    let size = 0;
    for (;;) {
      const { bytesRead } = await file.read(room, size, room.length - size, size);
      size += bytesRead;
      if (bytesRead === 0 || size === room.length) break;
    }
    return size < 1 || size > most ? { size } : room.subarray(0, size);
  } finally {
    await file.close();
  }
}
