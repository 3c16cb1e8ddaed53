import * as z from 'zod';
import * as fields from '../fields.ts';
import { findPrimarySecret } from '../findSecret.ts';
import { addReplica } from '../replicas.ts';
import { defineSandboxOperation } from '../sandboxOperation.ts';
import { startedReplication } from '../wire.ts';

export const replicateSecretToRegions = defineSandboxOperation({
  name: 'ReplicateSecretToRegions',
  changes: true,
  input: z.object({
    SecretId: fields.secretId,
    AddReplicaRegions: fields.replicaRegions,
    ForceOverwriteReplicaSecret: z.boolean().default(false),
  }),
  run(input, context) {
    const secret = findPrimarySecret(input.SecretId, context);
    for (const replica of input.AddReplicaRegions) {
      addReplica(secret, replica, { ...context, overwrite: input.ForceOverwriteReplicaSecret });
    }
    return {
      ARN: secret.arn,
      ReplicationStatus: startedReplication(
        secret,
        context,
        input.AddReplicaRegions.map(({ Region }) => Region),
      ),
    };
  },
});
