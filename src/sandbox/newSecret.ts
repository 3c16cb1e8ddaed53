import { randomInt } from 'node:crypto';
import type { Secret } from './secret.ts';

const suffixCharacters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** A secret without versions, under a fresh ARN. */
export function newSecret(where: { account: string; region: string }, name: string, now: number): Secret {
  return {
    arn: `arn:aws:secretsmanager:${where.region}:${where.account}:secret:${name}-${randomSuffix()}`,
    name,
    tags: [],
    versions: [],
    replicas: [],
    createdAt: now,
    changedAt: now,
  };
}

function randomSuffix(): string {
  return Array.from({ length: 6 }, () => suffixCharacters.charAt(randomInt(suffixCharacters.length))).join('');
}
