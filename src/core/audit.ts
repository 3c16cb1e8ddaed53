import { hashOf } from './canonicalJson.ts';

/** What is recorded of a call. Never a value: arguments are scrubbed before they come here. */
export interface AuditRecord {
  readonly call: string;
  /**
   * `intent` before anything is done, `sending` just before a change leaves, `outcome` after, and `settled` once a
   * change whose answer was lost has been looked up.
   */
  readonly phase: 'intent' | 'sending' | 'outcome' | 'settled';
  readonly operation: string;
  readonly risk: string;
  readonly caller: string;
  readonly account?: string;
  readonly region?: string;
  readonly secret?: string;
  readonly arguments?: string;
  /** What a change was sent with, so that it can be looked up after a crash. */
  readonly clientRequestToken?: string;
  /** The secret that a change is sent to, where it exists already. */
  readonly arn?: string;
  /** `accepted` or `none`, from the person's answer on. */
  readonly approval?: string;
  /** `ok` or an error code on the outcome; `done`, `not_done` or `unknown` once settled. */
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

/**
 * Chains records and hands finished lines to `append`, in order. Lines that come while one append is still on its way
 * to the disk go together in the next, so that many calls at once don't wait for a flush each.
 */
export function createAudit(append: (lines: string) => Promise<void>, now: () => number = Date.now): Audit {
  let previous = firstPrevious;
  let sequence = 0;
  let waiting: { readonly record: AuditRecord; readonly written: PromiseWithResolvers<void> }[] = [];
  let busy = false;

  async function writeAll(): Promise<void> {
    busy = true;
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      const lines: AuditLine[] = [];
      for (const { record } of batch) {
        const body = {
          at: new Date(now()).toISOString(),
          sequence: sequence + lines.length,
          previous: lines.at(-1)?.hash ?? previous,
          ...record,
        };
        lines.push({ ...body, hash: hashOf(body) });
      }
      try {
        await append(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
        // The chain moves on only when the lines are written: a failed append leaves no gap in it.
        previous = lines.at(-1)?.hash ?? previous;
        sequence += lines.length;
        batch.forEach(({ written }) => written.resolve());
      } catch (thrown) {
        batch.forEach(({ written }) => written.reject(thrown));
      }
    }
    busy = false;
  }

  return {
    write(record) {
      const written = Promise.withResolvers<void>();
      waiting.push({ record, written });
      if (!busy) void writeAll();
      return written.promise;
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
