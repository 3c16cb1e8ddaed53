import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAuditFile } from '../../src/storage/auditFile.ts';

/** Appends to a real audit file in a folder of its own, which goes with this process. */
export async function openAuditLog(): Promise<(line: string) => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'custody-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return (await openAuditFile(folder)).append;
}
