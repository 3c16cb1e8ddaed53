import * as z from 'zod';
import { invalidRequest } from '../awsError.ts';
import * as fields from '../fields.ts';
import { findWritableSecret } from '../findSecret.ts';
import { defineSandboxOperation } from '../sandboxOperation.ts';
import { maxStages, putVersion, readValue, requireToken } from '../versions.ts';
import { identify } from '../wire.ts';

export const putSecretValue = defineSandboxOperation({
  name: 'PutSecretValue',
  changes: true,
  input: z.object({
    SecretId: fields.secretId,
    ClientRequestToken: fields.clientRequestToken.optional(),
    SecretString: fields.secretString.optional(),
    SecretBinary: fields.secretBinary.optional(),
    VersionStages: z.array(fields.versionStage).min(1).max(maxStages).default(['AWSCURRENT']),
  }),
  run(input, context) {
    const value = readValue(input);
    if (!value) throw invalidRequest('You must provide either SecretString or SecretBinary.');
    const token = requireToken(input.ClientRequestToken);
    const secret = findWritableSecret(input.SecretId, context);
    const version = putVersion(secret, {
      token,
      value,
      stages: input.VersionStages,
      now: context.now,
    });
    return { ...identify(secret), VersionId: version.id, VersionStages: version.stages };
  },
});
