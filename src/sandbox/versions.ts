import { invalidParameter, limitExceeded, resourceExists } from './awsError.ts';
import type { Secret, SecretValue, Version } from './secret.ts';

const maxUnlabelled = 100;
const dayMs = 86_400_000;
export const maxStages = 20;

/** The value of a request, or undefined when it carries none. */
export function readValue(input: { SecretString?: string | undefined; SecretBinary?: string | undefined }): SecretValue | undefined {
  if (input.SecretString !== undefined && input.SecretBinary !== undefined) {
    throw invalidParameter("You can't specify both a binary secret value and a string secret value in the same secret.");
  }
  if (input.SecretString !== undefined) return { SecretString: input.SecretString };
  if (input.SecretBinary !== undefined) return { SecretBinary: input.SecretBinary };
  return undefined;
}

export function requireToken(token: string | undefined): string {
  if (token !== undefined) return token;
  throw invalidParameter('You must provide a ClientRequestToken value. We recommend a UUID-type value.');
}

export function findVersion(secret: Secret, id: string): Version | undefined {
  return secret.versions.find((version) => version.id === id);
}

export function findStage(secret: Secret, stage: string): Version | undefined {
  return secret.versions.find((version) => version.stages.includes(stage));
}

export function tokenInUse(secret: Secret, token: string): Error {
  return resourceExists(
    `You can't use ClientRequestToken ${token} because that value is already in use for a version of secret ${secret.arn}.`,
  );
}

/**
 * Adds a version under the given token and moves the labels to it. The same
 * token with the same value is the same request again and changes nothing.
 */
export function putVersion(
  secret: Secret,
  request: { token: string; value: SecretValue; stages: readonly string[]; now: number },
): Version {
  const existing = findVersion(secret, request.token);
  if (existing) {
    if (!sameValue(existing.value, request.value)) throw tokenInUse(secret, request.token);
    return existing;
  }
  const isFirst = secret.versions.length === 0;
  const version: Version = {
    id: request.token,
    value: request.value,
    stages: [],
    createdAt: request.now,
  };
  secret.versions.push(version);
  secret.changedAt = request.now;
  for (const stage of request.stages) moveStage(secret, stage, version);
  if (isFirst) moveStage(secret, 'AWSCURRENT', version);
  pruneDeprecated(secret, request.now);
  return version;
}

/** Moves a label; AWSPREVIOUS follows to wherever AWSCURRENT was taken from. */
export function moveStage(secret: Secret, stage: string, to: Version): void {
  const from = findStage(secret, stage);
  if (from === to) return;
  if (!from && secret.versions.flatMap(({ stages }) => stages).length >= maxStages) {
    throw limitExceeded(`The versions of a secret can have at most ${maxStages} staging labels together.`);
  }
  if (from) removeStage(from, stage);
  to.stages.push(stage);
  if (stage !== 'AWSCURRENT' || !from) return;
  const previous = findStage(secret, 'AWSPREVIOUS');
  if (previous) removeStage(previous, 'AWSPREVIOUS');
  from.stages.push('AWSPREVIOUS');
}

export function removeStage(version: Version, stage: string): void {
  version.stages = version.stages.filter((each) => each !== stage);
}

function sameValue(a: SecretValue, b: SecretValue): boolean {
  if ('SecretString' in a) return 'SecretString' in b && a.SecretString === b.SecretString;
  return 'SecretBinary' in b && Buffer.from(a.SecretBinary, 'base64').equals(Buffer.from(b.SecretBinary, 'base64'));
}

function pruneDeprecated(secret: Secret, now: number): void {
  const deprecated = secret.versions.filter((version) => version.stages.length === 0);
  const surplus = deprecated.slice(0, Math.max(0, deprecated.length - maxUnlabelled)).filter((version) => now - version.createdAt > dayMs);
  if (surplus.length === 0) return;
  secret.versions = secret.versions.filter((version) => !surplus.includes(version));
}
