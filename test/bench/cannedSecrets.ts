import { nameInArn } from '../../src/core/secretsService.ts';

const environments = ['prod', 'staging', 'dev', 'qa'] as const;
const teams = ['billing', 'search', 'identity', 'orders', 'media', 'fraud', 'ml', 'edge'] as const;
const kinds = ['db/password', 'api-key', 'tls/cert', 'oauth/client', 'webhook/token'] as const;

/** Seconds since 1970, as the service writes dates. */
const changed = 1_710_000_000;

export const cannedRegion = 'us-east-1';

/** The name, description and tags of one of many made-up secrets. */
export function cannedSecret(index: number) {
  const environment = environments[index % environments.length] ?? '';
  const team = teams[(index >> 2) % teams.length] ?? '';
  const name = `${environment}/${team}/svc-${String(index).padStart(6, '0')}/${kinds[index % kinds.length] ?? ''}`;
  return { name, description: `Credential ${index} for ${team}`, tags: { team, env: environment } };
}

function wireSecret(index: number) {
  const { name, description, tags } = cannedSecret(index);
  return {
    ARN: arnOf(name),
    Name: name,
    Description: description,
    CreatedDate: changed - 10_000_000,
    LastChangedDate: changed + index,
    LastAccessedDate: changed + 86_400,
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    SecretVersionsToStages: { 'a1b2c3d4-5678-90ab-cdef-example11111': ['AWSCURRENT'] },
    RotationEnabled: index % 3 === 0,
  };
}

/** The answer to DescribeSecret about any name or ARN, as the service writes it. */
export function cannedDescribe(secretId: string): string {
  const name = secretId.startsWith('arn:') ? nameInArn(secretId) : secretId;
  const { SecretVersionsToStages: VersionIdsToStages, ...rest } = wireSecret(1);
  return JSON.stringify({ ...rest, Name: name, ARN: arnOf(name), VersionIdsToStages });
}

/** The answer to ListSecrets for the 100 secrets from an index on; the token of the next page is its index. */
export function cannedPage(from: number, total: number): string {
  const end = Math.min(total, from + 100);
  const list = Array.from({ length: end - from }, (_, place) => wireSecret(from + place));
  return JSON.stringify({ SecretList: list, ...(end < total ? { NextToken: String(end) } : {}) });
}

function arnOf(name: string): string {
  return `arn:aws:secretsmanager:${cannedRegion}:111122223333:secret:${name}-AbCdEf`;
}
