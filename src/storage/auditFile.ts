import { randomBytes } from 'node:crypto';
import { chmod, mkdir, open, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

/** A log that only grows. */
export interface AuditFile {
  /** Where the next line goes. */
  readonly path: string;
  /** Resolves once the lines are on disk, all of them or none. Rejects when they can't be, also when the file is no longer where it was. */
  append(lines: string): Promise<void>;
  close(): Promise<void>;
}

export interface AuditFileOptions {
  readonly now?: () => number;
  /** A file that would grow beyond this goes on in a new one. */
  readonly maxBytes?: number;
}

interface Opened {
  readonly path: string;
  readonly day: string;
  readonly file: FileHandle;
  readonly ino: number;
  readonly dev: number;
  end: number;
}

/**
 * Opens this process's own log in the folder: two processes in one file would break each other's hash chain. It goes on
 * in a new file each day (UTC) and above 10 MiB, with the same process and number in its name; the chain goes on too.
 */
export async function openAuditFile(
  folder: string,
  { now = Date.now, maxBytes = 10 * 1024 * 1024 }: AuditFileOptions = {},
): Promise<AuditFile> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // mkdir leaves a folder that was there as it was.
  await chmod(folder, 0o700);
  const id = randomBytes(4).toString('hex');
  let startedLast = 0;
  let current = await openNext();
  let isLost = false;

  async function openNext(): Promise<Opened> {
    // Files of one process are told apart by it, so it never stands still, nor goes back as a clock may.
    startedLast = Math.max(now(), startedLast + 1);
    const started = new Date(startedLast).toISOString();
    const path = join(folder, `audit-${started.replace(/[:.]/g, '-')}-${process.pid}-${id}.jsonl`);
    const file = await open(path, 'ax', 0o600);
    const { ino, dev } = await file.stat();
    return { path, day: started.slice(0, 10), file, ino, dev, end: 0 };
  }

  // A file that was deleted or replaced still takes writes through its handle, and nobody would ever read them.
  async function assertInPlace({ path, ino, dev, end }: Opened): Promise<void> {
    const found = await stat(path);
    if (found.ino !== ino || found.dev !== dev) throw new Error('The audit log was replaced by another file.');
    if (found.size !== end) throw new Error('The audit log was changed by someone else.');
  }

  /** Where it fails, a line may be on disk of which its writer hears that it is not. The next would take the same place in the chain. */
  async function orTakeNoMore(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (thrown) {
      isLost = true;
      throw thrown;
    }
  }

  async function goOn(bytes: number): Promise<void> {
    const isFull = current.end > 0 && current.end + bytes > maxBytes;
    if (!isFull && current.day === new Date(now()).toISOString().slice(0, 10)) return;
    // Whoever takes the old file away must not be helped by a new one that hides it.
    await assertInPlace(current);
    const { file } = current;
    current = await openNext();
    await file.close();
  }

  return {
    get path() {
      return current.path;
    },
    async append(lines) {
      if (isLost) throw new Error('The audit log takes no more lines, since one of them may stand where nobody knows of it.');
      const bytes = Buffer.byteLength(lines);
      await goOn(bytes);
      try {
        await current.file.writeFile(lines, 'utf8');
        await current.file.datasync();
      } catch (thrown) {
        // Half a line must not stand in front of the next one, and whoever was told of a failure must not be found in the log.
        await orTakeNoMore(current.file.truncate(current.end));
        throw thrown;
      }
      current.end += bytes;
      await orTakeNoMore(assertInPlace(current));
    },
    close: () => current.file.close(),
  };
}
