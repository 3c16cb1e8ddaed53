import * as vscode from 'vscode';
import type { Account } from '../../core/account.ts';
import { CustodyError } from '../../core/errors.ts';
import type { Call, Outcome } from '../../core/execute.ts';
import type { AccountStore } from './accountStore.ts';

export interface AfterCalls extends vscode.Disposable {
  /** Looks at how a call ended, and gives it back in words that fit the kind of its account. */
  look<Output>(outcome: Outcome<Output>, call: Call): Promise<Outcome<Output>>;
}

// What errors say of signing in fits profiles alone.
const nextSteps: Partial<Record<Account['kind'], string>> = {
  keys: 'Type them again with "Custody: Type Credential Again".',
  vault: 'Type its token again with "Custody: Type Credential Again", or ask whoever runs Vault.',
  environment: 'Set the variables anew, start the editor from there, then try again.',
  webIdentity: 'Check the token file and whom the role trusts, then try again.',
};

/** What accounts make of calls: a refusal asks for what was typed, and says what to do in words of the account's kind. */
export function createAfterCalls(store: AccountStore): AfterCalls {
  const told = new Set<string>();
  const forgetting = store.onDidChangeCredential((name) => told.delete(name));

  /** Once for each account, until something else is typed: an agent may try a hundred times. */
  async function offer(account: Account): Promise<void> {
    if ((account.kind !== 'keys' && account.kind !== 'vault') || told.has(account.name) || store.tried() === account.name) return;
    told.add(account.name);
    const what = account.kind === 'keys' ? 'The access keys' : 'The Vault token';
    const answer = await vscode.window.showWarningMessage(`${what} of ${account.name} did not sign in.`, 'Type Again');
    if (answer) await vscode.commands.executeCommand('custody.retypeCredential', { kind: 'account', account });
  }

  return {
    async look(outcome, { input }) {
      const name = accountIn(input);
      if (name === undefined || outcome.ok) return outcome;
      const { code, message, next } = outcome.error;
      if (code !== 'credentials_missing' && code !== 'credentials_expired') return outcome;
      // Without a keyring there is no account to look at, and the call has said so.
      const account = (await store.all().catch(() => [])).find((each) => each.name === name);
      if (account) void offer(account);
      const better = account && next === new CustodyError(code, '').next ? nextSteps[account.kind] : undefined;
      return better === undefined ? outcome : { ok: false, error: new CustodyError(code, message, better) };
    },
    dispose: () => forgetting.dispose(),
  };
}

function accountIn(input: unknown): string | undefined {
  const { account }: { account?: unknown } = Object(input);
  return typeof account === 'string' ? account : undefined;
}
