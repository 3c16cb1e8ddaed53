import * as z from 'zod';
import { endpointOrigin } from './endpointOrigin.ts';

/** What agents may do in an account, from least to most. Each level includes those before it. */
export const accessLevels = ['off', 'list', 'describe', 'use', 'write', 'destroy'] as const;
export type AccessLevel = (typeof accessLevels)[number];

/** Whether `level` includes what `needed` allows. */
export function includesLevel(level: AccessLevel, needed: AccessLevel): boolean {
  return accessLevels.indexOf(level) >= accessLevels.indexOf(needed);
}

/** The lower of two levels: settings may tighten an account's level and never raise it. */
export function lowerLevel(a: AccessLevel, b: AccessLevel): AccessLevel {
  return includesLevel(a, b) ? b : a;
}

/** `eu-west-1`, `us-gov-east-1`, `eusc-de-east-1`: the names AWS gives its regions. */
export const regionName = z.string().regex(/^[a-z]{2,4}(-[a-z]+){1,2}-\d{1,2}$/, 'is not an AWS region name');

/** Colours to tell accounts apart by, as VS Code's themes have them for charts. */
export const accountColors = ['none', 'red', 'orange', 'yellow', 'green', 'blue', 'purple'] as const;
export type AccountColor = (typeof accountColors)[number];

/** How the person marked an account, drawn wherever its name stands. */
export interface AccountMark {
  readonly production: boolean;
  readonly color: AccountColor;
}

export const unmarked: AccountMark = { production: false, color: 'none' };

const profileName = z.string().min(1).max(255);
const accountName = z.string().regex(/^[\w][\w .@-]{0,62}[\w]$|^\w$/, 'takes letters, digits, spaces and _ . @ -');

/** An address without a path: https, or http on this machine. */
export const endpointAddress = z
  .string()
  .max(255)
  .refine((text) => endpointOrigin(text) === text, 'takes https://host, or http on this machine, without a path');

/** Where an account is called, where that is not AWS itself; `sts` is the same where it is left out. */
const endpoints = z.strictObject({ secretsmanager: endpointAddress, sts: endpointAddress.optional() });

const marks = {
  /** The name people and agents call it by; unique, and the key in SecretStorage. */
  name: accountName,
  regions: z.array(regionName).min(1).max(40),
  access: z.enum(accessLevels),
  /** The AWS account that the first successful test signed in to; a later sign-in elsewhere is refused. */
  accountId: z
    .string()
    .regex(/^\d{12}$/)
    .optional(),
  /** The machine it was made on, because profiles differ between machines that share SecretStorage. */
  host: z.string(),
  /** Its place among the accounts of its colour; one without stands after those with. */
  order: z.number().optional(),
  color: z.enum(accountColors).optional(),
  /** What is destroyed in it takes the typed name. */
  production: z.boolean().optional(),
  /** Which of its secrets agents meet at all: those with one of the prefixes, or one of the tags. All of them where it is left out. */
  allow: z
    .strictObject({
      // In first place of a filter a ! would ask for all other names.
      prefixes: z.array(z.string().regex(/^(?!!)[A-Za-z0-9/_+=.@!-]{1,512}$/, 'takes the beginning of a name')).max(20),
      tags: z.array(z.strictObject({ key: z.string().min(1).max(128), value: z.string().max(256) })).max(20),
    })
    .optional(),
};

const common = { ...marks, endpoints: endpoints.optional() };

export const profileAccount = z.strictObject({ ...common, kind: z.literal('profile'), profile: profileName });

const roleArn = z.string().regex(/^arn:aws[\w-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/, 'is not the ARN of an IAM role');
const externalId = z
  .string()
  .regex(/^[\w+=,.@:/-]{2,1224}$/)
  .optional();

const sessionName = z
  .string()
  .regex(/^[\w+=,.@-]{2,64}$/)
  .optional();
/** Seconds the assumed role's credentials live: 900 to 43,200, as STS allows. */
const durationSeconds = z.int().min(900).max(43_200).optional();

/** A role on the way to the account's own. */
const roleHop = z.strictObject({ roleArn, externalId });
export type RoleHop = z.infer<typeof roleHop>;

export const maxHops = 4;
export const maxChainedSeconds = 3_600;
export const chainedTooLong = `AWS ends a session after ${maxChainedSeconds} seconds when one role is assumed through another`;

export const roleAccount = z
  .strictObject({
    ...common,
    kind: z.literal('role'),
    /** The profile that assumes it. */
    profile: profileName.optional(),
    /** The account of Custody that assumes it, where no profile does. */
    source: accountName.optional(),
    /** Roles that are assumed first, each from the one before. */
    via: z.array(roleHop).max(maxHops).optional(),
    roleArn,
    externalId,
    sessionName,
    durationSeconds,
  })
  .refine(({ profile, source }) => (profile === undefined) !== (source === undefined), {
    path: ['source'],
    message: 'A role is assumed either from a profile or from another account',
  })
  .refine(({ name, source }) => name !== source, { path: ['source'], message: 'A role is not assumed from itself' })
  .refine(({ via = [], durationSeconds: seconds = 0 }) => via.length === 0 || seconds <= maxChainedSeconds, {
    path: ['durationSeconds'],
    message: chainedTooLong,
  });

export const sandboxAccount = z.strictObject({ ...marks, kind: z.literal('sandbox') });

/** Access keys that the person typed; they stand in SecretStorage, never in here. */
const keysAccount = z.strictObject({ ...common, kind: z.literal('keys') });

/** Variables of the editor's own process, which are read for this account alone: `AWS_` reads AWS_ACCESS_KEY_ID and those beside it. */
export const environmentAccount = z.strictObject({
  ...common,
  kind: z.literal('environment'),
  prefix: z.string().regex(/^[A-Za-z_]\w{0,99}_$/, 'takes letters, digits and _, and ends in _'),
});

/** A role that is assumed with the token that something on this machine keeps in a file. */
export const webIdentityAccount = z.strictObject({
  ...common,
  kind: z.literal('webIdentity'),
  tokenFile: z
    .string()
    .max(1_024)
    .regex(/^(\/|[A-Za-z]:[\\/]|\\\\)[^\0\r\n]+$/, 'takes an absolute path'),
  roleArn,
  sessionName,
  durationSeconds,
});

const vaultPath = z.string().regex(/^\w[\w.-]*(\/\w[\w.-]*)*$/, 'takes letters, digits and _ . - between slashes');

/** A role of Vault's AWS secrets engine. Its token stands in SecretStorage, never in here. */
export const vaultAccount = z.strictObject({
  ...common,
  kind: z.literal('vault'),
  address: endpointAddress,
  namespace: vaultPath.max(255).optional(),
  mount: vaultPath.max(255),
  /** `sts` asks for a session, `creds` for what the role is set to give: often an IAM user of its own. */
  path: z.enum(['sts', 'creds']),
  role: z
    .string()
    .regex(/^\w(([\w.-]+)?\w)?$/, 'takes letters, digits and _ . -')
    .max(255),
  /** Seconds that the session should live, where not the role's own default. */
  ttlSeconds: z.int().min(900).max(129_600).optional(),
});
export type VaultAccount = z.infer<typeof vaultAccount>;

/** A configured account: where credentials come from, which regions are shown, what agents may do. Holds no credential. */
export const accountSchema = z.discriminatedUnion('kind', [
  profileAccount,
  roleAccount,
  sandboxAccount,
  keysAccount,
  environmentAccount,
  webIdentityAccount,
  vaultAccount,
]);
export type Account = z.infer<typeof accountSchema>;

export function markOf(account: Account | undefined): AccountMark {
  return account ? { production: account.production ?? false, color: account.color ?? 'none' } : unmarked;
}

/** By colour; then as the person put them, then by name. Colours stay together, however often accounts are moved. */
export function inOrder<Some extends Account>(accounts: readonly Some[]): readonly Some[] {
  const place = ({ order = Number.POSITIVE_INFINITY }: Account): number => order;
  const group = ({ color = 'none' }: Account): number => (accountColors.indexOf(color) + accountColors.length - 1) % accountColors.length;
  return accounts.toSorted((a, b) => {
    if (group(a) !== group(b)) return group(a) - group(b);
    if (place(a) !== place(b)) return place(a) - place(b);
    return a.name < b.name ? -1 : Number(a.name > b.name);
  });
}
