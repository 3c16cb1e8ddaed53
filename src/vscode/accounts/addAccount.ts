import * as vscode from 'vscode';
import type { Account } from '../../core/account.ts';
import { person } from '../../core/caller.ts';
import type { Custody } from '../../custody.ts';
import { showError } from '../operationCommands.ts';
import { withCancel } from '../withCancel.ts';
import { accountKinds } from './accountKinds.ts';
import { askName, freeName, pickProduction, pickRegions } from './accountPrompts.ts';
import { thisHost, type AccountStore } from './accountStore.ts';
import { soundsLikeProduction } from './soundsLikeProduction.ts';
import { askEndpoints, askSource, type KindParts, type NamedEndpoints } from './sourcePrompts.ts';

export async function addSandbox(store: AccountStore): Promise<void> {
  const name = freeName('sandbox', await store.all());
  await store.save({ kind: 'sandbox', name, regions: ['eu-west-1', 'us-east-1'], access: 'destroy', host: thisHost() });
}

const ways: readonly { readonly kind: KindParts['kind']; readonly label: string; readonly description: string }[] = [
  { kind: 'profile', label: 'Profile', description: 'keys, SSO or a role from ~/.aws' },
  { kind: 'role', label: 'Role', description: 'assumed from a profile or from another account' },
  { kind: 'keys', label: 'Access Keys', description: "typed once, kept in the editor's secret storage" },
  { kind: 'environment', label: 'Environment', description: 'variables of the process that the editor runs in' },
  { kind: 'webIdentity', label: 'Web Identity', description: 'a role assumed with the token in a file' },
  { kind: 'vault', label: 'HashiCorp Vault', description: 'its AWS secrets engine' },
];

/** Asks for all that an account needs, and signs in with it. Each step can be left with Escape; nothing is stored before the last. */
export async function addAccount(store: AccountStore, custody: () => Promise<Custody>): Promise<void> {
  const title = 'Add Account';
  const chosen = await pickKind(title, true);
  if (chosen === 'sandbox') return addSandbox(store);
  const endpoints = chosen === 'endpoint' ? await askEndpoints(title) : 'none';
  const kind = chosen === 'endpoint' ? endpoints && (await pickKind(title, false)) : chosen;
  if (!kind || !endpoints || kind === 'sandbox' || kind === 'endpoint') return;

  const source = await askSource(title, kind, await store.all());
  if (!source) return;
  const regions = await pickRegions(title, { own: source.region, partition: source.partition });
  const name = regions && (await askName(title, source.suggestedName, await store.all()));
  if (!name) return;
  const production = soundsLikeProduction(name) ? await pickProduction(title) : false;
  if (production === undefined) return;

  const account = newAccount(source.parts, { name, regions, production, endpoints });
  await store.save(account);
  if (source.credential) await store.saveCredential(name, source.credential);
  await pinIdentity(account, store, custody);
}

interface Chosen {
  readonly name: string;
  readonly regions: readonly string[];
  readonly production: boolean;
  readonly endpoints: NamedEndpoints | 'none';
}

/** An account as each starts: agents may describe its secrets. */
export function newAccount(parts: KindParts, { name, regions, production, endpoints }: Chosen): Account {
  return {
    ...parts,
    name,
    regions: [...regions],
    access: 'describe',
    host: thisHost(),
    ...(production ? { production } : {}),
    ...(endpoints === 'none' ? {} : { endpoints }),
  };
}

type Chosable = KindParts['kind'] | 'endpoint' | 'sandbox';

async function pickKind(title: string, isFirst: boolean): Promise<Chosable | undefined> {
  const others: readonly { readonly way: Chosable; readonly label: string; readonly description: string }[] = [
    { way: 'endpoint', label: '$(plug) LocalStack or Another Endpoint', description: 'an address of your own in place of AWS' },
    { way: 'sandbox', label: '$(beaker) Sandbox', description: 'sample secrets on this machine, no AWS account needed' },
  ];
  const rows = ways.map(({ kind, label, description }) => ({ way: kind, label: `$(${accountKinds[kind].icon}) ${label}`, description }));
  const picked = await vscode.window.showQuickPick<{ label: string; description: string; way: Chosable }>(
    isFirst ? [...rows, ...others] : rows,
    { title, placeHolder: 'Where do its credentials come from?', ignoreFocusOut: true },
  );
  return picked?.way;
}

/** Remembers which AWS account it signs in to, so that a profile changed later can't aim a write elsewhere. */
async function pinIdentity(account: Account, store: AccountStore, custody: () => Promise<Custody>): Promise<void> {
  const { execute, operations } = await custody();
  const call = { caller: person, input: { account: account.name } };
  const outcome = await withCancel(`Signing in as ${account.name}…`, (signal) => execute(operations.checkAccount, { ...call, signal }));
  if (!outcome.ok) return showError(outcome.error);
  await store.pin(account.name, outcome.output.accountId);
  void vscode.window.showInformationMessage(
    `${outcome.text}. Agents may describe its secrets; change that with "Custody: Set Access for Agents".`,
  );
}
