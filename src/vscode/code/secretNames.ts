import type { Account } from '../../core/account.ts';
import { person } from '../../core/caller.ts';
import { namePattern } from '../../core/reference.ts';
import type { Custody } from '../../custody.ts';
import { maxPlaces, placesIn, wavesOf, type Place } from './places.ts';

export interface FoundNames {
  readonly found: readonly { readonly place: Place; readonly name: string }[];
  /** There may be more than were found. */
  readonly more: boolean;
}

export interface SecretNames {
  readonly ask: (prefix: string, signal: AbortSignal) => Promise<FoundNames>;
  /** Has everything asked again. */
  readonly forget: () => void;
}

interface SecretNamesOptions {
  readonly accounts: () => Promise<readonly Account[]>;
  readonly custody: () => Promise<Pick<Custody, 'execute' | 'operations'>>;
  readonly now?: () => number;
}

interface Listed {
  readonly names: readonly string[];
  readonly more: boolean;
  readonly until: number;
}

const keptFor = 60_000;
const maxKept = 1_000;

/** Finds names of secrets by how they begin, and asks each place once a minute. */
export function createSecretNames({ accounts, custody, now = Date.now }: SecretNamesOptions): SecretNames {
  let kept = new Map<string, Listed>();

  /** The first page of names with a prefix; one that was complete for a shorter prefix serves too. */
  async function list({ account, region }: Place, prefix: string, signal: AbortSignal): Promise<Listed | undefined> {
    const keyOf = (of: string): string => `${account}\n${region}\n${of}`;
    for (let length = prefix.length; length >= 0; length -= 1) {
      const known = kept.get(keyOf(prefix.slice(0, length)));
      if (known && known.until > now() && (!known.more || length === prefix.length)) return known;
    }
    const mine = kept;
    const { execute, operations } = await custody();
    const input = { account, region, max_results: 50, ...(prefix === '' ? {} : { search: `name:${prefix}` }) };
    const page = await execute(operations.listSecrets, { caller: person, input, signal });
    if (!page.ok) return undefined;
    const names = page.output.secrets.map(({ name }) => name).filter((name) => namePattern.test(name));
    const listed = { names, more: page.output.nextToken !== undefined, until: now() + keptFor };
    // After `forget` nobody finds it here any more: it may tell of what was before a change.
    if (mine.size >= maxKept) mine.clear();
    mine.set(keyOf(prefix), listed);
    return listed;
  }

  async function ask(prefix: string, signal: AbortSignal): Promise<FoundNames> {
    const places = placesIn(await accounts());
    const found: { readonly place: Place; readonly name: string }[] = [];
    let more = places.length > maxPlaces;
    for (const wave of wavesOf(places.slice(0, maxPlaces))) {
      if (signal.aborted) break;
      const pages = await Promise.all(wave.map(async (place) => ({ place, listed: await list(place, prefix, signal) })));
      for (const { place, listed } of pages) {
        more ||= listed?.more ?? true;
        found.push(...(listed?.names ?? []).filter((name) => name.startsWith(prefix)).map((name) => ({ place, name })));
      }
    }
    return { found, more };
  }

  return {
    ask,
    forget() {
      kept = new Map();
    },
  };
}
