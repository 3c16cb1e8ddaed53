import { hashOf } from './canonicalJson.ts';

/** What is recorded of a call. Never a value: arguments are scrubbed before they come here. */
export interface AuditRecord {
  readonly call: string;
  readonly phase: 'intent' | 'outcome';
  readonly operation: string;
  readonly risk: string;
  readonly caller: string;
  readonly account?: string;
  readonly region?: string;
  readonly secret?: string;
  readonly arguments?: string;
  /** The ClientRequestToken a write is about to be sent with, so that its outcome can be looked up after a crash. */
  readonly clientRequestToken?: string;
  /** `asked and approved`, `allowed`, ... on the outcome. */
  readonly approval?: string;
  /** `ok` or an error code, on the outcome. */
  readonly result?: string;
}

/** One line of the log: the record, its place, and the hash that chains it to the line before. */
interface AuditLine extends AuditRecord {
  readonly at: string;
  readonly sequence: number;
  readonly previous: string;
  readonly hash: string;
}

export interface Audit {
  /** Resolves once the line is on disk; rejects when it cannot be written. */
  write(record: AuditRecord): Promise<void>;
}

export const firstPrevious = '0'.repeat(64);

/** Chains records and hands each finished line to `append`, one at a time and in order. */
export function createAudit(append: (line: string) => Promise<void>, now: () => number = Date.now): Audit {
  let previous = firstPrevious;
  let sequence = 0;
  let last: Promise<void> = Promise.resolve();

  async function writeNext(record: AuditRecord): Promise<void> {
    const body = { at: new Date(now()).toISOString(), sequence, previous, ...record };
    const hash = hashOf(body);
    // The chain moves on only when the line is written: a failed append leaves no gap in it.
    const line: AuditLine = { ...body, hash };
    await append(`${JSON.stringify(line)}\n`);
    previous = hash;
    sequence += 1;
  }

  return {
    write(record) {
      const written = last.then(() => writeNext(record));
      last = written.catch(() => undefined);
      return written;
    },
  };
}

/** The index of the first line that breaks the chain, or undefined when every line follows from the one before. */
export function findBrokenLine(lines: readonly string[]): number | undefined {
  let previous = firstPrevious;
  for (const [index, text] of lines.entries()) {
    const line = parseLine(text);
    if (!line) return index;
    const { hash, ...body } = line;
    if (line.previous !== previous || line.sequence !== index || hashOf(body) !== hash) return index;
    previous = hash;
  }
  return undefined;
}

function parseLine(text: string): { hash: string; previous: unknown; sequence: unknown } | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== 'object' || parsed === null) return undefined;
    const { hash, previous, sequence, ...rest } = { hash: undefined, previous: undefined, sequence: undefined, ...parsed };
    return typeof hash === 'string' ? { ...rest, previous, sequence, hash } : undefined;
  } catch {
    return undefined;
  }
}
