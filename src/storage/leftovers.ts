import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import type { AuditRecord } from '../core/audit.ts';
import { hasEnded, listAuditFiles } from './auditFolder.ts';

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
export async function readLeftovers(folder: string, isRunning?: (pid: number) => boolean): Promise<readonly AuditRecord[]> {
  const sent = new Map<string, AuditRecord>();
  const known = new Set<string>();
  for (const file of await listAuditFiles(folder)) {
    if (Date.now() - file.changedAt > longestAgeMs) continue;
    const isOurs = hasEnded(file, isRunning);
    for (const line of (await readFile(file.path, 'utf8')).split('\n')) {
      const record = parse(line);
      if (record?.phase === 'sending' && isOurs) sent.set(record.call, record);
      if (record?.phase === 'outcome' && record.result !== 'outcome_unknown') known.add(record.call);
      // With its name keyed it can never be looked up, and telling the person once is enough.
      if (record?.phase === 'settled' && (record.result !== 'unknown' || record.names === 'keyed')) known.add(record.call);
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
