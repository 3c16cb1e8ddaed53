import * as vscode from 'vscode';
import type { AccessLevel, Account } from '../../core/account.ts';
import { person } from '../../core/caller.ts';
import type { Custody } from '../../custody.ts';
import { askName, askRole, freeName, pickProduction, pickProfile, pickRegions } from './accountPrompts.ts';
import { thisHost, type AccountStore } from './accountStore.ts';
import type { Commands } from '../commandIds.ts';
import type { Node } from '../tree/nodes.ts';
import { moveAccount } from './moveAccount.ts';
import { showError, showingErrors } from '../operationCommands.ts';
import { soundsLikeProduction } from './soundsLikeProduction.ts';
import { pickAccount } from '../prompts.ts';

const levels: readonly { readonly label: AccessLevel; readonly description: string }[] = [
  { label: 'off', description: 'agents do not see this account' },
  { label: 'list', description: 'names of secrets' },
  { label: 'describe', description: 'and their metadata' },
  { label: 'use', description: 'and have a value shown to you or used, never read by the agent' },
  { label: 'write', description: 'and create or restore, each after your click' },
  { label: 'destroy', description: 'and delete, each after your click' },
];

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
        { modal: true, detail: 'Secrets in AWS stay as they are. Agents lose access to the account.' },
        'Keep It',
        'Remove',
      );
      if (answer === 'Remove') await store.remove(account.name);
    }),
    'custody.setAccess': shown(async (node) => {
      const account = await accountOf(node, 'Set Access for Agents');
      if (!account) return;
      const picked = await vscode.window.showQuickPick(
        levels.map((level) => ({ ...level, detail: level.label === account.access ? 'as it is now' : '' })),
        {
          title: `What may agents do in ${account.name}?`,
          placeHolder: 'Each level includes those above it. No level lets an agent read a value.',
          ignoreFocusOut: true,
        },
      );
      if (picked) await store.save({ ...account, access: picked.label });
    }),
  };
}

export async function addSandbox(store: AccountStore): Promise<void> {
  const name = freeName('sandbox', await store.all());
  await store.save({ kind: 'sandbox', name, regions: ['eu-west-1', 'us-east-1'], access: 'destroy', host: thisHost() });
}

async function addAccount(store: AccountStore, custody: () => Promise<Custody>): Promise<void> {
  const title = 'Add Account';
  const chosen = await vscode.window.showQuickPick(
    [
      { label: '$(account) Profile', description: 'keys, SSO or a role from ~/.aws', source: 'profile' as const },
      { label: '$(person-add) Role', description: 'assumed from a profile', source: 'role' as const },
      { label: '$(beaker) Sandbox', description: 'sample secrets on this machine, no AWS account needed', source: 'sandbox' as const },
    ],
    { title, placeHolder: 'Where do its credentials come from?', ignoreFocusOut: true },
  );
  if (chosen?.source === 'sandbox') return addSandbox(store);
  const profile = chosen && (await pickProfile(title));
  if (!chosen || !profile) return;

  const role = chosen.source === 'role' ? await askRole(title, profile.name) : undefined;
  if (chosen.source === 'role' && !role) return;
  const regions = await pickRegions(title, profile.region);
  const name = regions && (await askName(title, profile.name, await store.all()));
  if (!name) return;
  const production = soundsLikeProduction(name) ? await pickProduction(title) : false;
  if (production === undefined) return;

  const mark = production ? { production } : {};
  const common = { name, regions, profile: profile.name, access: 'describe' as const, host: thisHost(), ...mark };
  const account: Account = role ? { ...common, kind: 'role', ...role } : { ...common, kind: 'profile' };
  await store.save(account);
  await pinIdentity(account, store, custody);
}

/** Remembers which AWS account it signs in to, so that a profile changed later can't aim a write elsewhere. */
async function pinIdentity(account: Account, store: AccountStore, custody: () => Promise<Custody>): Promise<void> {
  const { execute, operations } = await custody();
  const outcome = await execute(operations.checkAccount, { caller: person, input: { account: account.name } });
  if (!outcome.ok) return showError(outcome.error);
  await store.save({ ...account, accountId: outcome.output.accountId });
  void vscode.window.showInformationMessage(
    `${outcome.text}. Agents may describe its secrets; change that with "Custody: Set Access for Agents".`,
  );
}
