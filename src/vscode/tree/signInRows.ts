import type { Account } from '../../core/account.ts';
import type { CustodyError } from '../../core/errors.ts';
import type { SignInStatus } from '../../core/signInStatus.ts';
import { accountRow } from './accountRow.ts';
import type { AccountNode } from './nodes.ts';

type StatusOf = (account: Account) => SignInStatus;

/** How long a failure is shown again when its account's row is redrawn because of it. */
const shownAgainMs = 5_000;

/** The rows of accounts, redrawn where what they say of a sign-in changes. */
export interface SignInRows {
  readonly statusOf: (account: Account) => SignInStatus | undefined;
  /** The nodes of these accounts, by which VS Code will know them. */
  draw(accounts: readonly Account[]): readonly AccountNode[];
  /** Redraws rows, and gives the names of accounts that had a problem and have none. */
  show(statusOf: StatusOf): ReadonlySet<string>;
  /** Keeps why a region could not be read, and gives it back. */
  noteFailure(region: string, failure: CustodyError): CustodyError;
  /** Throws what a region failed with a moment ago, if its row has been redrawn since: that is no reason to ask AWS again. */
  failAgain(region: string): void;
  forgetFailures(): void;
}

export function createSignInRows(redraw: (node: AccountNode) => void, now: () => number = Date.now): SignInRows {
  const nodes = new Map<string, AccountNode>();
  const drawn = new Map<string, string>();
  const troubled = new Set<string>();
  const failures = new Map<string, { readonly failure: CustodyError; readonly at: number }>();
  let statusOf: StatusOf | undefined;
  let redrawnAt = -Infinity;

  const textOf = ({ account }: AccountNode): string => {
    const { description, tooltip } = accountRow(account, statusOf?.(account), now());
    return `${description}\n${tooltip}`;
  };

  return {
    statusOf: (account) => statusOf?.(account),
    draw(accounts) {
      nodes.clear();
      drawn.clear();
      for (const account of accounts) {
        const node: AccountNode = { kind: 'account', account };
        nodes.set(account.name, node);
        drawn.set(account.name, textOf(node));
      }
      return [...nodes.values()];
    },
    show(next) {
      statusOf = next;
      const mended = new Set<string>();
      for (const [name, node] of nodes) {
        const isTroubled = next(node.account).problem !== undefined;
        if (!isTroubled && troubled.delete(name)) mended.add(name);
        if (isTroubled) troubled.add(name);
        const text = textOf(node);
        if (text === drawn.get(name)) continue;
        drawn.set(name, text);
        redrawnAt = now();
        redraw(node);
      }
      if (mended.size > 0) failures.clear();
      return mended;
    },
    noteFailure(region, failure) {
      failures.set(region, { failure, at: now() });
      return failure;
    },
    failAgain(region) {
      const last = failures.get(region);
      if (last && last.at <= redrawnAt && now() - last.at < shownAgainMs) throw last.failure;
    },
    forgetFailures: () => failures.clear(),
  };
}
