import {
  RemoveRegionsFromReplicationCommand,
  ReplicateSecretToRegionsCommand,
  StopReplicationToReplicaCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { Replica, SecretsService } from '../core/secretsService.ts';
import * as answers from './answers.ts';
import type { Send } from './send.ts';

type ReplicationCalls = Pick<SecretsService, 'replicateSecretToRegions' | 'removeRegionsFromReplication' | 'stopReplicationToReplica'>;

/** What copies a secret to other regions, and undoes it. */
export function replicationCalls(client: SecretsManagerClient, send: Send): ReplicationCalls {
  return {
    replicateSecretToRegions: ({ secretId, regions, overwrite }, abortSignal) =>
      send({ operation: 'ReplicateSecretToRegions', secret: secretId, kind: 'change', signal: abortSignal }, async () => {
        const command = new ReplicateSecretToRegionsCommand({
          SecretId: secretId,
          AddReplicaRegions: regions.map(({ region, kmsKeyId }) => ({ Region: region, KmsKeyId: kmsKeyId })),
          ForceOverwriteReplicaSecret: overwrite,
        });
        return replicasIn(await client.send(command, { abortSignal }), secretId);
      }),

    removeRegionsFromReplication: ({ secretId, regions }, abortSignal) =>
      send({ operation: 'RemoveRegionsFromReplication', secret: secretId, kind: 'change', signal: abortSignal }, async () => {
        const command = new RemoveRegionsFromReplicationCommand({ SecretId: secretId, RemoveReplicaRegions: [...regions] });
        return replicasIn(await client.send(command, { abortSignal }), secretId);
      }),

    stopReplicationToReplica: (secretId, abortSignal) =>
      send({ operation: 'StopReplicationToReplica', secret: secretId, kind: 'change', signal: abortSignal }, async () => {
        const answer = answers.restoreAnswer.parse(
          await client.send(new StopReplicationToReplicaCommand({ SecretId: secretId }), { abortSignal }),
        );
        answers.assertAbout(answer, secretId);
        return { arn: answer.ARN };
      }),
  };
}

function replicasIn(output: unknown, secretId: string): { readonly replicas: readonly Replica[] } {
  const answer = answers.replicationAnswer.parse(output);
  answers.assertAbout(answer, secretId);
  return { replicas: answers.toReplicas(answer.ReplicationStatus) };
}
