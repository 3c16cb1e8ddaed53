import type { Outcome } from '../../core/execute.ts';
import type { Operation } from '../../core/operation.ts';
import type { RegionNode } from './nodes.ts';
import type { DrawnSecret } from './secretIndex.ts';

/** A call that changed something, or may have. */
export interface Done {
  readonly operation: Operation;
  readonly input: unknown;
  readonly outcome: Outcome<unknown>;
}

/** A secret as a change left it. */
interface Change {
  readonly arn: string;
  /** Gone for good, or since when it is scheduled for deletion; neither for a secret that is there. */
  readonly gone?: true;
  readonly deletedDate?: string;
  readonly created?: { readonly name: string; readonly description: string | undefined; readonly account: string | undefined };
}

/** What each operation does to a row of the tree, by the operation's name. The others change nothing that a listing shows. */
const changes: Readonly<Record<string, (output: unknown, input: unknown) => Change | undefined>> = {
  create_secret(output, input) {
    const [arn, name] = [textOf(output, 'arn'), textOf(output, 'name')];
    if (arn === undefined || name === undefined) return undefined;
    return { arn, created: { name, description: textOf(input, 'description'), account: textOf(input, 'account') } };
  },
  delete_secret(output) {
    const arn = textOf(output, 'arn');
    if (arn === undefined) return undefined;
    return textOf(output, 'restorableUntil') === undefined ? { arn, gone: true } : { arn, deletedDate: new Date().toISOString() };
  },
  restore_secret(output) {
    const arn = textOf(output, 'arn');
    return arn === undefined ? undefined : { arn };
  },
};

/**
 * What was changed from here, while AWS may still list what was before: ListSecrets can be five minutes behind.
 * A change is held until a listing agrees with it, or for that long.
 */
export interface OwnChanges {
  /** Holds a change; returns the region it was made in, or nothing for one that no listing shows. */
  note(done: Done): string | undefined;
  /** Secrets created in a region that AWS may not list yet. */
  createdIn(node: RegionNode): readonly DrawnSecret[];
  /** What AWS listed, as our changes left it. */
  correct(listed: readonly DrawnSecret[]): readonly DrawnSecret[];
  /** Regions with a change that no listing agreed with in time: what was read of them is to be read again. */
  takeExpired(): readonly string[];
}

export function createOwnChanges(now: () => number = Date.now, heldMs = 300_000): OwnChanges {
  const held = new Map<string, Change & { readonly until: number }>();

  function corrected(secret: DrawnSecret): readonly DrawnSecret[] {
    const change = held.get(secret.arn);
    if (!change) return [secret];
    if (change.gone) return [];
    if ((change.deletedDate === undefined) === (secret.deletedDate === undefined)) {
      held.delete(secret.arn);
      return [secret];
    }
    const { deletedDate: _, ...alive } = secret;
    return [change.deletedDate === undefined ? alive : { ...alive, deletedDate: change.deletedDate }];
  }

  return {
    note({ operation, input, outcome }) {
      const change = outcome.ok ? changes[operation.name]?.(outcome.output, input) : undefined;
      if (!change) return undefined;
      // One that was created a moment ago and then deleted is in no listing either.
      const created = change.created ?? held.get(change.arn)?.created;
      held.set(change.arn, { ...change, ...(created ? { created } : {}), until: now() + heldMs });
      return regionOf(change.arn);
    },
    createdIn: ({ account, region }) =>
      [...held.values()].flatMap(({ arn, gone, deletedDate, created }) => {
        const here = created?.account === account.name || (account.accountId !== undefined && account.accountId === arn.split(':')[4]);
        if (!created || gone || !here || regionOf(arn) !== region) return [];
        const { name, description } = created;
        const known = { ...(description === undefined ? {} : { description }), ...(deletedDate === undefined ? {} : { deletedDate }) };
        return [{ name, arn, rotationEnabled: false, ...known }];
      }),
    correct: (listed) => (held.size === 0 ? listed : listed.flatMap(corrected)),
    takeExpired() {
      const expired = [...held].filter(([, { until }]) => now() >= until).map(([arn]) => arn);
      for (const arn of expired) held.delete(arn);
      return expired.flatMap((arn) => regionOf(arn) ?? []);
    },
  };
}

function regionOf(arn: string): string | undefined {
  return arn.split(':')[3];
}

function textOf(of: unknown, key: string): string | undefined {
  const found: unknown = Object(of)?.[key];
  return typeof found === 'string' ? found : undefined;
}
