import { CustodyError, toCustodyError } from '../../core/errors.ts';
import type { RegionNode } from '../tree/nodes.ts';
import type { Page } from '../tree/regionListing.ts';

export interface ReadPagesOptions {
  readonly readPage: (region: RegionNode, token: string | undefined) => Promise<Page>;
  readonly onPage: (region: RegionNode, secrets: Page['secrets']) => void;
  /** Called for a region that ended before its last page. The others go on. */
  readonly onFailed: (region: RegionNode, error: CustodyError) => void;
  /** Called whenever nothing is left to read. */
  readonly onIdle: () => void;
  readonly signal: AbortSignal;
  /** The most pages that are waited for at a time, over all regions: AWS lets an account list 100 pages a second. */
  readonly inFlight?: number;
  /** How many pages in a row may be empty before a region is given up. */
  readonly emptyPages?: number;
}

/** One region on its way through its pages. */
interface Reading {
  readonly region: RegionNode;
  readonly sent: Set<string>;
  token: string | undefined;
  empty: number;
}

/** Reads every page of regions, a page of each in turn. Returns what adds a region; what was read ends with the signal. */
export function readPages(options: ReadPagesOptions): (region: RegionNode) => void {
  const { readPage, onPage, onFailed, onIdle, signal, inFlight = 4, emptyPages = 10 } = options;
  const waiting: Reading[] = [];
  let active = 0;

  async function readNext(reading: Reading): Promise<void> {
    const { region, sent, token } = reading;
    try {
      if (token !== undefined) sent.add(token);
      const { secrets, nextToken } = await readPage(region, token);
      if (signal.aborted) return;
      onPage(region, secrets);
      reading.empty = secrets.length > 0 ? 0 : reading.empty + 1;
      reading.token = nextToken;
      if (nextToken === undefined) return;
      if (sent.has(nextToken)) throw cutShort('AWS sent a page token for the second time');
      if (reading.empty >= emptyPages) throw cutShort(`${emptyPages} pages in a row were empty`);
      waiting.push(reading);
    } catch (thrown) {
      if (!signal.aborted) onFailed(region, toCustodyError(thrown, 'Reading secrets'));
    }
  }

  async function run(reading: Reading): Promise<void> {
    active += 1;
    await readNext(reading);
    active -= 1;
    if (signal.aborted) return;
    if (active === 0 && waiting.length === 0) onIdle();
    else fill();
  }

  function fill(): void {
    while (active < inFlight && !signal.aborted) {
      const next = waiting.shift();
      if (!next) return;
      void run(next);
    }
  }

  return (region) => {
    waiting.push({ region, sent: new Set(), token: undefined, empty: 0 });
    fill();
  };
}

function cutShort(why: string): CustodyError {
  return new CustodyError(
    'malformed_answer',
    `The list ends early, because ${why}, so some secrets may be missing.`,
    'Read the region again.',
  );
}
