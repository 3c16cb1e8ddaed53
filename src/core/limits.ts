import * as z from 'zod';
import { CustodyError } from './errors.ts';
import type { SecretText } from './secretText.ts';

// Secrets Manager's limits, from its API reference and quotas page, checked before any call.

export const maxValueBytes = 65_536;

export const secretName = z
  .string()
  .min(1)
  .max(512, 'is longer than the 512 characters Secrets Manager allows')
  .regex(/^[A-Za-z0-9/_+=.@-]+$/, 'may hold only ASCII letters, digits and / _ + = . @ -');

/** A name or an ARN. */
export const secretId = z.string().min(1).max(2_048);

export const description = z.string().max(2_048);

export const kmsKeyId = z.string().max(2_048);

/** What AWS calls the partner that holds a managed external secret, such as SalesforceClientSecret. */
export const secretType = z.string().regex(/^[A-Za-z0-9_.:/+=@-]{1,256}$/, 'Give the exact string that names the partner.');

export const tags = z
  .record(
    z
      .string()
      .min(1)
      .max(128)
      .refine((key) => !key.toLowerCase().startsWith('aws:'), 'may not begin with aws:, which AWS keeps for itself'),
    z.string().max(256),
  )
  .refine((all) => Object.keys(all).length <= 50, 'may hold at most 50 tags');

const days = 'takes 7 to 30 days';
export const recoveryWindowInDays = z.int(days).min(7, days).max(30, days);

export const passwordLength = z.int().min(1).max(4_096);

export const excludedCharacters = z.string().max(4_096);

export const pageSize = z.int().min(1).max(100);

export const nextToken = z.string().min(1).max(4_096);

export const versionId = z.string().min(32).max(64);

export const versionStage = z.string().min(1).max(256);

export const resourcePolicy = z.string().min(1).max(20_480, 'is longer than the 20,480 characters Secrets Manager allows');
export const lambdaArn = z
  .string()
  .max(2_048)
  .regex(
    /^arn:aws[\w-]*:lambda:[a-z0-9-]+:\d{12}:function:[\w-]{1,140}(:[\w$-]{1,128})?$/,
    "takes a Lambda function's ARN, arn:aws:lambda:...",
  );

export const roleArn = z
  .string()
  .max(2_048)
  .regex(/^arn:aws[\w-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/, "takes a role's ARN, arn:aws:iam::...:role/...");

/** Refuses a value that Secrets Manager would refuse: it counts bytes, not characters. */
export function checkValue(value: SecretText, secret: string): void {
  const bytes = value.byteLength;
  if (bytes < 1) throw new CustodyError('limit_exceeded', `The value for ${secret} is empty; it takes 1 to 65,536 bytes.`);
  if (bytes > maxValueBytes) {
    throw new CustodyError(
      'limit_exceeded',
      `The value for ${secret} is ${bytes.toLocaleString('en')} bytes; Secrets Manager takes at most 65,536.`,
    );
  }
}

/** A name that ends like an ARN's random suffix makes AWS's partial-ARN lookup ambiguous: worth a warning, not a refusal. */
export function looksLikeArnSuffix(name: string): boolean {
  return /-[A-Za-z0-9]{6}$/.test(name);
}
