import { open, readdir, rm, stat } from 'node:fs/promises';
import { uptime } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import type { AuditFileEnd } from '../core/audit.ts';
import { isRunning as runs } from './isRunning.ts';

const fileName = /^audit-(\d{4}-\d{2}-\d{2}T[\d-]+Z)-(\d+)-([0-9a-f]{8})\.jsonl$/;
const dayMs = 24 * 60 * 60_000;
/** A line holds at most a policy of 20 KiB, escaped twice. */
const longestLine = 256 * 1024;
const mostInLine = 500;
const openingForm = /^\{"at":"[\d:.TZ-]+","sequence":0,[^\n]*?"operation":"open_audit_log"/;
const openingBytes = 400;

export interface AuditFileFacts {
  readonly name: string;
  readonly path: string;
  /** The same for all files of one process. */
  readonly series: string;
  readonly pid: number;
  readonly startedAt: number;
  readonly changedAt: number;
  readonly bytes: number;
}

/** The files of the log, oldest first; nothing where there is no folder. Others in the folder are not of the log. */
export async function listAuditFiles(folder: string): Promise<readonly AuditFileFacts[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => fileName.test(name)).sort();
  const all = await Promise.all(
    names.map(async (name) => {
      const [, started = '', pid = '', id = ''] = fileName.exec(name) ?? [];
      const path = join(folder, name);
      // One that another window deletes meanwhile is not there.
      const found = await stat(path).catch(() => undefined);
      const startedAt = Date.parse(started.replace(/T(\d\d)-(\d\d)-(\d\d)-/, 'T$1:$2:$3.'));
      return found && { name, path, series: `${pid}-${id}`, pid: Number(pid), startedAt, changedAt: found.mtimeMs, bytes: found.size };
    }),
  );
  return all.filter((file) => file !== undefined);
}

/** Whether the process that wrote a file is over. A number given out again after a restart of the machine belongs to someone else. */
export function hasEnded(
  { pid, changedAt }: Pick<AuditFileFacts, 'pid' | 'changedAt'>,
  isRunning: (pid: number) => boolean = runs,
): boolean {
  return changedAt < Date.now() - uptime() * 1_000 || !isRunning(pid);
}

const endShape = z.object({ sequence: z.number(), hash: z.string() });

/** Where a file ends now; undefined for one that holds no whole line. */
export async function readEnd({ path, name }: AuditFileFacts): Promise<AuditFileEnd | undefined> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const room = Buffer.alloc(Math.min(size, longestLine));
    await file.read(room, 0, room.length, size - room.length);
    // What stands behind the last line feed was cut off, or is on its way.
    const last = room.toString('utf8').split('\n').slice(0, -1).at(-1);
    return last === undefined ? undefined : { name, ...endShape.parse(JSON.parse(last)) };
  } catch {
    return undefined;
  } finally {
    await file.close();
  }
}

/**
 * Where files end that were written since the last process before this one began: what ended earlier, that one wrote down
 * itself. A process that writes this down vouches for them, as a chain alone can't show that its end was cut off.
 */
export async function readNewEnds(folder: string, own: string): Promise<readonly AuditFileEnd[]> {
  const others = (await listAuditFiles(folder)).filter(({ path }) => path !== own);
  const since = await lastOpening(others);
  const ends = await Promise.all(others.filter(({ changedAt }) => changedAt >= since).map((file) => readEnd(file).catch(() => undefined)));
  return ends.filter((end) => end !== undefined);
}

/** When the last process began that wrote down where others end; a file it only goes on in tells nothing of them. */
async function lastOpening(files: readonly AuditFileFacts[]): Promise<number> {
  const series = new Set<string>();
  const first = files.filter((file) => !series.has(file.series) && series.add(file.series));
  for (const file of first.toReversed()) if (await opensLog(file).catch(() => false)) return file.startedAt;
  return 0;
}

/** Not where the file that a process began with was deleted, and not where it could not write its first line. */
async function opensLog({ path }: AuditFileFacts): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(openingBytes), 0, openingBytes, 0);
    return openingForm.test(buffer.toString('latin1', 0, bytesRead));
  } finally {
    await file.close();
  }
}

/**
 * Deletes files of ended processes that nobody has written to for so many days, once that is written down. 0 keeps them. One
 * that was still written to when a file that stays began stays too: it may hold the note of a deletion that the other needs.
 */
export async function deleteOldAuditFiles(
  folder: string,
  keepDays: number,
  writeDown: (files: readonly AuditFileEnd[]) => Promise<void>,
  { now = Date.now, isRunning = runs }: { readonly now?: () => number; readonly isRunning?: (pid: number) => boolean } = {},
): Promise<number> {
  if (!(keepDays > 0)) return 0;
  const files = await listAuditFiles(folder);
  const isOld = (file: AuditFileFacts): boolean =>
    file.changedAt < now() - keepDays * dayMs && file.pid !== process.pid && hasEnded(file, isRunning);
  const old = beforeAllOthers(files, files.filter(isOld));
  if (old.length === 0) return 0;
  const ends = await Promise.all(old.map(async (file) => (await readEnd(file)) ?? { name: file.name, sequence: -1, hash: '' }));
  for (let first = 0; first < ends.length; first += mostInLine) await writeDown(ends.slice(first, first + mostInLine));
  await Promise.all(old.map(({ path }) => rm(path, { force: true })));
  return old.length;
}

/** Those whose last line was written before any of the files that stay began. */
function beforeAllOthers(files: readonly AuditFileFacts[], some: readonly AuditFileFacts[]): readonly AuditFileFacts[] {
  const first = Math.min(...files.flatMap((file) => (some.includes(file) ? [] : [file.startedAt])));
  const before = some.filter(({ changedAt }) => changedAt < first);
  // What stays now may have begun earlier still.
  return before.length === some.length ? before : beforeAllOthers(files, before);
}
