import * as vscode from 'vscode';
import type { Account, RoleHop } from '../../core/account.ts';
import { partitionOfRegion, partitions, type Partition } from '../../core/partitions.ts';
import { accountKinds } from './accountKinds.ts';
import { plainLabel } from '../plainLabel.ts';
import { isRoleSession, readProfilesOf } from './profiles.ts';

// Every prompt for a part of an account, for adding and for editing; undefined when the person leaves it.

/** Who signs in first: a profile, or another account of Custody. */
export type Base =
  | {
      readonly profile: string;
      readonly source?: undefined;
      readonly region: string | undefined;
      readonly partition?: Partition | undefined;
    }
  | { readonly profile?: undefined; readonly source: string; readonly region: string | undefined; readonly isSession: boolean };

/** Offers the profiles in `~/.aws`, and the accounts that may stand in for one. */
export async function pickBase(title: string, sources: readonly Account[]): Promise<Base | undefined> {
  const profiles = await readProfilesOf();
  const typed = { label: '$(edit) Type a name…', description: '', base: undefined };
  const items = profiles.map(({ name, region, partition }) => ({
    label: plainLabel(name),
    description: region ?? '',
    base: { profile: name, region, partition } as const,
  }));
  const others = sources.map((account) => ({
    label: `$(${accountKinds[account.kind].icon}) ${account.name}`,
    description: `account of Custody, ${accountKinds[account.kind].word}`,
    base: { source: account.name, region: account.regions[0], isSession: account.kind !== 'profile' && account.kind !== 'keys' } as const,
  }));
  const picked = await vscode.window.showQuickPick<{ label: string; description: string; base: Base | undefined }>(
    [...items, ...others, typed],
    { title, placeHolder: placeHolderOf(items.length, others.length), ignoreFocusOut: true },
  );
  if (picked !== typed) return picked?.base;
  const name = await vscode.window.showInputBox({ title, prompt: 'Name of the profile in ~/.aws/config', ignoreFocusOut: true });
  return name ? { profile: name, region: undefined } : undefined;
}

function placeHolderOf(profiles: number, others: number): string {
  if (profiles === 0) return others > 0 ? 'Account' : 'No profiles were found in ~/.aws';
  return others > 0 ? 'Profile or account' : 'Profile';
}

const rolePrompts = {
  roleArn: 'ARN of the role, such as arn:aws:iam::123456789012:role/secrets-reader',
  externalId: 'External id; empty if the role asks for none',
  sessionName: 'Session name in CloudTrail; empty means custody-vscode',
  durationSeconds: 'Seconds that its credentials live, 900 to 43200; empty means the default of 3600',
} as const;

interface FieldPrompt {
  readonly title: string;
  readonly field: keyof typeof rolePrompts;
  readonly prompt?: string;
  readonly value?: string | number | undefined;
  /** The role is assumed from another role's session, which AWS ends after an hour. */
  readonly isChained?: boolean;
}

/** Asks for one field of a role; empty where it may be left out. */
export async function askRoleField({ title, field, prompt, value = '', isChained = false }: FieldPrompt): Promise<string | undefined> {
  const { chainedTooLong, maxChainedSeconds, roleAccount } = await import('../../core/account.ts');
  return vscode.window.showInputBox({
    title,
    prompt: prompt ?? rolePrompts[field],
    value: String(value),
    ignoreFocusOut: true,
    validateInput(text) {
      if (text === '') return field === 'roleArn' ? 'A role needs its ARN' : undefined;
      if (field === 'durationSeconds' && isChained && Number(text) > maxChainedSeconds) return chainedTooLong;
      return roleAccount.shape[field].safeParse(field === 'durationSeconds' ? Number(text) : text).error?.issues[0]?.message;
    },
  });
}

type BaseWord = 'profile' | 'account';

/** Asks for a role on the way to the account's own. */
export async function askHop(title: string, place: number, base: BaseWord = 'profile'): Promise<RoleHop | undefined> {
  const prompt = `ARN of role ${place} on the way, assumed ${place === 1 ? `from the ${base}` : `from role ${place - 1}`}`;
  const roleArn = await askRoleField({ title, field: 'roleArn', prompt });
  const externalId = roleArn ? await askRoleField({ title, field: 'externalId' }) : undefined;
  if (!roleArn || externalId === undefined) return undefined;
  return { roleArn, ...(externalId ? { externalId } : {}) };
}

/** Asks for the roles on the way, one after the other, until the person says that there are no more. */
async function askChain(title: string, base: BaseWord, via: readonly RoleHop[] = []): Promise<readonly RoleHop[] | undefined> {
  const { maxHops } = await import('../../core/account.ts');
  if (via.length === maxHops) return via;
  const [first, second] =
    via.length === 0 ? [`No, straight from the ${base}`, 'Yes, through another role'] : ['No more', 'Yes, through one more'];
  const answer = await vscode.window.showQuickPick([first, second], {
    title,
    placeHolder: via.length === 0 ? 'Assumed through another role?' : 'Assumed through one more role?',
    ignoreFocusOut: true,
  });
  if (answer === undefined) return undefined;
  if (answer === first) return via;
  const hop = await askHop(title, via.length + 1, base);
  return hop && askChain(title, base, [...via, hop]);
}

type RoleParts = Pick<Extract<Account, { kind: 'role' }>, 'roleArn' | 'externalId' | 'via' | 'sessionName' | 'durationSeconds'>;

export async function askRole(title: string, base: Base): Promise<RoleParts | undefined> {
  const roleArn = await askRoleField({ title, field: 'roleArn' });
  if (!roleArn) return undefined;
  const externalId = await askRoleField({ title, field: 'externalId' });
  const via = externalId === undefined ? undefined : await askChain(title, base.profile === undefined ? 'account' : 'profile');
  const sessionName = via && (await askRoleField({ title, field: 'sessionName' }));
  if (!via || sessionName === undefined) return undefined;
  const isChained = via.length > 0 || (base.profile === undefined ? base.isSession : await isRoleSession(base.profile));
  const duration = await askRoleField({ title, field: 'durationSeconds', isChained });
  if (duration === undefined) return undefined;
  return {
    roleArn,
    ...(externalId ? { externalId } : {}),
    ...(via.length > 0 ? { via: [...via] } : {}),
    ...(sessionName ? { sessionName } : {}),
    ...(duration ? { durationSeconds: Number(duration) } : {}),
  };
}

interface RegionsPrompt {
  /** The region that the profile names. */
  readonly own?: string | undefined;
  /** Where it is known, no other regions are offered: they would refuse its credentials. */
  readonly partition?: Partition | undefined;
  /** Those chosen already. */
  readonly ticked?: readonly string[];
}

// Those that a person may have an account in without being told by name.
const openPartitions = partitions.filter(({ name }) => ['aws', 'aws-cn', 'aws-us-gov', 'aws-eusc'].includes(name)).toReversed();

export async function pickRegions(
  title: string,
  { own: named, partition, ticked: chosenBefore }: RegionsPrompt,
): Promise<string[] | undefined> {
  const { regionName } = await import('../../core/account.ts');
  const own = regionWithin(named, partition);
  const ticked = chosenBefore ?? [own ?? partition?.regions[0] ?? 'us-east-1'];
  const others = { label: 'Others…', description: 'type their names', picked: false };
  const offered = (partition ? [partition] : openPartitions).flatMap(({ regions }) => regions);
  const items = [...new Set([...ticked, ...offered])].map((label) => ({
    label,
    description: [label === own ? 'of the profile' : '', partitionWord(label)].filter(Boolean).join(', '),
    picked: ticked.includes(label),
  }));
  const picked = await vscode.window.showQuickPick([...items, others], {
    title,
    placeHolder: 'Regions to show',
    canPickMany: true,
    ignoreFocusOut: true,
  });
  if (!picked || picked.length === 0) return undefined;
  const chosen = picked.filter((item) => item !== others).map((item) => item.label);
  if (!picked.includes(others)) return chosen;
  const split = (text: string): string[] => text.split(/[\s,]+/).filter(Boolean);
  const typed = await vscode.window.showInputBox({
    title,
    prompt: 'Regions, separated by spaces',
    ignoreFocusOut: true,
    validateInput(text) {
      if (!split(text).every((region) => regionName.safeParse(region).success)) return 'These are not all AWS region names';
      const isElsewhere = partition && split(text).some((region) => partitionOfRegion(region) !== partition);
      return isElsewhere ? `These are not all regions of ${partition.name}` : undefined;
    },
  });
  return typed === undefined ? undefined : [...new Set([...chosen, ...split(typed)])];
}

/** A region counts only where the role's credentials are of use: in its own partition. */
export function regionWithin(region: string | undefined, partition: Partition | undefined): string | undefined {
  return region !== undefined && partition && partitionOfRegion(region) !== partition ? undefined : region;
}

function partitionWord(region: string): string {
  const { name } = partitionOfRegion(region);
  return name === 'aws' ? '' : name;
}

export async function askName(title: string, suggested: string, accounts: readonly Account[]): Promise<string | undefined> {
  const { profileAccount } = await import('../../core/account.ts');
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

export function freeName(wanted: string, accounts: readonly Account[]): string {
  const taken = new Set(accounts.map((account) => account.name));
  if (!taken.has(wanted)) return wanted;
  const number = [...Array(accounts.length + 1).keys()].find((index) => !taken.has(`${wanted}-${index + 2}`)) ?? 0;
  return `${wanted}-${number + 2}`;
}

export async function pickProduction(title: string): Promise<boolean | undefined> {
  const picked = await vscode.window.showQuickPick(
    [
      { label: 'Production', description: 'marked wherever it is shown; deleting takes the typed name', production: true },
      { label: 'Not production', description: '', production: false },
    ],
    { title, placeHolder: 'Is this a production account?', ignoreFocusOut: true },
  );
  return picked?.production;
}
