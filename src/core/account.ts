import * as z from 'zod';

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

const profileName = z.string().min(1).max(255);

const common = {
  /** The name people and agents call it by; unique, and the key in SecretStorage. */
  name: z.string().regex(/^[\w][\w .@-]{0,62}[\w]$|^\w$/, 'takes letters, digits, spaces and _ . @ -'),
  regions: z.array(regionName).min(1).max(40),
  access: z.enum(accessLevels),
  /** The AWS account that the first successful test signed in to; a later sign-in elsewhere is refused. */
  accountId: z
    .string()
    .regex(/^\d{12}$/)
    .optional(),
  /** The machine it was made on, because profiles differ between machines that share SecretStorage. */
  host: z.string(),
};

export const profileAccount = z.strictObject({ ...common, kind: z.literal('profile'), profile: profileName });

export const roleAccount = z.strictObject({
  ...common,
  kind: z.literal('role'),
  profile: profileName,
  roleArn: z.string().regex(/^arn:aws[\w-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/, 'is not the ARN of an IAM role'),
  externalId: z
    .string()
    .regex(/^[\w+=,.@:/-]{2,1224}$/)
    .optional(),
  sessionName: z
    .string()
    .regex(/^[\w+=,.@-]{2,64}$/)
    .optional(),
  /** Seconds the assumed role's credentials live: 900 to 43,200, as STS allows. */
  durationSeconds: z.int().min(900).max(43_200).optional(),
});

export const sandboxAccount = z.strictObject({ ...common, kind: z.literal('sandbox') });

/** A configured account: where credentials come from, which regions are shown, what agents may do. Holds no credential. */
export const accountSchema = z.discriminatedUnion('kind', [profileAccount, roleAccount, sandboxAccount]);
export type Account = z.infer<typeof accountSchema>;
