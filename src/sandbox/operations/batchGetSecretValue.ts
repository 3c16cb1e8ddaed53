import * as z from 'zod';
import { AwsError, invalidParameter } from '../awsError.ts';
import * as fields from '../fields.ts';
import { matchesFilters } from '../filtering.ts';
import { findActiveSecret } from '../findSecret.ts';
import { page } from '../paging.ts';
import { readVersion } from '../readVersion.ts';
import { defineSandboxOperation } from '../sandboxOperation.ts';
import type { Context } from '../sandboxOperation.ts';
import { valueEntry } from '../wire.ts';

const maxSecrets = 20;

export const batchGetSecretValue = defineSandboxOperation({
  name: 'BatchGetSecretValue',
  changes: false,
  input: z.object({
    SecretIdList: z.array(fields.secretId).min(1).max(maxSecrets).optional(),
    Filters: fields.filters.optional(),
    MaxResults: z.int().min(1).max(maxSecrets).optional(),
    NextToken: fields.nextToken.optional(),
  }),
  run(input, context) {
    if ((input.SecretIdList === undefined) === (input.Filters === undefined)) {
      throw invalidParameter("Either 'SecretIdList' or 'Filters' must be provided, but not both.");
    }
    if (input.SecretIdList) {
      if (input.MaxResults !== undefined) {
        throw invalidParameter("'Filters' must also be specified when 'MaxResults' is provided.");
      }
      return readEach(input.SecretIdList, context);
    }
    const matching = [...context.vault.values()].filter(
      (secret) => secret.deleteAfter === undefined && matchesFilters(secret, input.Filters ?? []),
    );
    const { items, nextToken } = page(matching, {
      positionOf: (secret) => [secret.createdAt, secret.name],
      descending: true,
      maxResults: input.MaxResults ?? maxSecrets,
      nextToken: input.NextToken,
    });
    return {
      ...readEach(
        items.map((secret) => secret.arn),
        context,
      ),
      NextToken: nextToken,
    };
  },
});

function readEach(secretIds: readonly string[], context: Context): Record<string, unknown> {
  const SecretValues: Record<string, unknown>[] = [];
  const Errors: { SecretId: string; ErrorCode: string; Message: string }[] = [];
  for (const SecretId of secretIds) {
    try {
      const secret = findActiveSecret(SecretId, context);
      context.mayRead(secret);
      SecretValues.push(valueEntry(secret, readVersion(secret, {}, context.now)));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      Errors.push({ SecretId, ErrorCode: error.code, Message: error.message });
    }
  }
  return { SecretValues, Errors };
}
