import * as z from 'zod';
import * as fields from '../fields.ts';
import { findSecret } from '../findSecret.ts';
import { page } from '../paging.ts';
import { defineSandboxOperation } from '../sandboxOperation.ts';
import { identify, seconds } from '../wire.ts';

export const listSecretVersionIds = defineSandboxOperation({
  name: 'ListSecretVersionIds',
  changes: false,
  input: z.object({
    SecretId: fields.secretId,
    IncludeDeprecated: z.boolean().default(false),
    MaxResults: z.int().min(1).max(100).default(100),
    NextToken: fields.nextToken.optional(),
  }),
  run(input, context) {
    const secret = findSecret(input.SecretId, context);
    const listed = secret.versions.filter((version) => input.IncludeDeprecated || version.stages.length > 0);
    const { items, nextToken } = page(listed, {
      positionOf: (version) => [version.createdAt, version.id],
      descending: true,
      maxResults: input.MaxResults,
      nextToken: input.NextToken,
    });
    return {
      ...identify(secret),
      Versions: items.map((version) => ({
        VersionId: version.id,
        VersionStages: version.stages,
        CreatedDate: seconds(version.createdAt),
        LastAccessedDate: seconds(version.accessedAt),
        KmsKeyIds: [secret.kmsKeyId ?? 'DefaultEncryptionKey'],
      })),
      NextToken: nextToken,
    };
  },
});
