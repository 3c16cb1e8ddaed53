import type { Account } from '../../core/account.ts';
import { person } from '../../core/caller.ts';
import { toCustodyError, type CustodyError } from '../../core/errors.ts';
import { placeOf } from '../../core/reference.ts';
import type { SecretDetail } from '../../core/secretsService.ts';
import type { Custody } from '../../custody.ts';

/** Where a secret was looked for. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

/** What became of looking a secret up: metadata, never a value. */
export type Look =
  | { readonly kind: 'found'; readonly place: Place; readonly secret: SecretDetail }
  | { readonly kind: 'missing'; readonly places: readonly Place[] }
  /** No account is for where its ARN says that it is. */
  | { readonly kind: 'elsewhere' }
  | { readonly kind: 'failed'; readonly error: CustodyError };

export interface LookUp {
  /** What is known without asking. */
  known(secretId: string): Look | undefined;
  /** Asks unless it is known; undefined when nothing may be asked, or the caller left. */
  ask(secretId: string, signal: AbortSignal): Promise<Look | undefined>;
  /** Has everything asked again. */
  forget(): void;
}

interface LookUpOptions {
  readonly accounts: () => Promise<readonly Account[]>;
  readonly custody: () => Promise<Pick<Custody, 'execute' | 'operations'>>;
  readonly isTrusted: () => boolean;
  readonly now?: () => number;
}

interface Flight {
  readonly looking: Promise<Look | undefined>;
  readonly stop: AbortController;
  waiting: number;
}

const keptFor = 60_000;
const maxKept = 1_000;
const maxPlaces = 3;

/** Looks secrets up as the person does, once a minute each, and each in one request at a time. */
export function createLookUp({ accounts, custody, isTrusted, now = Date.now }: LookUpOptions): LookUp {
  const kept = new Map<string, { readonly look: Look; readonly until: number }>();
  const flights = new Map<string, Flight>();

  function known(secretId: string): Look | undefined {
    const entry = kept.get(secretId);
    return entry && entry.until > now() ? entry.look : undefined;
  }

  function keep(secretId: string, look: Look): void {
    kept.delete(secretId);
    kept.set(secretId, { look, until: now() + keptFor });
    const [oldest] = kept.keys();
    if (kept.size > maxKept && oldest !== undefined) kept.delete(oldest);
  }

  function start(secretId: string): Flight {
    const stop = new AbortController();
    const land = async (): Promise<Look | undefined> => {
      const look = await lookIn(secretId, stop.signal).catch((thrown: unknown) => failed(toCustodyError(thrown, 'Looking the secret up')));
      // After `forget` it may tell of what was before a change.
      const current = flights.get(secretId) === flight;
      if (current) flights.delete(secretId);
      if (look && current && !stop.signal.aborted) keep(secretId, look);
      return stop.signal.aborted ? undefined : look;
    };
    // It starts a turn later, so that what it compares itself with is there.
    const flight: Flight = { looking: Promise.resolve().then(land), stop, waiting: 0 };
    flights.set(secretId, flight);
    return flight;
  }

  async function lookIn(secretId: string, signal: AbortSignal): Promise<Look | undefined> {
    const configured = await accounts();
    if (configured.length === 0) return undefined;
    const places = placesOf(secretId, configured);
    if (places.length === 0) return { kind: 'elsewhere' };
    const { execute, operations } = await custody();
    let error: CustodyError | undefined;
    for (const place of places) {
      if (signal.aborted) return undefined;
      const outcome = await execute(operations.describeSecret, { caller: person, input: { ...place, secret_id: secretId }, signal });
      if (outcome.ok) return { kind: 'found', place, secret: outcome.output };
      if (outcome.error.code !== 'secret_not_found') error ??= outcome.error;
    }
    return error ? failed(error) : { kind: 'missing', places };
  }

  return {
    known,
    async ask(secretId, signal) {
      const already = known(secretId);
      if (already || signal.aborted || !isTrusted()) return already;
      const flight = flights.get(secretId) ?? start(secretId);
      flight.waiting += 1;
      const { promise: left, resolve: leave } = Promise.withResolvers<undefined>();
      const onAbort = (): void => {
        leave(undefined);
        flight.waiting -= 1;
        if (flight.waiting > 0) return;
        flight.stop.abort();
        if (flights.get(secretId) === flight) flights.delete(secretId);
      };
      signal.addEventListener('abort', onAbort, { once: true });
      try {
        return await Promise.race([flight.looking, left]);
      } finally {
        signal.removeEventListener('abort', onAbort);
      }
    },
    forget() {
      kept.clear();
      flights.clear();
    },
  };
}

function failed(error: CustodyError): Look {
  return { kind: 'failed', error };
}

/**
 * Where an ARN says the secret is, in the accounts that are for it; else in those of which it is not known yet which
 * they are. A name is looked for in each account's first region.
 */
function placesOf(secretId: string, accounts: readonly Account[]): readonly Place[] {
  const { region, accountId } = placeOf(secretId);
  if (region === undefined)
    return accounts.slice(0, maxPlaces).flatMap(({ name, regions: [first] }) => (first ? [{ account: name, region: first }] : []));
  const there = accounts.filter(({ regions }) => regions.includes(region));
  const exact = there.filter((account) => account.accountId === accountId);
  const matching = exact.length > 0 ? exact : there.filter((account) => account.accountId === undefined);
  return matching.slice(0, maxPlaces).map(({ name }) => ({ account: name, region }));
}
