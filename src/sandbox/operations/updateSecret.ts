import * as z from 'zod';
import * as fields from '../fields.ts';
import { findActiveSecret, isReplica, refuseManaged, refuseReplica } from '../findSecret.ts';
import { setReplicaKey } from '../replicas.ts';
import { defineSandboxOperation } from '../sandboxOperation.ts';
import { findVersion, putVersion, readValue, requireToken, tokenInUse } from '../versions.ts';
import { identify } from '../wire.ts';

export const updateSecret = defineSandboxOperation({
  name: 'UpdateSecret',
  changes: true,
  input: z.object({
    SecretId: fields.secretId,
    ClientRequestToken: fields.clientRequestToken.optional(),
    Description: fields.description.optional(),
    KmsKeyId: fields.kmsKeyId.optional(),
    SecretString: fields.secretString.optional(),
    SecretBinary: fields.secretBinary.optional(),
    Type: z.string().optional(),
  }),
  run(input, context) {
    const value = readValue(input);
    const secret = findActiveSecret(input.SecretId, context);
    // The key of a replica is its own; all else follows the primary.
    if (input.KmsKeyId === undefined || value || input.Description !== undefined || input.Type !== undefined)
      refuseReplica(secret, context);
    refuseManaged(secret);
    const token = value && requireToken(input.ClientRequestToken);
    // Unlike PutSecretValue, a known token is an error here even with the same value.
    if (token !== undefined && findVersion(secret, token)) throw tokenInUse(secret, token);

    if (input.Description !== undefined) secret.description = input.Description;
    // An empty key goes back to aws/secretsmanager, which is not shown.
    if (input.KmsKeyId !== undefined) secret.kmsKeyId = input.KmsKeyId === '' ? undefined : input.KmsKeyId;
    if (isReplica(secret, context)) setReplicaKey(secret, context);
    if (input.Type !== undefined) secret.type = input.Type;
    secret.changedAt = context.now;
    if (!value || token === undefined) return identify(secret);
    const version = putVersion(secret, { token, value, stages: ['AWSCURRENT'], now: context.now });
    return { ...identify(secret), VersionId: version.id };
  },
});
