import * as vscode from 'vscode';
import type { Account, RoleHop } from '../../core/account.ts';
import { isRoleSession, readProfilesOf } from './profiles.ts';

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

// Every prompt for a part of an account, for adding and for editing; undefined when the person leaves it.

export async function pickProfile(title: string): Promise<{ readonly name: string; readonly region: string | undefined } | undefined> {
  const profiles = await readProfilesOf();
  const typed = { label: '$(edit) Type a name…', description: '', name: '', region: undefined };
  const items = profiles.map((profile) => ({ label: profile.name, description: profile.region ?? '', ...profile }));
  const picked = await vscode.window.showQuickPick([...items, typed], {
    title,
    placeHolder: items.length > 0 ? 'Profile' : 'No profiles were found in ~/.aws',
    ignoreFocusOut: true,
  });
  if (picked !== typed) return picked;
  const name = await vscode.window.showInputBox({ title, prompt: 'Name of the profile in ~/.aws/config', ignoreFocusOut: true });
  return name ? { name, region: undefined } : undefined;
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

/** Asks for a role on the way to the account's own. */
export async function askHop(title: string, place: number): Promise<RoleHop | undefined> {
  const prompt = `ARN of role ${place} on the way, assumed ${place === 1 ? 'from the profile' : `from role ${place - 1}`}`;
  const roleArn = await askRoleField({ title, field: 'roleArn', prompt });
  const externalId = roleArn ? await askRoleField({ title, field: 'externalId' }) : undefined;
  if (!roleArn || externalId === undefined) return undefined;
  return { roleArn, ...(externalId ? { externalId } : {}) };
}

/** Asks for the roles on the way, one after the other, until the person says that there are no more. */
async function askChain(title: string, via: readonly RoleHop[] = []): Promise<readonly RoleHop[] | undefined> {
  const { maxHops } = await import('../../core/account.ts');
  if (via.length === maxHops) return via;
  const [first, second] =
    via.length === 0 ? ['No, straight from the profile', 'Yes, through another role'] : ['No more', 'Yes, through one more'];
  const answer = await vscode.window.showQuickPick([first, second], {
    title,
    placeHolder: via.length === 0 ? 'Assumed through another role?' : 'Assumed through one more role?',
    ignoreFocusOut: true,
  });
  if (answer === undefined) return undefined;
  if (answer === first) return via;
  const hop = await askHop(title, via.length + 1);
  return hop && askChain(title, [...via, hop]);
}

type RoleParts = Pick<Extract<Account, { kind: 'role' }>, 'roleArn' | 'externalId' | 'via' | 'sessionName' | 'durationSeconds'>;

export async function askRole(title: string, profile: string): Promise<RoleParts | undefined> {
  const roleArn = await askRoleField({ title, field: 'roleArn' });
  if (!roleArn) return undefined;
  const externalId = await askRoleField({ title, field: 'externalId' });
  const via = externalId === undefined ? undefined : await askChain(title);
  const sessionName = via && (await askRoleField({ title, field: 'sessionName' }));
  if (!via || sessionName === undefined) return undefined;
  const isChained = via.length > 0 || (await isRoleSession(profile));
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

/** `own` is the region of the profile; `ticked` are those chosen already. */
export async function pickRegions(
  title: string,
  own: string | undefined,
  ticked: readonly string[] = own === undefined ? [] : [own],
): Promise<string[] | undefined> {
  const { regionName } = await import('../../core/account.ts');
  const others = { label: 'Others…', description: 'type their names', picked: false };
  const items = [...new Set([...ticked, ...commonRegions])].map((label) => ({
    label,
    description: label === own ? 'of the profile' : '',
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
    validateInput: (text) =>
      split(text).every((region) => regionName.safeParse(region).success) ? undefined : 'These are not all AWS region names',
  });
  return typed === undefined ? undefined : [...new Set([...chosen, ...split(typed)])];
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
