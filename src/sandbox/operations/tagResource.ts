import * as z from 'zod';
import * as fields from '../fields.ts';
import { findPrimarySecret } from '../findSecret.ts';
import { defineSandboxOperation } from '../sandboxOperation.ts';
import { mergeTags } from '../tagging.ts';

export const tagResource = defineSandboxOperation({
  name: 'TagResource',
  changes: true,
  input: z.object({ SecretId: fields.secretId, Tags: fields.tags }),
  run(input, context) {
    const secret = findPrimarySecret(input.SecretId, context);
    secret.tags = mergeTags(secret.tags, input.Tags);
    secret.changedAt = context.now;
    return {};
  },
});
