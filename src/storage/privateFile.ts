import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

interface WriteOptions {
  /** Of the owner's rights; 0600 where left out. */
  readonly mode?: number;
  /** Looks once more when all is written but not yet in place; what it throws leaves everything as it was. */
  readonly justBefore?: () => Promise<void>;
}

/** Writes a file that its owner alone may read. One that is there is replaced, whole or not at all, and a link is not followed. */
export async function writePrivateFile(path: string, bytes: Uint8Array, { mode = 0o600, justBefore }: WriteOptions = {}): Promise<void> {
  // Made anew and moved into place: a file that was there would keep its own mode.
  const made = join(dirname(path), `.${basename(path).slice(0, 200)}.${randomBytes(6).toString('hex')}`);
  const file = await open(made, 'wx', mode & 0o600);
  try {
    await file.writeFile(bytes);
    await file.close();
    await justBefore?.();
    await rename(made, path);
  } catch (thrown) {
    await file.close().catch(() => undefined);
    await rm(made, { force: true });
    throw thrown;
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
