import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { chainStart, findBrokenLine, type AuditFileEnd, type ChainPlace } from '../core/audit.ts';
import { hasEnded, listAuditFiles, type AuditFileFacts } from './auditFolder.ts';

export interface AuditVerdict {
  readonly files: number;
  readonly lines: number;
  /** One for each file that is not whole, with its name; none where every chain is whole. */
  readonly problems: readonly string[];
}

interface FileRead {
  readonly facts: AuditFileFacts;
  readonly lines: readonly string[];
  /** Half a line at the end, which nobody is still writing. */
  readonly isTorn: boolean;
}

/** What is kept of a file once it was walked: its lines would be too many. */
interface Walked {
  readonly facts: AuditFileFacts;
  readonly lines: number;
  readonly first: ChainPlace;
  readonly last: AuditFileEnd | undefined;
  readonly broken: number | undefined;
  readonly isTorn: boolean;
  readonly noted: readonly z.infer<typeof noteShape>[];
}

const placeForm = /^\{"at":"[\d:.TZ-]+","sequence":(\d{1,15}),"previous":"([0-9a-f]{64})",/;
const endForm = /,"hash":"([0-9a-f]{64})"\}$/;
const noteShape = z.object({
  phase: z.literal('log'),
  operation: z.enum(['open_audit_log', 'delete_audit_files']),
  files: z.array(z.object({ name: z.string(), sequence: z.number(), hash: z.string() })),
});

/**
 * Walks the chain of every file and says what is not whole. A chain shows what was changed, removed or added before its
 * end; that its end was cut off shows only against what a later process has written down of it.
 */
export async function verifyAudit(folder: string, isRunning?: (pid: number) => boolean): Promise<AuditVerdict> {
  const walked: Walked[] = [];
  const problems: string[] = [];
  const series = new Map<string, AuditFileFacts[]>();
  for (const facts of await listAuditFiles(folder)) series.set(facts.series, [...(series.get(facts.series) ?? []), facts]);
  for (const files of series.values()) {
    let before: Walked | undefined;
    for (const facts of files) {
      const read = await readLines(facts, isRunning).catch(() => undefined);
      if (!read) problems.push(`${facts.name} can't be read.`);
      else walked.push((before = walk(read, before)));
    }
  }
  const notes = walked.flatMap(({ noted }) => noted);
  const deleted = notes.flatMap(({ operation, files }) => (operation === 'delete_audit_files' ? files : []));
  const seen = notes.flatMap(({ operation, files }) => (operation === 'open_audit_log' ? files : []));
  for (const file of walked) problems.push(...(await problemsOf(file, walked, { deleted, seen })));
  const there = new Set([...walked.map(({ facts }) => facts.name), ...deleted.map(({ name }) => name)]);
  const missing = new Set(seen.flatMap(({ name }) => (there.has(name) ? [] : [name])));
  problems.push(...[...missing].map((name) => `${name} is missing. It was there when a later window was opened.`));
  return { files: walked.length, lines: walked.reduce((sum, { lines }) => sum + lines, 0), problems };
}

/** The verdict in one sentence. */
export function verdictSentence({ files, lines, problems }: AuditVerdict): string {
  const count = `${files.toLocaleString('en')} ${files === 1 ? 'file' : 'files'}, ${lines.toLocaleString('en')} ${lines === 1 ? 'line' : 'lines'}`;
  if (problems.length === 0) return `${count}, all chains whole.`;
  return `${count}, ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}: the audit log was changed or damaged.`;
}

async function readLines(facts: AuditFileFacts, isRunning?: (pid: number) => boolean): Promise<FileRead> {
  const lines = (await readFile(facts.path, 'utf8')).split('\n');
  const rest = lines.pop() ?? '';
  return { facts, lines, isTorn: rest !== '' && hasEnded(facts, isRunning) };
}

function walk({ facts, lines, isTorn }: FileRead, before: Walked | undefined): Walked {
  const claimed = placeIn(lines[0]);
  const follows = before?.last && { sequence: before.last.sequence + 1, previous: before.last.hash };
  // One that comes later than the next is what is left when a file between them was taken away.
  const first = follows && claimed.sequence <= follows.sequence ? follows : claimed;
  const broken = findBrokenLine(lines, first);
  const sound = broken === undefined ? lines : lines.slice(0, broken);
  const hash = endForm.exec(lines.at(-1) ?? '')?.[1];
  return {
    facts,
    lines: lines.length,
    first,
    last: hash === undefined ? before?.last : { name: facts.name, sequence: placeIn(lines.at(-1)).sequence, hash },
    broken,
    isTorn,
    noted: sound.flatMap(noteIn),
  };
}

function placeIn(line: string | undefined): ChainPlace {
  const [, sequence = '0', previous = chainStart.previous] = placeForm.exec(line ?? '') ?? [];
  return { sequence: Number(sequence), previous };
}

function noteIn(line: string): Walked['noted'] {
  if (!line.includes('"phase":"log"')) return [];
  const { data } = noteShape.safeParse(JSON.parse(line));
  return data ? [data] : [];
}

interface Ends {
  readonly deleted: readonly AuditFileEnd[];
  readonly seen: readonly AuditFileEnd[];
}

async function problemsOf(file: Walked, all: readonly Walked[], { deleted, seen }: Ends): Promise<readonly string[]> {
  const { facts, lines, first, last, broken, isTorn } = file;
  const { name, series } = facts;
  if (broken !== undefined)
    return [`${name}: line ${broken + 1} does not follow from the one before. It was changed, or lines before it were removed or added.`];
  const found = isTorn ? [`${name}: its last line is cut off. Its process may have been ended while it wrote.`] : [];
  const hasBeginning =
    first.sequence === 0 ||
    all.some((other) => other.facts.series === series && other.last?.hash === first.previous) ||
    deleted.some(({ hash }) => hash === first.previous);
  if (!hasBeginning) found.push(`${name}: the file that comes before it is missing.`);
  for (const end of seen.filter((each) => each.name === name)) {
    if (last === undefined || last.sequence < end.sequence)
      return [...found, `${name}: ${missingLines(end.sequence - first.sequence + 1 - lines)} missing at its end.`];
    if ((await hashAt(file, end.sequence)) !== end.hash)
      return [...found, `${name}: it is another file than the one that was there when a later window was opened.`];
  }
  return found;
}

function missingLines(count: number): string {
  return count === 1 ? '1 line is' : `${count} lines are`;
}

async function hashAt({ facts, first, last }: Walked, sequence: number): Promise<string | undefined> {
  if (last?.sequence === sequence) return last.hash;
  const line = (await readFile(facts.path, 'utf8')).split('\n')[sequence - first.sequence];
  return endForm.exec(line ?? '')?.[1];
}
