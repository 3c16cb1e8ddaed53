import { CustodyError, toCustodyError } from '../../core/errors.ts';
import { createSecretIndex, type DrawnSecret, type IndexOrder, type SecretIndex } from './secretIndex.ts';

export interface Page {
  readonly secrets: readonly DrawnSecret[];
  readonly nextToken?: string | undefined;
}

export interface ListingOptions {
  /** Secrets that stand in the listing before AWS lists them. */
  readonly ahead?: () => readonly DrawnSecret[];
  readonly order?: IndexOrder;
  /** How many pages in a row may be empty before the person is asked again. */
  readonly emptyPages?: number;
  /** Whether a load begins again from the start, once, when AWS no longer takes the listing's token. */
  readonly restarts?: boolean;
}

/** The secrets of one region, as far as they were read. */
export interface RegionListing {
  readonly index: SecretIndex;
  /** `cutShort`: AWS sent a token for the second time, so that the rest can't be had. */
  readonly state: 'unread' | 'more' | 'complete' | 'cutShort';
  /** Why the last load brought nothing. What was loaded before stays. */
  readonly failure: CustodyError | undefined;
  /** Reads the next page that is not empty. Never rejects: see `failure`. A second call joins the first. */
  readMore(): Promise<void>;
}

/** One way through the pages, from the first on. */
interface Pass {
  readonly index: SecretIndex;
  readonly sent: Set<string>;
  state: RegionListing['state'];
  token: string | undefined;
}

export function createRegionListing(read: (token: string | undefined) => Promise<Page>, options: ListingOptions = {}): RegionListing {
  const { ahead = () => [], order, emptyPages = 10, restarts = true } = options;
  let shown = begin();
  let failure: CustodyError | undefined;
  let reading: Promise<void> | undefined;

  function begin(): Pass {
    const index = createSecretIndex(order);
    index.add(ahead());
    return { index, sent: new Set(), state: 'unread', token: undefined };
  }

  async function readPage(pass: Pass): Promise<void> {
    const { secrets, nextToken } = await read(pass.token);
    if (pass.token !== undefined) pass.sent.add(pass.token);
    pass.index.add(secrets);
    pass.token = nextToken;
    pass.state = nextToken === undefined ? 'complete' : pass.sent.has(nextToken) ? 'cutShort' : 'more';
  }

  /** Reads on until more than `count` secrets came, or no sign that they will. */
  async function readPast(pass: Pass, count: number): Promise<void> {
    let empty = 0;
    do {
      const before = pass.index.size;
      await readPage(pass);
      empty = pass.index.size > before ? 0 : empty + 1;
    } while (pass.state === 'more' && pass.index.size <= count && empty < emptyPages);
  }

  async function load(): Promise<void> {
    try {
      await readPast(shown, shown.index.size);
    } catch (thrown) {
      const refused = shown.token !== undefined && toFailure(thrown).code === 'invalid_input';
      if (!refused || !restarts) throw thrown;
      // What is shown stays until as much was read again.
      const again = begin();
      await readPast(again, shown.index.size);
      shown = again;
    }
  }

  async function loadOrFail(): Promise<void> {
    try {
      failure = undefined;
      await load();
    } catch (thrown) {
      failure = toFailure(thrown);
    } finally {
      reading = undefined;
    }
  }

  return {
    get index() {
      return shown.index;
    },
    get state() {
      return shown.state;
    },
    get failure() {
      return failure;
    },
    readMore() {
      if (shown.state === 'complete' || shown.state === 'cutShort') return Promise.resolve();
      reading ??= loadOrFail();
      return reading;
    },
  };
}

/** No person gave the arguments that were refused: it was a token, which only a new listing replaces. */
function toFailure(thrown: unknown): CustodyError {
  const error = toCustodyError(thrown, 'Reading secrets');
  return error.code === 'invalid_input'
    ? new CustodyError(error.code, error.message, 'Refresh the region to list it from the start.')
    : error;
}
