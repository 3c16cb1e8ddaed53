import * as z from 'zod';
import { invalidRequest } from '../awsError.ts';
import * as fields from '../fields.ts';
import { findWritableSecret } from '../findSecret.ts';
import { defineSandboxOperation } from '../sandboxOperation.ts';
import { findStage } from '../versions.ts';
import { identify } from '../wire.ts';

export const cancelRotateSecret = defineSandboxOperation({
  name: 'CancelRotateSecret',
  changes: true,
  input: z.object({ SecretId: fields.secretId }),
  run(input, context) {
    // A managed secret's rotation is switched off by the service that manages it.
    const secret = findWritableSecret(input.SecretId, context);
    if (!secret.rotation) {
      throw invalidRequest('You must configure rotation for the secret before you can cancel it.');
    }
    // The schedule and the function stay and are shown; the dates do not.
    secret.rotation = {
      ...secret.rotation,
      enabled: false,
      lastRotatedAt: undefined,
      nextRotationAt: undefined,
    };
    secret.changedAt = context.now;
    return { ...identify(secret), VersionId: findStage(secret, 'AWSPENDING')?.id };
  },
});
