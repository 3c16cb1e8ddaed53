import * as z from 'zod';
import { nextToken, pageSize } from '../limits.ts';
import { defineOperation } from '../operation.ts';
import { pageLine, secretLine } from '../outputText.ts';
import { parseSecretFilter } from '../secretFilter.ts';
import { where } from './arguments.ts';

export const listSecrets = defineOperation({
  name: 'list_secrets',
  title: 'List Secrets',
  description: 'Lists secrets, not values.',
  api: 'ListSecrets',
  risk: 'read',
  needs: 'list',
  target: 'region',
  appliesTo: ['region'],
  palette: 'none',
  input: z.strictObject({
    ...where,
    search: z.string().max(2_048).describe('word !word name:prod/ description: tag-key: tag-value: owner: sort:-changed').optional(),
    include_deleted: z.boolean().optional(),
    max_results: pageSize.optional(),
    next_token: nextToken.optional(),
  }),
  async run({ service, signal }, input) {
    // Not by the schema: what it refuses is said before known values are looked for, and a fault quotes the search.
    const { deletedOnly, filters, ...order } = parseSecretFilter(input.search ?? '');
    const withDeleted = deletedOnly || input.include_deleted;
    const page = await service.listSecrets(
      {
        ...order,
        ...(filters.length === 0 ? {} : { filters }),
        maxResults: input.max_results ?? 100,
        ...(withDeleted === undefined ? {} : { includePlannedDeletion: withDeleted }),
        ...(input.next_token === undefined ? {} : { nextToken: input.next_token }),
      },
      signal,
    );
    return deletedOnly ? { ...page, secrets: page.secrets.filter(({ deletedDate }) => deletedDate !== undefined) } : page;
  },
  toAgent: (page) => {
    const lines = page.secrets.map(secretLine);
    return [`${lines.length} secrets (name|changed)`, ...lines, ...pageLine(page.nextToken)].join('\n');
  },
});
