import { BatchGetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CustodyError } from '../core/errors.ts';
import type { SecretsService } from '../core/secretsService.ts';
import { batchAnswer, isAbout } from './answers.ts';
import type { Send } from './send.ts';
import { toValue } from './toValue.ts';

/** Reads several secrets at once. */
export function batchCall(client: SecretsManagerClient, send: Send): Pick<SecretsService, 'batchGetSecretValue'> {
  return {
    batchGetSecretValue: (secretIds, abortSignal) =>
      send({ operation: 'BatchGetSecretValue', kind: 'read', signal: abortSignal }, async () => {
        const command = new BatchGetSecretValueCommand({ SecretIdList: [...secretIds] });
        const { SecretValues, Errors = [] } = batchAnswer.parse(await client.send(command, { abortSignal }));
        const stray = SecretValues.some((value) => !secretIds.some((asked) => isAbout(value, asked)));
        if (stray)
          throw new CustodyError('malformed_answer', 'AWS answered BatchGetSecretValue about another secret than those asked for.');
        const failures = secretIds.flatMap((secretId) => {
          if (SecretValues.some((value) => isAbout(value, secretId))) return [];
          const code = Errors.find((error) => error.SecretId === secretId)?.ErrorCode ?? '';
          // What is in neither list was not read, whatever else the answer says.
          return [{ secretId, code: /^\w{1,60}$/.test(code) ? code : 'NotAnswered' }];
        });
        return { values: SecretValues.map(toValue), failures };
      }),
  };
}
