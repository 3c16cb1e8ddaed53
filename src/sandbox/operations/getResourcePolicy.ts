import * as z from 'zod';
import * as fields from '../fields.ts';
import { findActiveSecret } from '../findSecret.ts';
import { defineSandboxOperation } from '../sandboxOperation.ts';
import { identify } from '../wire.ts';

export const getResourcePolicy = defineSandboxOperation({
  name: 'GetResourcePolicy',
  changes: false,
  input: z.object({ SecretId: fields.secretId }),
  run(input, context) {
    const secret = findActiveSecret(input.SecretId, context);
    return { ...identify(secret), ResourcePolicy: secret.resourcePolicy };
  },
});
