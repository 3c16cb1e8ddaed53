import * as vscode from 'vscode';
import { accountColors, maxHops, type Account } from '../../core/account.ts';
import { partitionOfArn, partitionOfRegion, type Partition } from '../../core/partitions.ts';
import { askHop, askName, askRoleField, pickProduction, pickRegions } from './accountPrompts.ts';
import { isRoleSession, readProfilesOf } from './profiles.ts';
import { sourceParts } from './sourceParts.ts';

type RoleAccount = Extract<Account, { kind: 'role' }>;

/** Makes one change to an account, whatever else was changed in it meanwhile. */
export type Change = (account: Account) => Account;

interface Asking {
  readonly title: string;
  readonly account: Account;
  readonly accounts: readonly Account[];
}

/** One part of an account that can be changed. */
export interface Part {
  readonly label: string;
  /** As it is now. */
  readonly value: string;
  /** It decides where the account signs in, or as whom. */
  readonly isSignIn: boolean;
  /** It stands in SecretStorage beside the account, and is asked for as a whole. */
  readonly isCredential?: boolean;
  /** Undefined when the person leaves it as it is. */
  readonly ask: (asking: Asking) => Promise<Change | undefined>;
}

export function partsOf(account: Account): readonly Part[] {
  return [
    {
      label: 'Name',
      value: account.name,
      isSignIn: false,
      async ask({ title, accounts }) {
        const others = accounts.filter((each) => each.name !== account.name);
        const name = await askName(title, account.name, others);
        return name === undefined || name === account.name ? undefined : (each) => ({ ...each, name });
      },
    },
    {
      label: 'Regions',
      value: account.regions.join(', '),
      isSignIn: false,
      async ask({ title }) {
        const own = await regionOfProfile(account);
        const regions = await pickRegions(title, { own, partition: partitionOf(account), ticked: account.regions });
        return regions && ((each) => ({ ...each, regions }));
      },
    },
    ...sourceParts(account),
    ...(account.kind === 'role' ? roleParts(account) : []),
    {
      label: 'Color',
      value: account.color ?? 'none',
      isSignIn: false,
      async ask({ title }) {
        const items = accountColors.map((label) => ({ label }));
        const picked = await vscode.window.showQuickPick(items, { title, placeHolder: 'Color of its icon, and of a stripe on its pages' });
        return picked && ((each) => ({ ...each, color: picked.label }));
      },
    },
    {
      label: 'Production',
      value: account.production === true ? 'yes' : 'no',
      isSignIn: false,
      async ask({ title }) {
        const production = await pickProduction(title);
        return production === undefined ? undefined : (each) => ({ ...each, production });
      },
    },
  ];
}

function roleParts(account: RoleAccount): readonly Part[] {
  const { via = [] } = account;
  return [
    {
      label: 'Role ARN',
      value: account.roleArn,
      isSignIn: true,
      async ask({ title }) {
        const roleArn = await askRoleField({ title, field: 'roleArn', value: account.roleArn });
        return roleArn ? ofRole((each) => ({ ...each, roleArn })) : undefined;
      },
    },
    {
      label: 'Assumed through',
      value: via.length === 0 ? 'no other role' : via.map(({ roleArn }) => roleArn.split(':role/').at(-1)).join(' → '),
      isSignIn: true,
      ask: ({ title }) => askChainChange(title, account),
    },
    {
      label: 'External id',
      value: account.externalId ?? 'none',
      isSignIn: true,
      ask: ({ title }) => askOptional(title, account, 'externalId'),
    },
    {
      label: 'Session name',
      value: account.sessionName ?? 'custody-vscode',
      isSignIn: true,
      ask: ({ title }) => askOptional(title, account, 'sessionName'),
    },
    {
      label: 'Duration',
      value: account.durationSeconds === undefined ? '3600 seconds, the default' : `${account.durationSeconds} seconds`,
      isSignIn: true,
      async ask({ title }) {
        const isChained = via.length > 0 || account.profile === undefined || (await isRoleSession(account.profile));
        const text = await askRoleField({ title, field: 'durationSeconds', value: account.durationSeconds, isChained });
        const durationSeconds = text ? Number(text) : undefined;
        return text === undefined ? undefined : ofRole((each) => ({ ...each, durationSeconds }));
      },
    },
  ];
}

async function askOptional(title: string, account: RoleAccount, field: 'externalId' | 'sessionName'): Promise<Change | undefined> {
  const text = await askRoleField({ title, field, value: account[field] });
  return text === undefined ? undefined : ofRole((each) => ({ ...each, [field]: text === '' ? undefined : text }));
}

/** One role more or less on the way: each step can be tested by itself. */
async function askChainChange(title: string, { via = [], profile }: RoleAccount): Promise<Change | undefined> {
  const base = profile === undefined ? 'account' : 'profile';
  const add = {
    label: '$(add) Add a role',
    description: via.length === 0 ? `assumed from the ${base}` : 'after the last',
    remove: undefined,
  };
  const removes = via.map(({ roleArn }, remove) => ({ label: `$(remove) Remove role ${remove + 1}`, description: roleArn, remove }));
  const picked = await vscode.window.showQuickPick([...(via.length < maxHops ? [add] : []), ...removes], {
    title,
    placeHolder: 'Roles that are assumed before its own',
    ignoreFocusOut: true,
  });
  if (!picked) return undefined;
  const { remove } = picked;
  if (remove !== undefined) return ofRole((each) => ({ ...each, via: via.toSpliced(remove, 1) }));
  const hop = await askHop(title, via.length + 1, base);
  return hop && ofRole((each) => ({ ...each, via: [...via, hop] }));
}

function ofRole(change: (account: RoleAccount) => Account): Change {
  return (account) => (account.kind === 'role' ? change(account) : account);
}

async function regionOfProfile(account: Account): Promise<string | undefined> {
  if (!('profile' in account)) return undefined;
  return (await readProfilesOf()).find(({ name }) => name === account.profile)?.region;
}

/** The one its role is in, or else its regions. Any is offered where nothing is signed. */
function partitionOf(account: Account): Partition | undefined {
  if (account.kind === 'sandbox') return undefined;
  if ('roleArn' in account) return partitionOfArn(account.roleArn);
  const [first] = account.regions;
  return account.accountId === undefined || first === undefined ? undefined : partitionOfRegion(first);
}
