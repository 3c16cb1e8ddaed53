import { hash } from 'node:crypto';

/** What is recorded of a call. Never a value: arguments are scrubbed before they come here. */
export interface AuditRecord {
  readonly call: string;
  /**
   * `intent` before anything is done, `sending` just before a change leaves, `outcome` after, and `settled` once a
   * change whose answer was lost has been looked up. `log` is about the log itself.
   */
  readonly phase: 'intent' | 'sending' | 'outcome' | 'settled' | 'log';
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
  /** `accepted`, `granted` where an earlier answer still holds, or `none`; from the person's answer on. */
  readonly approval?: string;
  /** `ok` or an error code on the outcome; `done`, `not_done`, `unknown` or `unknown_for_good` once settled. */
  readonly result?: string;
  /** AWS's own names of the call's last requests, by which CloudTrail and AWS's support find them. */
  readonly requestIds?: readonly string[];
  /** Names stand as keyed hashes; see auditNames.ts. */
  readonly names?: 'keyed';
  /** Other files of the log, as they were when this was written. */
  readonly files?: readonly AuditFileEnd[];
}

/** Where a file of the log ends: what is cut off behind that is missed by whoever knows it. */
export interface AuditFileEnd {
  readonly name: string;
  readonly sequence: number;
  readonly hash: string;
}

/** The log. A line is the record with its time, its place, the hash of the line before, and its own hash at the end. */
export interface Audit {
  /** Resolves once the line is on disk; rejects when it cannot be written. */
  write(record: AuditRecord): Promise<void>;
  /** Puts a line down that nothing waits for: with the next that is written, or within a fifth of a second. */
  note(record: AuditRecord): void;
  /** Writes what was noted; resolves once that is over, however it ended. */
  flush(): Promise<void>;
}

export const firstPrevious = '0'.repeat(64);

/** Where a chain goes on: at its first line, or behind the last one of the file before. */
export interface ChainPlace {
  readonly sequence: number;
  readonly previous: string;
}
export const chainStart: ChainPlace = { sequence: 0, previous: firstPrevious };

const noteWithinMs = 200;

interface Waiting {
  readonly record: AuditRecord;
  readonly at: number;
  readonly written: PromiseWithResolvers<void> | undefined;
}

/**
 * Chains records and hands finished lines to `append`, in order. Lines that come while one append is still on its way
 * to the disk go together in the next, so that many calls at once don't wait for a flush each. `shape` has the last word
 * on what is written of a record; where it fails nothing is.
 */
export function createAudit(
  append: (lines: string) => Promise<void>,
  now: () => number = Date.now,
  shape?: (record: AuditRecord) => Promise<AuditRecord>,
): Audit {
  let previous = firstPrevious;
  let sequence = 0;
  let waiting: Waiting[] = [];
  let busy = false;
  let writing: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;

  async function writeAll(): Promise<void> {
    busy = true;
    while (waiting.length > 0) {
      clearTimeout(timer);
      timer = undefined;
      const batch = waiting;
      waiting = [];
      try {
        const records = shape ? await Promise.all(batch.map(({ record }) => shape(record))) : batch.map(({ record }) => record);
        const lines: string[] = [];
        let last = previous;
        for (const [index, record] of records.entries()) {
          const at = new Date(batch[index]?.at ?? now()).toISOString();
          const body = JSON.stringify({ at, sequence: sequence + lines.length, previous: last, ...record });
          last = hash('sha256', body);
          lines.push(`${body.slice(0, -1)},"hash":"${last}"}\n`);
        }
        await append(lines.join(''));
        // The chain moves on only when the lines are written: a failed append leaves no gap in it.
        previous = last;
        sequence += lines.length;
        batch.forEach(({ written }) => written?.resolve());
      } catch (thrown) {
        batch.forEach(({ written }) => written?.reject(thrown));
      }
    }
    busy = false;
  }

  const start = (): void => {
    if (!busy) writing = writeAll();
  };

  return {
    write(record) {
      const written = Promise.withResolvers<void>();
      waiting.push({ record, at: now(), written });
      start();
      return written.promise;
    },
    note(record) {
      waiting.push({ record, at: now(), written: undefined });
      if (!busy) timer ??= setTimeout(start, noteWithinMs);
    },
    flush() {
      start();
      return writing;
    },
  };
}

const lineForm = /^(\{"at":.*),"hash":"([0-9a-f]{64})"\}$/s;

/** The index of the first line that breaks the chain, or undefined when every line follows from the one before. */
export function findBrokenLine(lines: readonly string[], from: ChainPlace = chainStart): number | undefined {
  let { previous } = from;
  for (const [index, text] of lines.entries()) {
    const [, body = '', claimed = ''] = lineForm.exec(text) ?? [];
    const start = `"sequence":${from.sequence + index},"previous":"${previous}",`;
    // The time in front has a fixed form, so that the place stands where nothing else can.
    if (!/^\{"at":"[\d:.TZ-]+",/.test(body) || !body.slice(body.indexOf(',') + 1).startsWith(start)) return index;
    if (hash('sha256', `${body}}`) !== claimed) return index;
    previous = claimed;
  }
  return undefined;
}
