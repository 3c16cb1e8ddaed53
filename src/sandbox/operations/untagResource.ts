import * as z from 'zod';
import * as fields from '../fields.ts';
import { findPrimarySecret } from '../findSecret.ts';
import { defineSandboxOperation } from '../sandboxOperation.ts';

export const untagResource = defineSandboxOperation({
  name: 'UntagResource',
  changes: true,
  input: z.object({ SecretId: fields.secretId, TagKeys: z.array(fields.tagKey) }),
  run(input, context) {
    const secret = findPrimarySecret(input.SecretId, context);
    secret.tags = secret.tags.filter((tag) => !input.TagKeys.includes(tag.Key));
    secret.changedAt = context.now;
    return {};
  },
});
