import * as z from 'zod';
import * as fields from '../fields.ts';
import { matchesFilters } from '../filtering.ts';
import { page } from '../paging.ts';
import type { Position } from '../paging.ts';
import { defineSandboxOperation } from '../sandboxOperation.ts';
import type { Secret } from '../secret.ts';
import { metadata, stagesByVersion } from '../wire.ts';

export const listSecrets = defineSandboxOperation({
  name: 'ListSecrets',
  changes: false,
  input: z.object({
    Filters: fields.filters.default([]),
    IncludePlannedDeletion: z.boolean().default(false),
    MaxResults: z.int().min(1).max(100).default(100),
    NextToken: fields.nextToken.optional(),
    SortBy: fields.sortBy.default('created-date'),
    SortOrder: fields.sortOrder.default('desc'),
  }),
  run(input, context) {
    const listed = [...context.vault.values()].filter(
      (secret) => (input.IncludePlannedDeletion || secret.deleteAfter === undefined) && matchesFilters(secret, input.Filters),
    );
    const { items, nextToken } = page(listed, {
      positionOf: positions[input.SortBy],
      descending: input.SortOrder === 'desc',
      maxResults: input.MaxResults,
      nextToken: input.NextToken,
    });
    return {
      SecretList: items.map((secret) => ({
        ...metadata(secret),
        SecretVersionsToStages: stagesByVersion(secret),
      })),
      NextToken: nextToken,
    };
  },
});

const positions: Record<z.infer<typeof fields.sortBy>, (secret: Secret) => Position> = {
  name: (secret) => [secret.name, secret.arn],
  'created-date': (secret) => [secret.createdAt, secret.name],
  'last-changed-date': (secret) => [secret.changedAt, secret.name],
  'last-accessed-date': (secret) => [secret.accessedAt ?? 0, secret.name],
};
