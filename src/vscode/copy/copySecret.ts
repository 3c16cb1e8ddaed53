import { person } from '../../core/caller.ts';
import { CustodyError } from '../../core/errors.ts';
import type { SecretLocation } from '../../core/operation.ts';
import type { SecretDetail } from '../../core/secretsService.ts';
import type { SecretText } from '../../core/secretText.ts';
import type { Custody } from '../../custody.ts';

/** Where a copy goes and what it is called there. */
export interface CopyTarget {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  /** The default key where left out. */
  readonly kmsKeyId?: string;
}

interface Copied {
  readonly arn: string;
  /** What was copied: the current value, its version, and the secret as it was then. */
  readonly value: SecretText;
  readonly versionId: string;
  readonly original: SecretDetail;
}

/** Creates a secret with the current value, description and tags of another. */
export async function copySecret(
  { execute, operations }: Custody,
  from: SecretLocation,
  { account, region, name, kmsKeyId }: CopyTarget,
  signal: AbortSignal,
): Promise<Copied> {
  const source = { account: from.account, region: from.region, secret_id: from.arn };
  const described = await execute(operations.describeSecret, { input: source, caller: person, signal });
  if (!described.ok) throw described.error;
  const read = await execute(operations.getSecretValue, { input: source, caller: person, signal });
  if (!read.ok) throw read.error;
  const { description = '' } = described.output;
  const tags = tagsToCopy(described.output);
  const { value, versionId } = read.output;
  const created = await execute(operations.createSecret, {
    input: {
      account,
      region,
      name,
      value: 'person',
      ...(description === '' ? {} : { description }),
      ...(Object.keys(tags).length === 0 ? {} : { tags }),
      ...(kmsKeyId === undefined ? {} : { kms_key_id: kmsKeyId }),
    },
    caller: person,
    value,
    signal,
  });
  if (!created.ok) {
    const { code, message, next } = created.error;
    throw new CustodyError(code, `${message} ${from.name} in account ${from.account} (${from.region}) is as it was.`, next);
  }
  return { arn: created.output.arn, value, versionId, original: described.output };
}

/** AWS keeps tags that begin with `aws:` for itself and refuses them in a new secret. */
export function tagsToCopy({ tags }: Pick<SecretDetail, 'tags'>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !key.toLowerCase().startsWith('aws:')));
}
