import * as vscode from 'vscode';
import { readProfilesOf } from './profiles.ts';
import type { AccessLevel, Account } from '../core/account.ts';
import { person } from '../core/caller.ts';
import type { Custody } from '../custody.ts';
import { thisHost, type AccountStore } from './accountStore.ts';
import type { Commands } from './commandIds.ts';
import type { Node } from './nodes.ts';
import { showError, showingErrors } from './operationCommands.ts';
import { pickAccount } from './prompts.ts';

const commonRegions = [
  'us-east-1',
  'us-east-2',
  'us-west-2',
  'eu-west-1',
  'eu-central-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-northeast-1',
];

const levels: readonly { readonly label: AccessLevel; readonly description: string }[] = [
  { label: 'off', description: 'agents do not see this account' },
  { label: 'list', description: 'names of secrets' },
  { label: 'describe', description: 'and their metadata' },
  { label: 'use', description: 'and have a value shown to you or used, never read by the agent' },
  { label: 'write', description: 'and create or restore, each after your click' },
  { label: 'destroy', description: 'and delete, each after your click' },
];

/** Add, remove, set access. Each step of adding can be left with Escape; nothing is stored before the last. */
export function accountCommands(store: AccountStore, custody: () => Promise<Custody>): Commands {
  const accountOf = async (node: Node | undefined, title: string): Promise<Account | undefined> =>
    node?.kind === 'account' ? node.account : pickAccount(title, await custody());

  const shown =
    (work: (node?: Node) => Promise<void>) =>
    (node?: Node): Promise<void> =>
      showingErrors(() => work(node));

  return {
    'custody.addSandbox': shown(() => addSandbox(store)),
    'custody.addAccount': shown(() => addAccount(store, custody)),
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
    { title, placeHolder: 'Where do its credentials come from?' },
  );
  if (chosen?.source === 'sandbox') return addSandbox(store);
  const profile = chosen && (await pickProfile(title));
  if (!chosen || !profile) return;

  const role = chosen.source === 'role' ? await askRole(title) : undefined;
  if (chosen.source === 'role' && !role) return;
  const regions = await pickRegions(title, profile.region);
  const name = regions && (await askName(title, profile.name, await store.all()));
  if (!name) return;

  const common = { name, regions, profile: profile.name, access: 'describe' as const, host: thisHost() };
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

async function pickProfile(title: string): Promise<{ readonly name: string; readonly region: string | undefined } | undefined> {
  const profiles = await readProfilesOf();
  const typed = { label: '$(edit) Type a name…', description: '', name: '', region: undefined };
  const items = profiles.map((profile) => ({ label: profile.name, description: profile.region ?? '', ...profile }));
  const picked = await vscode.window.showQuickPick([...items, typed], {
    title,
    placeHolder: items.length > 0 ? 'Profile' : 'No profiles were found in ~/.aws',
  });
  if (picked !== typed) return picked;
  const name = await vscode.window.showInputBox({ title, prompt: 'Name of the profile in ~/.aws/config', ignoreFocusOut: true });
  return name ? { name, region: undefined } : undefined;
}

async function askRole(
  title: string,
): Promise<{ roleArn: string; externalId?: string; sessionName?: string; durationSeconds?: number } | undefined> {
  const { roleAccount } = await import('../core/account.ts');
  const ask = (prompt: string, field: 'roleArn' | 'externalId' | 'sessionName' | 'durationSeconds'): Thenable<string | undefined> =>
    vscode.window.showInputBox({
      title,
      prompt,
      ignoreFocusOut: true,
      validateInput(text) {
        if (text === '') return field === 'roleArn' ? 'A role needs its ARN' : undefined;
        return roleAccount.shape[field].safeParse(field === 'durationSeconds' ? Number(text) : text).error?.issues[0]?.message;
      },
    });
  const roleArn = await ask('ARN of the role, such as arn:aws:iam::123456789012:role/secrets-reader', 'roleArn');
  if (!roleArn) return undefined;
  const externalId = await ask('External id; empty if the role asks for none', 'externalId');
  const sessionName =
    externalId === undefined ? undefined : await ask('Session name in CloudTrail; empty means custody-vscode', 'sessionName');
  const duration =
    sessionName === undefined
      ? undefined
      : await ask('Seconds that its credentials live, 900 to 43200; empty means the default of 3600', 'durationSeconds');
  if (duration === undefined) return undefined;
  return {
    roleArn,
    ...(externalId ? { externalId } : {}),
    ...(sessionName ? { sessionName } : {}),
    ...(duration ? { durationSeconds: Number(duration) } : {}),
  };
}

async function pickRegions(title: string, own: string | undefined): Promise<string[] | undefined> {
  const { regionName } = await import('../core/account.ts');
  const first = own === undefined ? [] : [own];
  const others = { label: 'Others…', description: 'type their names', picked: false };
  const items = [...new Set([...first, ...commonRegions])].map((label) => ({
    label,
    description: label === own ? 'of the profile' : '',
    picked: label === own,
  }));
  const picked = await vscode.window.showQuickPick([...items, others], { title, placeHolder: 'Regions to show', canPickMany: true });
  if (!picked || picked.length === 0) return undefined;
  const chosen = picked.filter((item) => item !== others).map((item) => item.label);
  if (!picked.includes(others)) return chosen;
  const split = (text: string): string[] => text.split(/[\s,]+/).filter(Boolean);
  const typed = await vscode.window.showInputBox({
    title,
    prompt: 'Regions, separated by spaces',
    ignoreFocusOut: true,
    validateInput: (text) =>
      split(text).every((region) => regionName.safeParse(region).success) ? undefined : 'These are not all AWS region names',
  });
  return typed === undefined ? undefined : [...new Set([...chosen, ...split(typed)])];
}

async function askName(title: string, suggested: string, accounts: readonly Account[]): Promise<string | undefined> {
  const { profileAccount } = await import('../core/account.ts');
  return vscode.window.showInputBox({
    title,
    prompt: 'Name that you and agents call it by',
    value: freeName(suggested, accounts),
    ignoreFocusOut: true,
    validateInput(text) {
      if (accounts.some((account) => account.name === text)) return 'There is an account of this name';
      return profileAccount.shape.name.safeParse(text).error?.issues[0]?.message;
    },
  });
}

function freeName(wanted: string, accounts: readonly Account[]): string {
  const taken = new Set(accounts.map((account) => account.name));
  if (!taken.has(wanted)) return wanted;
  const number = [...Array(accounts.length + 1).keys()].find((index) => !taken.has(`${wanted}-${index + 2}`)) ?? 0;
  return `${wanted}-${number + 2}`;
}
