import * as z from 'zod';
import { invalidParameter } from '../awsError.ts';
import * as fields from '../fields.ts';
import { findActiveSecret, isReplica } from '../findSecret.ts';
import { detachReplica } from '../replicas.ts';
import { defineSandboxOperation } from '../sandboxOperation.ts';

/** Called in the replica's region: makes the replica a secret of its own. */
export const stopReplicationToReplica = defineSandboxOperation({
  name: 'StopReplicationToReplica',
  changes: true,
  input: z.object({ SecretId: fields.secretId }),
  run(input, context) {
    const secret = findActiveSecret(input.SecretId, context);
    if (secret.primaryRegion === undefined || !isReplica(secret, context)) {
      throw invalidParameter("The secret isn't a replica. Call the operation in the replica's region.");
    }
    const primary = context.vaultOf(secret.primaryRegion).get(secret.name);
    if (primary) detachReplica(primary, context.region);
    secret.primaryRegion = undefined;
    secret.changedAt = context.now;
    return { ARN: secret.arn };
  },
});
