import * as z from 'zod';
import { assertMayTag } from '../allowList.ts';
import { CustodyError } from '../errors.ts';
import { tags } from '../limits.ts';
import { defineOperation } from '../operation.ts';
import { word } from '../outputText.ts';
import { assertPrimary } from '../replicas.ts';
import { describeFirst, whichSecret } from './arguments.ts';

const maxTags = 50;

export const tagResource = defineOperation({
  name: 'tag_resource',
  title: 'Add Tags',
  description: 'Adds tags to a secret or changes their values.',
  api: 'TagResource',
  risk: 'write',
  needs: 'write',
  target: 'secret',
  appliesTo: ['secret'],
  palette: 'none',
  toolset: 'organize',
  input: z.strictObject({ ...whichSecret, tags: tags.refine((all) => Object.keys(all).length > 0, 'needs a tag') }),
  async precondition(context, input) {
    assertMayTag(context.allow, Object.keys(input.tags), context.account);
    const before = await describeFirst(context, input.secret_id);
    assertPrimary(before, context);
    const count = Object.keys({ ...before.secret?.tags, ...input.tags }).filter((key) => !/^aws:/i.test(key)).length;
    if (count > maxTags) {
      throw new CustodyError('limit_exceeded', `${input.secret_id} would have ${count} tags; Secrets Manager takes at most ${maxTags}.`);
    }
    return before;
  },
  effect: (input, { secret }) => ({
    headline: `Tag ${secret?.name ?? input.secret_id}`,
    consequences: [
      ...Object.entries(input.tags).map(([key, value]) => {
        const old = secret?.tags[key];
        return old === undefined ? `Adds ${key}=${value}.` : `Changes ${key} from ${old} to ${value}.`;
      }),
      'Rights that depend on tags change with them.',
    ],
    acceptLabel: 'Tag',
  }),
  async run({ service, signal }, input, { arn = input.secret_id }) {
    await service.tagResource({ secretId: arn, tags: input.tags }, signal);
    return { arn };
  },
  async settle({ service, signal }, input, { arn = input.secret_id }) {
    const found = await service.describeSecret(arn, signal);
    return Object.entries(input.tags).every(([key, value]) => found.tags[key] === value) ? { arn: found.arn } : undefined;
  },
  toAgent: ({ arn }) => `Tagged.\narn: ${word(arn)}`,
});
