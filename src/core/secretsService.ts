import type { RotationRules } from './rotationSchedule.ts';
import type { SecretSearch } from './secretFilter.ts';
import type { SecretText } from './secretText.ts';

/** Tags as AWS returns them, by key. */
export type Tags = Readonly<Record<string, string>>;

/** A secret as ListSecrets returns it. Dates are ISO 8601. */
export interface SecretSummary {
  readonly name: string;
  readonly arn: string;
  readonly description?: string;
  readonly tags: Tags;
  readonly lastChangedDate?: string;
  readonly lastAccessedDate?: string;
  /** When its deletion was asked for, not when it happens; absent for a live secret. */
  readonly deletedDate?: string;
  readonly rotationEnabled: boolean;
  readonly nextRotationDate?: string;
  /** The service that manages it, such as `rds`. */
  readonly owningService?: string;
  /** Where the primary of a replicated secret lives. */
  readonly primaryRegion?: string;
}

export interface SecretVersion {
  readonly versionId: string;
  readonly stages: readonly string[];
}

/** A secret as DescribeSecret returns it. */
export interface SecretDetail extends SecretSummary {
  readonly kmsKeyId?: string;
  readonly createdDate?: string;
  readonly lastRotatedDate?: string;
  readonly rotationSchedule?: string;
  /** How long its window is open, such as `2h`. */
  readonly rotationDuration?: string;
  readonly rotationLambdaArn?: string;
  /** The partner that holds a managed external secret. */
  readonly type?: string;
  readonly externalRotationRoleArn?: string;
  readonly externalRotationMetadata?: Tags;
  readonly versions: readonly SecretVersion[];
  readonly replicas: readonly Replica[];
}

/** A copy in another region, as its primary knows it. */
export interface Replica {
  readonly region: string;
  /** `InSync`, `InProgress` or `Failed`. */
  readonly status: string;
  /** Why it failed, in AWS's words. */
  readonly message?: string;
  readonly kmsKeyId?: string;
  /** When it was last read in its region; absent where it never was. */
  readonly lastAccessedDate?: string;
}

export interface Replication {
  readonly secretId: string;
  readonly regions: readonly { readonly region: string; readonly kmsKeyId?: string }[];
  /** Takes the place of another secret of that name in a region. */
  readonly overwrite: boolean;
}

/** What several secrets came to that were read at once. Each that was asked for is in one of the two. */
export interface ValueBatch {
  readonly values: readonly SecretValue[];
  readonly failures: readonly { readonly secretId: string; readonly code: string }[];
}

/** By name, ascending, unless said otherwise. */
export interface ListSecretsQuery extends Partial<Omit<SecretSearch, 'deletedOnly'>> {
  readonly includePlannedDeletion?: boolean;
  /** 1 to 100. */
  readonly maxResults?: number;
  readonly nextToken?: string;
}

export interface SecretPage {
  readonly secrets: readonly SecretSummary[];
  readonly nextToken?: string;
}

export interface SecretValue {
  readonly name: string;
  readonly arn: string;
  readonly versionId: string;
  readonly stages: readonly string[];
  readonly createdDate?: string;
  readonly value: SecretText;
}

export interface NewSecret {
  readonly name: string;
  readonly description?: string;
  readonly kmsKeyId?: string;
  readonly tags?: Tags;
  /** The partner that holds a managed external secret, in AWS's own word. */
  readonly type?: string;
  /** Where it is replicated to from its beginning. */
  readonly replicaRegions?: readonly string[];
  readonly value: SecretText;
  /** Stored before sending, so that a redo after a cut is the same write. */
  readonly clientRequestToken: string;
}

export interface NewVersion {
  readonly secretId: string;
  readonly value: SecretText;
  /** Stored before sending, so that a redo after a cut is the same write. */
  readonly clientRequestToken: string;
}

export interface SecretChange {
  readonly secretId: string;
  readonly description?: string;
  /** Empty goes back to the account's default key. */
  readonly kmsKeyId?: string;
}

/** A version as ListSecretVersionIds returns it. */
export interface ListedVersion extends SecretVersion {
  readonly createdDate?: string;
  readonly lastAccessedDate?: string;
}

export interface VersionPage {
  readonly versions: readonly ListedVersion[];
  readonly nextToken?: string;
}

/** How a random password is made. What is left out is as AWS does by default. */
export interface PasswordRules {
  /** 1 to 4,096. */
  readonly length?: number;
  readonly excludeCharacters?: string;
  readonly excludeNumbers?: boolean;
  readonly excludePunctuation?: boolean;
  readonly excludeUppercase?: boolean;
  readonly excludeLowercase?: boolean;
  readonly includeSpace?: boolean;
  readonly requireEachIncludedType?: boolean;
}

export interface VersionsQuery {
  readonly secretId: string;
  /** With those that have no staging label any more. */
  readonly includeDeprecated?: boolean;
  /** 1 to 100. */
  readonly maxResults?: number;
  readonly nextToken?: string;
}

/** What a check of a resource policy found. */
export interface PolicyFinding {
  readonly check: string;
  readonly message: string;
}

/** What is left out stays as it is. */
export interface RotationChange {
  readonly secretId: string;
  readonly lambdaArn?: string;
  readonly rules?: RotationRules;
  readonly rotateImmediately: boolean;
  /** For a managed external secret: what its partner asks for. */
  readonly externalMetadata?: Tags;
  readonly externalRoleArn?: string;
  /** Becomes the id of the new version, so that a redo after a cut is the same rotation. */
  readonly clientRequestToken: string;
}

/** Moves a staging label to a version, away from one, or both. */
export interface StageMove {
  readonly secretId: string;
  readonly versionStage: string;
  readonly moveToVersionId?: string;
  readonly removeFromVersionId?: string;
}

export interface CallerIdentity {
  readonly accountId: string;
  readonly arn: string;
}

/**
 * The port to one account in one region: the methods operations need, and nothing more. Every method
 * throws CustodyError and stops when the signal aborts. `secretId` is a name or an ARN.
 */
export interface SecretsService {
  /** Whose the sign-in is. With `oncePerSignIn`, AWS is asked only where it was not since the last sign-in. */
  getCallerIdentity(signal: AbortSignal, how?: { readonly oncePerSignIn?: boolean }): Promise<CallerIdentity>;
  listSecrets(query: ListSecretsQuery, signal: AbortSignal): Promise<SecretPage>;
  describeSecret(secretId: string, signal: AbortSignal): Promise<SecretDetail>;
  getSecretValue(
    query: { readonly secretId: string; readonly versionId?: string; readonly versionStage?: string },
    signal: AbortSignal,
  ): Promise<SecretValue>;
  /** At most 20 at once. */
  batchGetSecretValue(secretIds: readonly string[], signal: AbortSignal): Promise<ValueBatch>;
  getRandomPassword(rules: PasswordRules, signal: AbortSignal): Promise<SecretText>;
  createSecret(secret: NewSecret, signal: AbortSignal): Promise<{ readonly arn: string; readonly versionId: string }>;
  deleteSecret(
    request: { readonly secretId: string; readonly recoveryWindowInDays: number } | { readonly secretId: string; readonly force: true },
    signal: AbortSignal,
  ): Promise<{ readonly arn: string; readonly deletionDate: string }>;
  restoreSecret(secretId: string, signal: AbortSignal): Promise<{ readonly arn: string }>;
  putSecretValue(version: NewVersion, signal: AbortSignal): Promise<{ readonly arn: string; readonly versionId: string }>;
  updateSecret(change: SecretChange, signal: AbortSignal): Promise<{ readonly arn: string }>;
  listSecretVersionIds(query: VersionsQuery, signal: AbortSignal): Promise<VersionPage>;
  tagResource(request: { readonly secretId: string; readonly tags: Tags }, signal: AbortSignal): Promise<void>;
  untagResource(request: { readonly secretId: string; readonly tagKeys: readonly string[] }, signal: AbortSignal): Promise<void>;
  /** `policy` is undefined for a secret that has none. */
  getResourcePolicy(secretId: string, signal: AbortSignal): Promise<{ readonly arn: string; readonly policy?: string }>;
  /** With the secret it is for, where there is one: a role may be allowed to ask for that one alone. */
  validateResourcePolicy(
    policy: string,
    signal: AbortSignal,
    secretId?: string,
  ): Promise<{ readonly passed: boolean; readonly findings: readonly PolicyFinding[] }>;
  putResourcePolicy(
    request: { readonly secretId: string; readonly policy: string; readonly blockPublicPolicy: boolean },
    signal: AbortSignal,
  ): Promise<{ readonly arn: string }>;
  deleteResourcePolicy(secretId: string, signal: AbortSignal): Promise<{ readonly arn: string }>;
  /** The version is the one a rotation makes, where one was started. */
  rotateSecret(change: RotationChange, signal: AbortSignal): Promise<{ readonly arn: string; readonly versionId?: string }>;
  /** The version is one that a rotation had begun. */
  cancelRotateSecret(secretId: string, signal: AbortSignal): Promise<{ readonly arn: string; readonly versionId?: string }>;
  updateSecretVersionStage(move: StageMove, signal: AbortSignal): Promise<{ readonly arn: string }>;
  replicateSecretToRegions(replication: Replication, signal: AbortSignal): Promise<{ readonly replicas: readonly Replica[] }>;
  removeRegionsFromReplication(
    request: { readonly secretId: string; readonly regions: readonly string[] },
    signal: AbortSignal,
  ): Promise<{ readonly replicas: readonly Replica[] }>;
  /** Is asked for in the replica's region. */
  stopReplicationToReplica(secretId: string, signal: AbortSignal): Promise<{ readonly arn: string }>;
}

/** The name in a secret's ARN, without the six random characters behind it. */
export function nameInArn(arn: string): string {
  return arn.replace(/^(?:[^:]*:){6}/, '').replace(/-[A-Za-z0-9]{6}$/, '');
}
