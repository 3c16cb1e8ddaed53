import type { Context } from './sandboxOperation.ts';
import type { Replica, Secret, Version } from './secret.ts';

// The shapes of answers. JSON.stringify leaves undefined members out, as the
// service does with what a secret does not have.

/** Epoch seconds, the way AWS JSON 1.1 writes a timestamp. */
export function seconds(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : milliseconds / 1000;
}

/** Last-accessed dates have the resolution of a day. */
export function day(milliseconds: number): number {
  return milliseconds - (milliseconds % 86_400_000);
}

export function identify(secret: Secret): { ARN: string; Name: string } {
  return { ARN: secret.arn, Name: secret.name };
}

export function stagesByVersion(secret: Secret): Record<string, string[]> | undefined {
  const labelled = secret.versions.filter((version) => version.stages.length > 0);
  return labelled.length === 0 ? undefined : Object.fromEntries(labelled.map((version) => [version.id, version.stages]));
}

/** What DescribeSecret and the entries of ListSecrets have in common. */
export function metadata(secret: Secret): Record<string, unknown> {
  return {
    ...identify(secret),
    Type: secret.type,
    Description: secret.description,
    KmsKeyId: secret.kmsKeyId,
    RotationEnabled: secret.rotation?.enabled,
    RotationLambdaARN: secret.rotation?.lambdaArn,
    RotationRules: secret.rotation?.rules,
    ExternalSecretRotationRoleArn: secret.rotation?.externalRoleArn,
    ExternalSecretRotationMetadata: secret.rotation?.externalMetadata,
    LastRotatedDate: seconds(secret.rotation?.lastRotatedAt),
    NextRotationDate: seconds(secret.rotation?.nextRotationAt),
    LastChangedDate: seconds(secret.changedAt),
    LastAccessedDate: seconds(secret.accessedAt),
    // The time of the request; when it is carried out only the answer to the request says. Older files know just that.
    DeletedDate: seconds(secret.deletedAt ?? secret.deleteAfter),
    Tags: secret.tags,
    OwningService: secret.owningService,
    CreatedDate: seconds(secret.createdAt),
    PrimaryRegion: secret.primaryRegion,
  };
}

export function replicationStatus(secret: Secret, { vaultOf }: Pick<Context, 'vaultOf'>): Record<string, unknown>[] | undefined {
  if (secret.replicas.length === 0) return undefined;
  return secret.replicas.map((replica) => replicaStatus(replica, vaultOf(replica.region).get(secret.name)));
}

/** The same as the call answers that asked for these regions: what became of them is known only afterwards. */
export function startedReplication(
  secret: Secret,
  context: Pick<Context, 'vaultOf'>,
  regions: readonly string[],
): Record<string, unknown>[] {
  return (replicationStatus(secret, context) ?? []).map((status, index) =>
    regions.includes(secret.replicas[index]?.region ?? '') ? { ...status, Status: 'InProgress', StatusMessage: undefined } : status,
  );
}

function replicaStatus({ region, kmsKeyId, failure }: Replica, there: Secret | undefined): Record<string, unknown> {
  return {
    Region: region,
    KmsKeyId: kmsKeyId ?? 'alias/aws/secretsmanager',
    Status: failure === undefined ? 'InSync' : 'Failed',
    StatusMessage: failure,
    LastAccessedDate: failure === undefined ? seconds(there?.accessedAt) : undefined,
  };
}

export function valueEntry(secret: Secret, version: Version): Record<string, unknown> {
  return {
    ...identify(secret),
    VersionId: version.id,
    ...version.value,
    VersionStages: version.stages,
    CreatedDate: seconds(version.createdAt),
  };
}
