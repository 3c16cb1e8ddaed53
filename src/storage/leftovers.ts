import { readdir, readFile, stat } from 'node:fs/promises';
import { uptime } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import type { AuditRecord } from '../core/audit.ts';

const fileName = /^audit-.*-(\d+)-[0-9a-f]{8}\.jsonl$/;
const longestAgeMs = 30 * 24 * 60 * 60_000;

const recordShape = z.object({
  call: z.string(),
  phase: z.enum(['intent', 'sending', 'outcome', 'settled']),
  operation: z.string(),
  risk: z.string(),
  caller: z.string(),
  account: z.string().exactOptional(),
  region: z.string().exactOptional(),
  secret: z.string().exactOptional(),
  arguments: z.string().exactOptional(),
  clientRequestToken: z.string().exactOptional(),
  arn: z.string().exactOptional(),
  approval: z.string().exactOptional(),
  result: z.string().exactOptional(),
  names: z.literal('keyed').exactOptional(),
});

/**
 * Changes that were sent by a process which has ended, and of which the logs in the folder don't say what became. Logs
 * of processes that still run are left to them, and so is what is older than thirty days.
 */
export async function readLeftovers(folder: string, isRunning: (pid: number) => boolean = runs): Promise<readonly AuditRecord[]> {
  const sent = new Map<string, AuditRecord>();
  const known = new Set<string>();
  for (const name of await readdir(folder)) {
    const pid = fileName.exec(name)?.[1];
    if (pid === undefined) continue;
    const path = join(folder, name);
    const { mtimeMs } = await stat(path);
    if (Date.now() - mtimeMs > longestAgeMs) continue;
    // A number that was given out again after a restart of the machine belongs to someone else.
    const isOurs = mtimeMs < Date.now() - uptime() * 1_000 || !isRunning(Number(pid));
    for (const line of (await readFile(path, 'utf8')).split('\n')) {
      const record = parse(line);
      if (record?.phase === 'sending' && isOurs) sent.set(record.call, record);
      if (record?.phase === 'outcome' && record.result !== 'outcome_unknown') known.add(record.call);
      if (record?.phase === 'settled' && record.result !== 'unknown') known.add(record.call);
    }
  }
  return [...sent.values()].filter(({ call }) => !known.has(call));
}

/** A process that was killed may have left half a line. */
function parse(line: string): AuditRecord | undefined {
  try {
    return recordShape.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

function runs(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (thrown) {
    // It is there, and someone else's.
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM';
  }
}
