import * as z from 'zod';
import { assertMayTag } from '../allowList.ts';
import { CustodyError } from '../errors.ts';
import { defineOperation } from '../operation.ts';
import { word } from '../outputText.ts';
import { assertPrimary } from '../replicas.ts';
import { describeFirst, whichSecret } from './arguments.ts';

export const untagResource = defineOperation({
  name: 'untag_resource',
  title: 'Remove Tags',
  description: 'Removes tags from a secret by their keys.',
  api: 'UntagResource',
  risk: 'write',
  needs: 'write',
  target: 'secret',
  appliesTo: ['secret'],
  palette: 'none',
  toolset: 'organize',
  input: z.strictObject({ ...whichSecret, tag_keys: z.array(z.string().min(1).max(128)).min(1).max(50) }),
  async precondition(context, input) {
    assertMayTag(context.allow, input.tag_keys, context.account);
    const before = await describeFirst(context, input.secret_id);
    assertPrimary(before, context);
    const missing = input.tag_keys.filter((key) => before.secret?.tags[key] === undefined);
    if (missing.length > 0) {
      throw new CustodyError('invalid_state', `${before.secret?.name ?? input.secret_id} has no tag ${missing.join(', ')}.`);
    }
    return before;
  },
  effect: (input, { secret }) => ({
    headline: `Remove tags from ${secret?.name ?? input.secret_id}`,
    consequences: [
      ...input.tag_keys.map((key) => `Removes ${key}=${secret?.tags[key] ?? ''}.`),
      'Rights that depend on tags change with them.',
    ],
    acceptLabel: 'Remove',
  }),
  async run({ service, signal }, input, { arn = input.secret_id }) {
    await service.untagResource({ secretId: arn, tagKeys: input.tag_keys }, signal);
    return { arn };
  },
  async settle({ service, signal }, input, { arn = input.secret_id }) {
    const found = await service.describeSecret(arn, signal);
    return input.tag_keys.every((key) => found.tags[key] === undefined) ? { arn: found.arn } : undefined;
  },
  toAgent: ({ arn }) => `Removed.\narn: ${word(arn)}`,
});
