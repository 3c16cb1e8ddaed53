import * as z from 'zod';
import { invalidParameter } from '../awsError.ts';
import * as fields from '../fields.ts';
import { findPrimarySecret } from '../findSecret.ts';
import { removeReplica } from '../replicas.ts';
import { defineSandboxOperation } from '../sandboxOperation.ts';
import { replicationStatus } from '../wire.ts';

export const removeRegionsFromReplication = defineSandboxOperation({
  name: 'RemoveRegionsFromReplication',
  changes: true,
  input: z.object({
    SecretId: fields.secretId,
    RemoveReplicaRegions: z.array(fields.region).min(1),
  }),
  run(input, context) {
    const secret = findPrimarySecret(input.SecretId, context);
    for (const region of input.RemoveReplicaRegions) {
      if (secret.replicas.some((replica) => replica.region === region)) continue;
      throw invalidParameter(`The secret has no replica in region ${region}.`);
    }
    for (const region of input.RemoveReplicaRegions) removeReplica(secret, region, context.vaultOf(region));
    return { ARN: secret.arn, ReplicationStatus: replicationStatus(secret, context) ?? [] };
  },
});
