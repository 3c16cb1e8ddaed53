import * as z from 'zod';
import * as fields from '../fields.ts';
import { findActiveSecret } from '../findSecret.ts';
import { readVersion } from '../readVersion.ts';
import { defineSandboxOperation } from '../sandboxOperation.ts';
import { valueEntry } from '../wire.ts';

export const getSecretValue = defineSandboxOperation({
  name: 'GetSecretValue',
  // The date of last access reaches the file with the next change: a read is
  // not worth writing every value to disk again.
  changes: false,
  input: z.object({
    SecretId: fields.secretId,
    VersionId: fields.versionId.optional(),
    VersionStage: fields.versionStage.optional(),
  }),
  run(input, context) {
    const secret = findActiveSecret(input.SecretId, context);
    return valueEntry(secret, readVersion(secret, input, context.now));
  },
});
