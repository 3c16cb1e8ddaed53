import { hostname } from 'node:os';
import * as vscode from 'vscode';
import type { Account } from '../../core/account.ts';
import { CustodyError } from '../../core/errors.ts';

const prefix = 'custody.account.';

/** The machine that accounts made here belong to: profiles differ between machines that share SecretStorage. */
export function thisHost(): string {
  return [vscode.env.remoteName, hostname()].filter(Boolean).join(':');
}

export interface AccountStore extends vscode.Disposable {
  /** Accounts made on this machine, as the person put them. Throws CustodyError when there is no keyring. */
  all(): Promise<readonly Account[]>;
  save(account: Account): Promise<void>;
  remove(name: string): Promise<void>;
  /** Keeps which AWS account an account signs in to, unless that is known by now, or it is only tried out. */
  pin(name: string, accountId: string): Promise<void>;
  /** Runs `work` while `all` gives this account in place of the stored one of its name. Nothing is stored, and agents don't see it. */
  tryOut<T>(account: Account, work: () => Promise<T>): Promise<T>;
  /** Fires for changes made in any window. */
  readonly onDidChange: vscode.Event<void>;
}

/** Accounts in SecretStorage, one key each, so that two windows that add at once lose nothing. No fallback to plain text. */
export function createAccountStore(secrets: vscode.SecretStorage): AccountStore {
  const changed = new vscode.EventEmitter<void>();
  let trial: Account | undefined;
  const watching = secrets.onDidChange((event) => {
    if (event.key.startsWith(prefix)) changed.fire();
  });

  const store: AccountStore = {
    async all() {
      const { accountSchema, inOrder } = await import('../../core/account.ts');
      const stored = await reach(async () => {
        const keys = (await secrets.keys()).filter((key) => key.startsWith(prefix)).sort();
        return Promise.all(keys.map((key) => secrets.get(key)));
      });
      const accounts = stored
        .map((text) => accountSchema.safeParse(parseJson(text)))
        .flatMap((parsed) => (parsed.success && parsed.data.host === thisHost() ? [parsed.data] : []));
      return inOrder(accounts).map((account) => (trial?.name === account.name ? trial : account));
    },
    async save(account) {
      const { accountSchema } = await import('../../core/account.ts');
      await reach(async () => secrets.store(prefix + account.name, JSON.stringify(accountSchema.parse(account))));
    },
    async pin(name, accountId) {
      const account = (await store.all()).find((each) => each.name === name);
      if (!account || account.accountId === accountId || trial?.name === name) return;
      const { wrongAccount } = await import('../../core/sameAccount.ts');
      if (account.accountId !== undefined) throw wrongAccount(name, accountId, account.accountId);
      await store.save({ ...account, accountId });
    },
    remove: (name) => reach(async () => secrets.delete(prefix + name)),
    async tryOut(account, work) {
      const mine: Account = { ...account, access: 'off' };
      trial = mine;
      try {
        return await work();
      } finally {
        if (trial === mine) trial = undefined;
      }
    },
    onDidChange: changed.event,
    dispose() {
      watching.dispose();
      changed.dispose();
    },
  };
  return store;
}

async function reach<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch {
    throw new CustodyError('storage_unavailable', "The editor's secret storage can't be reached, so accounts can't be read.");
  }
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
