import * as z from 'zod';
import { nextToken } from '../limits.ts';
import { defineOperation } from '../operation.ts';
import { day, labels, pageLine, word } from '../outputText.ts';
import { whichSecret } from './arguments.ts';

export const listSecretVersionIds = defineOperation({
  name: 'list_secret_version_ids',
  title: 'List Versions',
  description: "Lists a secret's versions with their staging labels and dates.",
  api: 'ListSecretVersionIds',
  risk: 'read',
  needs: 'describe',
  target: 'secret',
  toolset: 'rotation',
  appliesTo: ['secret', 'deletedSecret'],
  palette: 'none',
  input: z.strictObject({
    ...whichSecret,
    include_deprecated: z.boolean().optional(),
    next_token: nextToken.optional(),
  }),
  run: ({ service, signal }, input) =>
    service.listSecretVersionIds(
      {
        secretId: input.secret_id,
        maxResults: 100,
        ...(input.include_deprecated === undefined ? {} : { includeDeprecated: input.include_deprecated }),
        ...(input.next_token === undefined ? {} : { nextToken: input.next_token }),
      },
      signal,
    ),
  toAgent: ({ versions, nextToken: next }) => {
    const lines = versions.map((version) => [word(version.versionId), labels(version.stages), day(version.createdDate)].join('|'));
    return [`${lines.length} versions (id|labels|created)`, ...lines, ...pageLine(next)].join('\n');
  },
});
