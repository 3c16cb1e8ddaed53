import { randomBytes } from 'node:crypto';
import { chmod, mkdir, open, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A log that only grows. */
export interface AuditFile {
  readonly path: string;
  /** Resolves once the lines are on disk, all of them or none. Rejects when they can't be, also when the file is no longer where it was. */
  append(lines: string): Promise<void>;
  close(): Promise<void>;
}

/** Opens this process's own log in the folder: two processes in one file would break each other's hash chain. */
export async function openAuditFile(folder: string, now: () => number = Date.now): Promise<AuditFile> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // mkdir leaves a folder that was there as it was.
  await chmod(folder, 0o700);
  const started = new Date(now()).toISOString().replace(/[:.]/g, '-');
  const path = join(folder, `audit-${started}-${process.pid}-${randomBytes(4).toString('hex')}.jsonl`);
  const file = await open(path, 'ax', 0o600);
  const opened = await file.stat();
  let end = 0;

  // A file that was deleted or replaced still takes writes through its handle, and nobody would ever read them.
  async function assertInPlace(): Promise<void> {
    const found = await stat(path);
    if (found.ino !== opened.ino || found.dev !== opened.dev) throw new Error('The audit log was replaced by another file.');
    if (found.size !== end) throw new Error('The audit log was changed by someone else.');
  }

  return {
    path,
    async append(lines) {
      try {
        await file.writeFile(lines, 'utf8');
        await file.datasync();
      } catch (thrown) {
        // Half a line must not stand in front of the next one, and whoever was told of a failure must not be found in the log.
        await file.truncate(end);
        throw thrown;
      }
      end += Buffer.byteLength(lines);
      await assertInPlace();
    },
    close: () => file.close(),
  };
}
