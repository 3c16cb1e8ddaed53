import * as z from 'zod';
import { nextToken, pageSize } from '../limits.ts';
import { defineOperation, promptHints } from '../operation.ts';
import { secretLine } from '../outputText.ts';
import { where } from './arguments.ts';

const search = z.string().min(1).max(512).optional();
promptHints.add(search, { prompt: 'Words to look for in names, descriptions and tags; empty lists all' });

export const listSecrets = defineOperation({
  name: 'list_secrets',
  title: 'List Secrets',
  description: 'Lists secrets, one line each, with a token for the next page, and no value.',
  api: 'ListSecrets',
  risk: 'read',
  needs: 'list',
  target: 'region',
  appliesTo: ['region'],
  palette: 'none',
  input: z.strictObject({
    ...where,
    name_prefix: z.string().min(1).max(512).optional(),
    search,
    include_deleted: z.boolean().optional(),
    max_results: pageSize.optional(),
    next_token: nextToken.optional(),
  }),
  run: ({ service, signal }, input) =>
    service.listSecrets(
      {
        maxResults: input.max_results ?? 100,
        ...(input.name_prefix === undefined ? {} : { namePrefix: input.name_prefix }),
        ...(input.search === undefined ? {} : { search: input.search }),
        ...(input.include_deleted === undefined ? {} : { includePlannedDeletion: input.include_deleted }),
        ...(input.next_token === undefined ? {} : { nextToken: input.next_token }),
      },
      signal,
    ),
  toAgent: (page) => {
    const lines = page.secrets.map(secretLine);
    const more = page.nextToken === undefined ? [] : [`next_token: ${page.nextToken}`];
    return [`${lines.length} secrets (name|changed)`, ...lines, ...more].join('\n');
  },
});
