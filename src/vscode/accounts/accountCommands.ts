import * as vscode from 'vscode';
import type { Account } from '../../core/account.ts';
import { dependentsOf } from '../../core/sourceAccount.ts';
import type { Custody } from '../../custody.ts';
import { addAccount, addSandbox } from './addAccount.ts';
import type { AccountStore } from './accountStore.ts';
import type { Commands } from '../commandIds.ts';
import type { Node } from '../tree/nodes.ts';
import { moveAccount } from './moveAccount.ts';
import { showingErrors } from '../operationCommands.ts';
import { pickAccount } from '../prompts.ts';

interface AccountCommandsOptions {
  readonly store: AccountStore;
  readonly custody: () => Promise<Custody>;
  /** Told before the old name is gone. */
  readonly onRenamed: (from: string, to: string) => Promise<void>;
}

/** Add, edit, move, remove, set access. Each step of adding can be left with Escape; nothing is stored before the last. */
export function accountCommands({ store, custody, onRenamed }: AccountCommandsOptions): Commands {
  const accountOf = async (node: Node | undefined, title: string): Promise<Account | undefined> =>
    node?.kind === 'account' ? node.account : pickAccount(title, await custody());

  const shown =
    (work: (node?: Node) => Promise<void>) =>
    (node?: Node): Promise<void> =>
      showingErrors(() => work(node));

  return {
    'custody.addSandbox': shown(() => addSandbox(store)),
    'custody.addAccount': shown(() => addAccount(store, custody)),
    'custody.editAccount': shown(async (node) => {
      const account = await accountOf(node, 'Edit Account');
      if (!account) return;
      const { editAccount } = await import('./editAccount.ts');
      await editAccount(account.name, { store, custody, onRenamed });
    }),
    'custody.importAccounts': shown(async () => {
      const { importAccounts } = await import('./importAccounts.ts');
      await importAccounts(store);
    }),
    'custody.retypeCredential': shown(async (node) => {
      const account = await accountOf(node, 'Type Credential Again');
      if (!account) return;
      if (account.kind !== 'keys' && account.kind !== 'vault') {
        void vscode.window.showInformationMessage(
          `${account.name} stands on no credential that was typed. "Custody: Edit Account" shows on what.`,
        );
        return;
      }
      const { retypeCredential } = await import('./editAccount.ts');
      await retypeCredential(account, { store, custody, onRenamed });
    }),
    'custody.moveAccountUp': shown(async (node) => {
      const account = await accountOf(node, 'Move Account Up');
      if (account) await moveAccount(account.name, -1, store);
    }),
    'custody.moveAccountDown': shown(async (node) => {
      const account = await accountOf(node, 'Move Account Down');
      if (account) await moveAccount(account.name, 1, store);
    }),
    'custody.showSignInStatus': shown(async (node) => {
      const { showSignIn } = await import('./showSignIn.ts');
      await showSignIn(node?.kind === 'account' ? node.account.name : undefined, await custody());
    }),
    'custody.removeAccount': shown(async (node) => {
      const account = await accountOf(node, 'Remove Account');
      if (!account) return;
      // The safe answer first: it has the focus, so a stray Enter keeps the account.
      const answer = await vscode.window.showWarningMessage(
        `Remove account ${account.name} from Custody?`,
        { modal: true, detail: await removalDetail(account, store) },
        'Keep It',
        'Remove',
      );
      if (answer === 'Remove') await store.remove(account.name);
    }),
    'custody.setAccess': shown(async (node) => {
      const account = await accountOf(node, 'Set Access for Agents');
      if (!account) return;
      const { setAccess } = await import('./setAccess.ts');
      await setAccess(account, store);
    }),
    'custody.setAllowList': shown(async (node) => {
      const account = await accountOf(node, 'Set Allow-List for Agents');
      if (!account) return;
      const { setAllowList } = await import('./setAllowList.ts');
      await setAllowList(account, store);
    }),
  };
}

async function removalDetail(account: Account, store: AccountStore): Promise<string> {
  const dependents = dependentsOf(account.name, await store.all()).map(({ name }) => name);
  return [
    'Secrets in AWS stay as they are. Agents lose access to the account.',
    ...(account.kind === 'keys' || account.kind === 'vault' ? ['What you typed for it is removed from this machine.'] : []),
    ...(account.kind === 'vault' ? ['Its leases are given back to Vault.'] : []),
    ...(dependents.length === 0
      ? []
      : [`${dependents.join(', ')} ${dependents.length === 1 ? 'is' : 'are'} assumed from it and could not sign in any more.`]),
  ].join(' ');
}
