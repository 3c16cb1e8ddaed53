import { hostname } from 'node:os';
import * as vscode from 'vscode';
import type { Account } from '../../core/account.ts';
import { CustodyError } from '../../core/errors.ts';
import { SecretText } from '../../core/secretText.ts';
import { dependentsOf } from '../../core/sourceAccount.ts';
import type { TypedCredential } from '../../core/typedCredential.ts';

const prefix = 'custody.account.';
const credentialPrefix = 'custody.credential.';

/** The machine that accounts made here belong to: profiles differ between machines that share SecretStorage. */
export function thisHost(): string {
  return [vscode.env.remoteName, hostname()].filter(Boolean).join(':');
}

export interface AccountStore extends vscode.Disposable {
  /** Accounts made on this machine, as the person put them. Throws CustodyError when there is no keyring. */
  all(): Promise<readonly Account[]>;
  save(account: Account): Promise<void>;
  /** Saves an account under its new name, with its credential; roles assumed from it follow. The old name stays until it is removed. */
  saveRenamed(from: string, account: Account): Promise<void>;
  /** Removes an account and the credential that was typed for it. */
  remove(name: string): Promise<void>;
  /** What was typed for an account; undefined where nothing was. */
  credential(name: string): Promise<TypedCredential | undefined>;
  saveCredential(name: string, credential: TypedCredential): Promise<void>;
  /** Keeps which AWS account an account signs in to, unless that is known by now, or it is only tried out. */
  pin(name: string, accountId: string): Promise<void>;
  /**
   * Runs `work` while `all` gives this account in place of the stored one of its name, with this credential where one is
   * given. Nothing is stored, and agents don't see it.
   */
  tryOut<T>(account: Account, work: () => Promise<T>, credential?: TypedCredential): Promise<T>;
  /** The name of the account that is tried out. */
  tried(): string | undefined;
  /** Fires for changes made in any window. */
  readonly onDidChange: vscode.Event<void>;
  /** Fires when what was typed for an account is another, in any window. */
  readonly onDidChangeCredential: vscode.Event<string>;
}

/** Accounts in SecretStorage, one key each, so that two windows that add at once lose nothing. No fallback to plain text. */
export function createAccountStore(secrets: vscode.SecretStorage): AccountStore {
  const changed = new vscode.EventEmitter<void>();
  const credentialChanged = new vscode.EventEmitter<string>();
  let trial: { readonly account: Account; readonly credential: TypedCredential | undefined } | undefined;
  const watching = secrets.onDidChange(({ key }) => {
    if (key.startsWith(prefix)) changed.fire();
    if (key.startsWith(credentialPrefix)) credentialChanged.fire(key.slice(credentialPrefix.length));
  });

  async function all(): Promise<readonly Account[]> {
    const { accountSchema, inOrder } = await import('../../core/account.ts');
    const stored = await reach(async () => {
      const keys = (await secrets.keys()).filter((key) => key.startsWith(prefix)).sort();
      return Promise.all(keys.map((key) => secrets.get(key)));
    });
    const accounts = stored
      .map((text) => accountSchema.safeParse(parseJson(text)))
      .flatMap((parsed) => (parsed.success && parsed.data.host === thisHost() ? [parsed.data] : []));
    return inOrder(accounts).map((account) => (trial?.account.name === account.name ? trial.account : account));
  }

  async function save(account: Account): Promise<void> {
    const { accountSchema } = await import('../../core/account.ts');
    // Outside of `reach`: what is wrong with an account is not the keyring's doing.
    const text = JSON.stringify(accountSchema.parse(account));
    await reach(async () => secrets.store(prefix + account.name, text));
  }

  return {
    all,
    save,
    async saveRenamed(from, account) {
      const [accounts, credential] = await Promise.all([all(), reach(async () => secrets.get(credentialPrefix + from))]);
      if (credential !== undefined) await reach(async () => secrets.store(credentialPrefix + account.name, credential));
      await save(account);
      for (const each of dependentsOf(from, accounts)) if (each.kind === 'role') await save({ ...each, source: account.name });
    },
    remove: (name) =>
      reach(async () => {
        // First, so that nothing secret stays behind when the second fails.
        await secrets.delete(credentialPrefix + name);
        await secrets.delete(prefix + name);
      }),
    async credential(name) {
      if (trial?.credential && trial.account.name === name) return trial.credential;
      const { storedCredential } = await import('../../core/typedCredential.ts');
      const parsed = storedCredential.safeParse(parseJson(await reach(async () => secrets.get(credentialPrefix + name))));
      if (!parsed.success) return undefined;
      const { data } = parsed;
      if (data.kind === 'vault') return { kind: 'vault', token: SecretText.of(data.token) };
      return {
        kind: 'keys',
        accessKeyId: SecretText.of(data.accessKeyId),
        secretAccessKey: SecretText.of(data.secretAccessKey),
        ...(data.sessionToken === undefined ? {} : { sessionToken: SecretText.of(data.sessionToken) }),
      };
    },
    async saveCredential(name, credential) {
      const { storedCredential } = await import('../../core/typedCredential.ts');
      // To SecretStorage, which is encrypted by the system's keyring.
      const { kind, ...texts } = credential;
      const revealed = Object.fromEntries(Object.entries(texts).map(([field, text]) => [field, text.reveal()]));
      const text = JSON.stringify(storedCredential.parse({ kind, ...revealed }));
      await reach(async () => secrets.store(credentialPrefix + name, text));
    },
    async pin(name, accountId) {
      const account = (await all()).find((each) => each.name === name);
      if (!account || account.accountId === accountId || trial?.account.name === name) return;
      const { wrongAccount } = await import('../../core/sameAccount.ts');
      if (account.accountId !== undefined) throw wrongAccount(name, accountId, account.accountId);
      await save({ ...account, accountId });
    },
    async tryOut(account, work, credential) {
      const mine = { account: { ...account, access: 'off' as const }, credential };
      trial = mine;
      if (credential) credentialChanged.fire(account.name);
      try {
        return await work();
      } finally {
        if (trial === mine) trial = undefined;
        if (credential) credentialChanged.fire(account.name);
      }
    },
    tried: () => trial?.account.name,
    onDidChange: changed.event,
    onDidChangeCredential: credentialChanged.event,
    dispose() {
      watching.dispose();
      changed.dispose();
      credentialChanged.dispose();
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
