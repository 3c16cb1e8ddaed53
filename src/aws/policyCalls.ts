import {
  DeleteResourcePolicyCommand,
  GetResourcePolicyCommand,
  MalformedPolicyDocumentException,
  PutResourcePolicyCommand,
  ValidateResourcePolicyCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { SecretsService } from '../core/secretsService.ts';
import * as answers from './answers.ts';
import type { Send } from './send.ts';

type PolicyCalls = Pick<SecretsService, 'getResourcePolicy' | 'validateResourcePolicy' | 'putResourcePolicy' | 'deleteResourcePolicy'>;

/** Who may use a secret, besides those whom their own policies let. */
export function policyCalls(client: SecretsManagerClient, send: Send): PolicyCalls {
  return {
    getResourcePolicy: (secretId, abortSignal) =>
      send({ operation: 'GetResourcePolicy', secret: secretId, kind: 'read', signal: abortSignal }, async () => {
        const answer = answers.policyAnswer.parse(await client.send(new GetResourcePolicyCommand({ SecretId: secretId }), { abortSignal }));
        answers.assertAbout(answer, secretId);
        return { arn: answer.ARN, ...(answer.ResourcePolicy === undefined ? {} : { policy: answer.ResourcePolicy }) };
      }),

    validateResourcePolicy: (policy, abortSignal, secretId) =>
      send({ operation: 'ValidateResourcePolicy', ...(secretId && { secret: secretId }), kind: 'read', signal: abortSignal }, async () => {
        try {
          const command = new ValidateResourcePolicyCommand({ SecretId: secretId, ResourcePolicy: policy });
          return answers.toValidation(answers.validationAnswer.parse(await client.send(command, { abortSignal })));
        } catch (thrown) {
          // To whoever wrote the policy this is a finding like any other. It can tell of nothing but the policy that was sent.
          if (!(thrown instanceof MalformedPolicyDocumentException)) throw thrown;
          return { passed: false, findings: [{ check: 'MalformedPolicyDocument', message: thrown.message }] };
        }
      }),

    putResourcePolicy: ({ secretId, policy, blockPublicPolicy }, abortSignal) =>
      send({ operation: 'PutResourcePolicy', secret: secretId, kind: 'change', signal: abortSignal }, async () => {
        const command = new PutResourcePolicyCommand({ SecretId: secretId, ResourcePolicy: policy, BlockPublicPolicy: blockPublicPolicy });
        const answer = answers.policyAnswer.parse(await client.send(command, { abortSignal }));
        answers.assertAbout(answer, secretId);
        return { arn: answer.ARN };
      }),

    deleteResourcePolicy: (secretId, abortSignal) =>
      send({ operation: 'DeleteResourcePolicy', secret: secretId, kind: 'change', signal: abortSignal }, async () => {
        const command = new DeleteResourcePolicyCommand({ SecretId: secretId });
        const answer = answers.policyAnswer.parse(await client.send(command, { abortSignal }));
        answers.assertAbout(answer, secretId);
        return { arn: answer.ARN };
      }),
  };
}
