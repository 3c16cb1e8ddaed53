import { CustodyError } from './errors.ts';
import type { OperationContext, Precondition } from './operation.ts';
import type { SecretSummary } from './secretsService.ts';

/** Whether what is in this region is a copy that follows a primary elsewhere. */
export function isReplica({ primaryRegion }: Pick<SecretSummary, 'primaryRegion'>, region: string): boolean {
  return primaryRegion !== undefined && primaryRegion !== region;
}

/** The ARN of a secret's replica, or of its primary: they differ in the region alone. A name stays as it is. */
export function arnIn(region: string, secretId: string): string {
  return secretId.replace(/^(arn:[^:]*:secretsmanager:)[^:]*/, `$1${region}`);
}

export function assertNotDeleted({ secret }: Precondition, { account, region }: OperationContext): void {
  if (secret?.deletedDate === undefined) return;
  throw new CustodyError('secret_pending_deletion', `${secret.name} in account ${account} (${region}) is scheduled for deletion.`);
}

/** What is changed at the primary alone can't be changed here. */
export function assertPrimary(before: Precondition, context: OperationContext): void {
  assertNotDeleted(before, context);
  const { secret } = before;
  const { account, region } = context;
  if (!secret || !isReplica(secret, region)) return;
  throw new CustodyError(
    'invalid_state',
    `${secret.name} in account ${account} (${region}) is a replica, and its primary is in ${secret.primaryRegion}.`,
    `Do this to the primary in ${secret.primaryRegion}.`,
  );
}
