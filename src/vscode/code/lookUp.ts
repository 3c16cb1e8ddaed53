import type { Account } from '../../core/account.ts';
import { person } from '../../core/caller.ts';
import { toCustodyError, type CustodyError } from '../../core/errors.ts';
import { placeOf } from '../../core/reference.ts';
import type { SecretDetail } from '../../core/secretsService.ts';
import type { Custody } from '../../custody.ts';
import { maxPlaces, placesIn, wavesOf, type Place } from './places.ts';

/** What became of looking a secret up: metadata, never a value. */
export type Look =
  | { readonly kind: 'found'; readonly place: Place; readonly secret: SecretDetail }
  /** Every place where it could be was asked, and has none. */
  | { readonly kind: 'missing'; readonly places: readonly Place[] }
  /** These places have none. Others were not asked, or did not say. */
  | { readonly kind: 'unsure'; readonly places: readonly Place[]; readonly error: CustodyError | undefined }
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
/** A network that is back should show at the next look. */
const failureKeptFor = 5_000;
const maxKept = 1_000;

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
    const isFailure = look.kind === 'failed' || (look.kind === 'unsure' && look.error !== undefined);
    kept.set(secretId, { look, until: now() + (isFailure ? failureKeptFor : keptFor) });
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
    const { places: all, areSure } = placesOf(secretId, configured);
    if (all.length === 0) return { kind: 'elsewhere' };
    const { execute, operations } = await custody();
    const without: Place[] = [];
    let error: CustodyError | undefined;
    for (const wave of wavesOf(all.slice(0, maxPlaces))) {
      if (signal.aborted) return undefined;
      const outcomes = await Promise.all(
        wave.map(async (place) => {
          const input = { ...place, secret_id: secretId };
          return { place, outcome: await execute(operations.describeSecret, { caller: person, input, signal }) };
        }),
      );
      for (const { place, outcome } of outcomes) {
        if (outcome.ok) return { kind: 'found', place, secret: outcome.output };
        if (outcome.error.code === 'secret_not_found') without.push(place);
        else error ??= outcome.error;
      }
    }
    if (error && without.length === 0) return failed(error);
    const isMissing = areSure && without.length === all.length;
    return isMissing ? { kind: 'missing', places: without } : { kind: 'unsure', places: without, error };
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

/** Where an ARN says the secret is, in the accounts that are for it; else in those of which it is not known yet which they are. */
function placesOf(secretId: string, accounts: readonly Account[]): { readonly places: readonly Place[]; readonly areSure: boolean } {
  const { region, accountId } = placeOf(secretId);
  if (region === undefined) return { places: placesIn(accounts), areSure: true };
  const there = accounts.filter(({ regions }) => regions.includes(region));
  const exact = there.filter((account) => account.accountId === accountId);
  const matching = exact.length > 0 ? exact : there.filter((account) => account.accountId === undefined);
  return { places: matching.map(({ name }) => ({ account: name, region })), areSure: exact.length > 0 };
}
