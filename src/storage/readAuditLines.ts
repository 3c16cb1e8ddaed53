import { readFile } from 'node:fs/promises';
import { listAuditFiles } from './auditFolder.ts';

const mostLines = 50_000;

/** The lines of all files, those written to last first, up to about fifty thousand. Whether others were left out. */
export async function readAuditLines(folder: string): Promise<{ readonly lines: readonly string[]; readonly isCut: boolean }> {
  const files = [...(await listAuditFiles(folder))].sort((a, b) => b.changedAt - a.changedAt);
  let lines: string[] = [];
  for (const { path } of files) {
    if (lines.length >= mostLines) return { lines, isCut: true };
    lines = lines.concat((await readFile(path, 'utf8')).split('\n').filter(Boolean));
  }
  return { lines, isCut: false };
}
