import * as z from 'zod';
import * as fields from '../fields.ts';
import { findPrimarySecret } from '../findSecret.ts';
import { defineSandboxOperation } from '../sandboxOperation.ts';
import { identify } from '../wire.ts';

export const deleteResourcePolicy = defineSandboxOperation({
  name: 'DeleteResourcePolicy',
  changes: true,
  input: z.object({ SecretId: fields.secretId }),
  run(input, context) {
    const secret = findPrimarySecret(input.SecretId, context);
    secret.resourcePolicy = undefined;
    secret.changedAt = context.now;
    return identify(secret);
  },
});
