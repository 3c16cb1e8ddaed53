import { randomUUID } from 'node:crypto';
import type { Account } from './account.ts';
import type { Caller } from './caller.ts';
import { hashOf } from './canonicalJson.ts';
import type { Destination } from './destination.ts';
import type { GrantTerm } from './grantTerm.ts';

/** Values on their way: whose call, out of which account, to where. */
export interface Use {
  readonly caller: Caller;
  /** As the person configured it. */
  readonly account: Account;
  readonly region: string;
  readonly destination: Destination;
}

/** What a person allowed for longer than one call: these secrets, to this destination, for this client. */
export interface Grant {
  readonly id: string;
  readonly caller: Caller;
  readonly account: string;
  readonly region: string;
  readonly destination: Destination;
  /** When it ends by itself; absent for one that holds until the window closes. */
  readonly until: number | undefined;
}

/** Lives in memory alone: a new window asks anew. */
export interface Grants {
  /** Whether the person allowed this very use and it still holds. */
  covers(use: Use): boolean;
  /** Whether all that this use would replace is what it left there itself: what someone else wrote was on no card. */
  replacesOwn(use: Use): boolean;
  /** Told when a use is done, whatever allowed it. */
  done(use: Use): void;
  /** Keeps a yes. `once` is over with its call, so nothing is kept of it. */
  add(use: Use, term: GrantTerm): void;
  /** Those that hold, in the order they were given. */
  list(): readonly Grant[];
  /** Takes the yes to this very use back. */
  drop(use: Use): void;
  revoke(id: string): void;
  /** Drops those of accounts that are gone or are not as they were. */
  retain(accounts: readonly Account[]): void;
  clear(): void;
  /** Not told when one ends by its time: whoever draws them looks at `until`. */
  onDidChange(listener: () => void): void;
}

interface Held {
  readonly grant: Grant;
  readonly account: string;
  readonly since: number;
  /** What the use wrote last. */
  left: Readonly<Record<string, string>>;
}

const minutes: Readonly<Partial<Record<GrantTerm, number>>> = { '15 minutes': 15, '60 minutes': 60 };

export function createGrants(now: () => number = Date.now): Grants {
  const held = new Map<string, Held>();
  const listeners: (() => void)[] = [];
  const tell = (): void => listeners.forEach((listener) => listener());
  // A clock that was set back before it was given would make it last longer.
  const holds = ({ grant: { until }, since }: Held): boolean => now() >= since && (until === undefined || now() < until);

  function dropWhere(gone: (held: Held) => boolean): void {
    const keys = [...held].flatMap(([key, each]) => (gone(each) ? [key] : []));
    keys.forEach((key) => held.delete(key));
    if (keys.length > 0) tell();
  }

  return {
    covers(use) {
      const found = held.get(keyOf(use));
      return found !== undefined && holds(found);
    },
    replacesOwn(use) {
      const left = held.get(keyOf(use))?.left ?? {};
      return Object.entries(use.destination.contents?.before ?? {}).every(([name, content]) => left[name] === content);
    },
    done(use) {
      const found = held.get(keyOf(use));
      if (found) found.left = use.destination.contents?.after ?? {};
    },
    add(use, term) {
      if (term === 'once') return;
      const { caller, account, region, destination } = use;
      const lasts = minutes[term];
      const until = lasts === undefined ? undefined : now() + lasts * 60_000;
      const grant = { id: randomUUID(), caller, account: account.name, region, destination, until };
      held.set(keyOf(use), { grant, account: stateOf(account), since: now(), left: {} });
      tell();
    },
    list: () => [...held.values()].filter(holds).map(({ grant }) => grant),
    drop(use) {
      if (held.delete(keyOf(use))) tell();
    },
    revoke: (id) => dropWhere(({ grant }) => grant.id === id),
    retain(accounts) {
      const states = new Set(accounts.map(stateOf));
      dropWhere(({ account }) => !states.has(account));
    },
    clear: () => dropWhere(() => true),
    onDidChange(listener) {
      listeners.push(listener);
    },
  };
}

/** Two uses are the same when nothing that the person saw differs. The account counts as it was: its level, its role, its list. */
function keyOf({ caller, account, region, destination: { kind, identity, secrets } }: Use): string {
  const client = caller.kind === 'person' ? [caller.kind, caller.origin ?? null] : [caller.kind, caller.client];
  const whose = secrets.map(({ arn, key }) => hashOf([arn, key ?? null])).sort();
  return hashOf({ client, account: stateOf(account), region, kind, identity, whose });
}

/** Where a row stands and how it is coloured changes nothing of what may be done. */
function stateOf({ color: _color, order: _order, ...account }: Account): string {
  return hashOf(account);
}
