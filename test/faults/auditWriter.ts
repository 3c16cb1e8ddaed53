import { randomBytes } from 'node:crypto';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { createAudit } from '../../src/core/audit.ts';
import { openAuditFile } from '../../src/storage/auditFile.ts';

// One window of the editor, as far as the audit log can tell: a process that writes when it is told to go.

/** Lines handed to the log at once, as calls made together are. */
const slice = 250;

export const task = z.object({
  folder: z.string(),
  window: z.number(),
  lines: z.number(),
  /** `ownFile` is the product's rule. Without it all windows append to one file. */
  rule: z.enum(['ownFile', 'oneFile']),
});
export const said = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('done'), path: z.string(), written: z.number(), began: z.number(), ended: z.number() }),
]);
export type Task = z.infer<typeof task>;
export type Said = z.infer<typeof said>;

export const sharedName = 'audit-shared.jsonl';

async function openLog({ folder, rule }: Task): Promise<{ readonly path: string; append: (lines: string) => Promise<void> }> {
  if (rule === 'ownFile') return openAuditFile(folder);
  const path = join(folder, sharedName);
  return { path, append: (lines) => appendFile(path, lines) };
}

async function work(given: Task, untilGo: () => Promise<void>): Promise<Said> {
  const { path, append } = await openLog(given);
  const audit = createAudit(append);
  let written = 0;
  await untilGo();
  const began = Date.now();
  for (let first = 0; first < given.lines; first += slice) {
    const count = Math.min(slice, given.lines - first);
    const records = Array.from({ length: count }, (_, index) => recordOf(given.window, first + index));
    await Promise.all(records.map((record) => audit.write(record).then(() => (written += 1))));
  }
  return { kind: 'done', path, written, began, ended: Date.now() };
}

function recordOf(window: number, line: number) {
  return {
    call: `${window}/${line}`,
    phase: line % 2 === 0 ? ('intent' as const) : ('outcome' as const),
    operation: 'describe_secret',
    risk: 'read',
    caller: `agent ${window}`,
    // Lines of many lengths, so that a torn one would not fall on the end of another.
    arguments: JSON.stringify({ secret_id: `prod/${randomBytes(1 + (line % 60)).toString('hex')}` }),
  };
}

if (import.meta.main) {
  const go = new Promise<void>((resolve) => process.on('message', () => resolve()));
  const tell = (message: Said): void => void process.send?.(message);
  const untilGo = (): Promise<void> => {
    tell({ kind: 'ready' });
    return go;
  };
  tell(await work(task.parse(JSON.parse(process.argv[2] ?? '')), untilGo));
  process.disconnect();
}
