import * as z from 'zod';
import { invalidParameter, invalidRequest } from '../awsError.ts';
import * as fields from '../fields.ts';
import { findSecret, lookUpSecret, refuseManaged, refuseReplica } from '../findSecret.ts';
import { defineSandboxOperation } from '../sandboxOperation.ts';
import type { Context } from '../sandboxOperation.ts';
import type { Secret } from '../secret.ts';
import { identify, seconds } from '../wire.ts';

const dayMs = 86_400_000;

export const deleteSecret = defineSandboxOperation({
  name: 'DeleteSecret',
  changes: true,
  input: z.object({
    SecretId: fields.secretId,
    RecoveryWindowInDays: z.int().optional(),
    ForceDeleteWithoutRecovery: z.boolean().optional(),
  }),
  run(input, context) {
    const window = input.RecoveryWindowInDays;
    if (window !== undefined && input.ForceDeleteWithoutRecovery === true) {
      throw invalidParameter("You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.");
    }
    if (window !== undefined && (window < 7 || window > 30)) {
      throw invalidParameter('The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).');
    }
    if (input.ForceDeleteWithoutRecovery === true) return deleteNow(input.SecretId, context);

    const secret = findSecret(input.SecretId, context);
    if (secret.deleteAfter !== undefined) {
      throw invalidRequest("You can't perform this operation on the secret because it was already scheduled for deletion.");
    }
    refuseUndeletable(secret, context);
    secret.deletedAt = context.now;
    secret.deleteAfter = context.now + (window ?? 30) * dayMs;
    return { ...identify(secret), DeletionDate: seconds(secret.deleteAfter) };
  },
});

// Forcing the deletion of a secret that is not there succeeds, as documented.
function deleteNow(secretId: string, context: Context): Record<string, unknown> {
  const secret = lookUpSecret(secretId, context);
  if (!secret) return { ARN: secretId, Name: secretId, DeletionDate: seconds(context.now) };
  refuseUndeletable(secret, context);
  context.vault.delete(secret.name);
  return { ...identify(secret), DeletionDate: seconds(context.now) };
}

function refuseUndeletable(secret: Secret, context: Context): void {
  refuseReplica(secret, context);
  refuseManaged(secret);
  const regions = secret.replicas.filter((replica) => replica.failure === undefined).map((each) => each.region);
  if (regions.length === 0) return;
  throw invalidParameter(`You can't delete secret ${secret.name} that still has replica regions [${regions.join(', ')}]`);
}
