import {
  CancelRotateSecretCommand,
  RotateSecretCommand,
  UpdateSecretVersionStageCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { SecretsService } from '../core/secretsService.ts';
import * as answers from './answers.ts';
import type { Send } from './send.ts';

type RotationCalls = Pick<SecretsService, 'rotateSecret' | 'cancelRotateSecret' | 'updateSecretVersionStage'>;

/** Rotation, and the labels that say which version is in use. */
export function rotationCalls(client: SecretsManagerClient, send: Send): RotationCalls {
  return {
    rotateSecret: (change, abortSignal) =>
      send({ operation: 'RotateSecret', secret: change.secretId, kind: 'change', signal: abortSignal, repeatable: true }, async () => {
        const command = new RotateSecretCommand({
          SecretId: change.secretId,
          ClientRequestToken: change.clientRequestToken,
          RotationLambdaARN: change.lambdaArn,
          RotationRules: change.rules && {
            AutomaticallyAfterDays: change.rules.automaticallyAfterDays,
            ScheduleExpression: change.rules.scheduleExpression,
            Duration: change.rules.duration,
          },
          RotateImmediately: change.rotateImmediately,
          ExternalSecretRotationMetadata:
            change.externalMetadata && Object.entries(change.externalMetadata).map(([Key, Value]) => ({ Key, Value })),
          ExternalSecretRotationRoleArn: change.externalRoleArn,
        });
        return answers.toRotation(answers.rotationAnswer.parse(await client.send(command, { abortSignal })), change.secretId);
      }),

    cancelRotateSecret: (secretId, abortSignal) =>
      send({ operation: 'CancelRotateSecret', secret: secretId, kind: 'change', signal: abortSignal }, async () => {
        const answer = await client.send(new CancelRotateSecretCommand({ SecretId: secretId }), { abortSignal });
        return answers.toRotation(answers.rotationAnswer.parse(answer), secretId);
      }),

    updateSecretVersionStage: ({ secretId, versionStage, moveToVersionId, removeFromVersionId }, abortSignal) =>
      send({ operation: 'UpdateSecretVersionStage', secret: secretId, kind: 'change', signal: abortSignal }, async () => {
        const command = new UpdateSecretVersionStageCommand({
          SecretId: secretId,
          VersionStage: versionStage,
          MoveToVersionId: moveToVersionId,
          RemoveFromVersionId: removeFromVersionId,
        });
        const answer = answers.restoreAnswer.parse(await client.send(command, { abortSignal }));
        answers.assertAbout(answer, secretId);
        return { arn: answer.ARN };
      }),
  };
}
