import * as vscode from 'vscode';
import type { Account } from '../../core/account.ts';
import { accountsIn, type NamedAccount } from '../../core/environmentNames.ts';
import { partitionOfArn, type Partition } from '../../core/partitions.ts';
import { sourcesFor } from '../../core/sourceAccount.ts';
import { askRoleField, freeName, pickBase, pickProduction, regionWithin, type Base } from './accountPrompts.ts';
import type { AccountStore } from './accountStore.ts';
import { newAccount } from './addAccount.ts';
import { plainLabel } from '../plainLabel.ts';
import { readProfilesOf } from './profiles.ts';
import { soundsLikeProduction } from './soundsLikeProduction.ts';
import type { KindParts } from './sourcePrompts.ts';

const title = 'Import Accounts';

interface Found {
  readonly name: string;
  readonly parts: KindParts;
  readonly region: string | undefined;
  readonly partition: Partition | undefined;
}

interface Row extends vscode.QuickPickItem {
  /** Undefined when the person leaves; an empty list when there turns out to be nothing. */
  readonly read?: () => Promise<readonly Found[] | undefined>;
}

/** Offers what is not an account yet. Nothing is chosen beforehand, nobody signs in, and nothing is stored before the last answer. */
export async function importAccounts(store: AccountStore): Promise<void> {
  const accounts = await store.all();
  const rows = [...(await profileRows(accounts)), ...variableRows(accounts), ...roleRows(accounts)];
  if (rows.length === 0) {
    void vscode.window.showInformationMessage('There is nothing to import: no profile in ~/.aws that is not an account yet.');
    return;
  }
  const picked = await vscode.window.showQuickPick(rows, {
    title,
    placeHolder: 'Accounts to add. Agents may describe their secrets.',
    canPickMany: true,
    ignoreFocusOut: true,
  });
  if (!picked || picked.length === 0) return;
  const added: Account[] = [];
  for (const row of picked) {
    const found = await row.read?.();
    if (!found) return;
    for (const each of found) {
      const account = await finish(each, [...accounts, ...added]);
      if (!account) return;
      added.push(account);
    }
  }
  for (const account of added) await store.save(account);
  if (added.length === 0) return;
  const names = added.map(({ name }) => name).join(', ');
  void vscode.window.showInformationMessage(`Added ${names}. "Custody: Test Account" signs in and remembers which AWS account it is.`);
}

async function profileRows(accounts: readonly Account[]): Promise<readonly Row[]> {
  const profiles = (await readProfilesOf()).filter(
    ({ name }) => !accounts.some((each) => each.kind === 'profile' && each.profile === name),
  );
  const rows = profiles.map(({ name, region, partition, kind }) => ({
    label: plainLabel(name),
    description: `profile · ${regionWithin(region, partition) ?? partition?.regions[0] ?? 'us-east-1'} · ${kind}`,
    read: async () => [{ name, parts: { kind: 'profile' as const, profile: name }, region, partition }],
  }));
  return rows.length === 0 ? [] : [separator('Profiles in ~/.aws'), ...rows];
}

/** Shows names of variables alone; what is in them is read for those that were ticked. */
function variableRows(accounts: readonly Account[]): readonly Row[] {
  const found = accountsIn(Object.keys(process.env)).filter(({ name }) => !accounts.some((each) => each.name === nameOf(name)));
  const rows = found.map((named) => ({
    label: nameOf(named.name),
    description: [named.roleArn, named.profile].filter(Boolean).join(', '),
    read: () => readVariables(named, accounts),
  }));
  return rows.length === 0 ? [] : [separator('Variables of the editor'), ...rows];
}

function roleRows(accounts: readonly Account[]): readonly Row[] {
  const sources = sourcesFor(undefined, accounts);
  if (sources.length === 0) return [];
  const read = async (): Promise<readonly Found[] | undefined> => {
    const base = await pickBase(title, sources);
    const roleArn = base && (await askRoleField({ title, field: 'roleArn' }));
    return base && roleArn ? [roleOf(roleArn.split('/').at(-1) ?? 'role', roleArn, base)] : undefined;
  };
  return [separator('Roles'), { label: 'A role assumed from another account…', description: 'asks for its ARN', read }];
}

async function readVariables(
  { name, roleArn, profile }: NamedAccount,
  accounts: readonly Account[],
): Promise<readonly Found[] | undefined> {
  const { profileAccount, roleAccount } = await import('../../core/account.ts');
  const named = profile === undefined ? undefined : profileAccount.shape.profile.safeParse(process.env[profile]);
  if (named?.success === false) return leftOut(`${profile} holds no name of a profile`);
  const found = named && (await readProfilesOf()).find((each) => each.name === named.data);
  const base: Base | undefined = named && { profile: named.data, region: found?.region, partition: found?.partition };
  if (roleArn === undefined) {
    return base?.profile === undefined
      ? []
      : [{ name: nameOf(name), parts: { kind: 'profile', profile: base.profile }, region: base.region, partition: base.partition }];
  }
  const arn = roleAccount.shape.roleArn.safeParse(process.env[roleArn]);
  if (!arn.success) return leftOut(`${roleArn} holds no ARN of a role`);
  const from = base ?? (await pickBase(`Who assumes the role of ${nameOf(name)}?`, sourcesFor(undefined, accounts)));
  return from && [roleOf(nameOf(name), arn.data, from)];
}

function leftOut(why: string): readonly Found[] {
  void vscode.window.showWarningMessage(`${why}, so it was left out.`);
  return [];
}

function roleOf(name: string, roleArn: string, base: Base): Found {
  const partition = partitionOfArn(roleArn);
  const from = base.profile === undefined ? { source: base.source } : { profile: base.profile };
  return { name, parts: { kind: 'role', roleArn, ...from }, region: base.region, partition };
}

/** Production is asked for where the name sounds like it. */
async function finish({ name: wanted, parts, region, partition }: Found, accounts: readonly Account[]): Promise<Account | undefined> {
  const name = freeName(nameOf(wanted), accounts);
  const production = soundsLikeProduction(name) ? await pickProduction(`${title}: ${name}`) : false;
  if (production === undefined) return undefined;
  const regions = [regionWithin(region, partition) ?? partition?.regions[0] ?? 'us-east-1'];
  return newAccount(parts, { name, regions, production, endpoints: 'none' });
}

/** A profile may be called what no account may. */
function nameOf(found: string): string {
  const isVariable = /^[A-Z\d_]+$/.test(found);
  const plain = (isVariable ? found.toLowerCase().replaceAll('_', '-') : found).replace(/[^\w .@-]/g, '-').slice(0, 60);
  return plain.replace(/^[^\w]+|[^\w]+$/g, '') || 'imported';
}

function separator(label: string): Row {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}
