import * as z from 'zod';
import * as fields from '../fields.ts';
import { findSecret } from '../findSecret.ts';
import { defineSandboxOperation } from '../sandboxOperation.ts';
import { identify } from '../wire.ts';

export const restoreSecret = defineSandboxOperation({
  name: 'RestoreSecret',
  changes: true,
  input: z.object({ SecretId: fields.secretId }),
  run(input, context) {
    const secret = findSecret(input.SecretId, context);
    secret.deletedAt = undefined;
    secret.deleteAfter = undefined;
    return identify(secret);
  },
});
