import { hostname } from 'node:os';
import * as vscode from 'vscode';
import type { Account } from '../core/account.ts';
import { CustodyError } from '../core/errors.ts';

const prefix = 'custody.account.';

/** The machine that accounts made here belong to: profiles differ between machines that share SecretStorage. */
export function thisHost(): string {
  return [vscode.env.remoteName, hostname()].filter(Boolean).join(':');
}

export interface AccountStore extends vscode.Disposable {
  /** Accounts made on this machine, by name. Throws CustodyError when there is no keyring. */
  all(): Promise<readonly Account[]>;
  save(account: Account): Promise<void>;
  remove(name: string): Promise<void>;
  /** Fires for changes made in any window. */
  readonly onDidChange: vscode.Event<void>;
}

/** Accounts in SecretStorage, one key each, so that two windows that add at once lose nothing. No fallback to plain text. */
export function createAccountStore(secrets: vscode.SecretStorage): AccountStore {
  const changed = new vscode.EventEmitter<void>();
  const watching = secrets.onDidChange((event) => {
    if (event.key.startsWith(prefix)) changed.fire();
  });

  return {
    async all() {
      const { accountSchema } = await import('../core/account.ts');
      const stored = await reach(async () => {
        const keys = (await secrets.keys()).filter((key) => key.startsWith(prefix)).sort();
        return Promise.all(keys.map((key) => secrets.get(key)));
      });
      return stored
        .map((text) => accountSchema.safeParse(parseJson(text)))
        .flatMap((parsed) => (parsed.success && parsed.data.host === thisHost() ? [parsed.data] : []));
    },
    async save(account) {
      const { accountSchema } = await import('../core/account.ts');
      await reach(async () => secrets.store(prefix + account.name, JSON.stringify(accountSchema.parse(account))));
    },
    remove: (name) => reach(async () => secrets.delete(prefix + name)),
    onDidChange: changed.event,
    dispose() {
      watching.dispose();
      changed.dispose();
    },
  };
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
