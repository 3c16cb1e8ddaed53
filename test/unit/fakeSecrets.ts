import { CustodyError } from '../../src/core/errors.ts';
import type {
  NewSecret,
  PolicyFinding,
  Replica,
  SecretDetail,
  SecretsService,
  SecretVersion,
  Tags,
} from '../../src/core/secretsService.ts';
import { SecretText } from '../../src/core/secretText.ts';
import { moveStage } from '../fakes/moveStage.ts';
import { passesFilters } from '../fakes/passesFilters.ts';

export interface FakeSecret {
  readonly name: string;
  readonly arn: string;
  description?: string;
  kmsKeyId?: string;
  tags: Tags;
  versions: SecretVersion[];
  value: SecretText;
  deletedDate?: string;
  lastAccessedDate?: string;
  rotationEnabled: boolean;
  rotationSchedule?: string;
  rotationDuration?: string;
  rotationLambdaArn?: string;
  nextRotationDate?: string;
  type?: string;
  owningService?: string;
  primaryRegion?: string;
  replicas: Replica[];
  policy?: string;
}

export type Method = keyof SecretsService;

type ChangingMethod =
  | 'createSecret'
  | 'putSecretValue'
  | 'updateSecret'
  | 'tagResource'
  | 'untagResource'
  | 'putResourcePolicy'
  | 'deleteResourcePolicy'
  | 'deleteSecret'
  | 'restoreSecret'
  | 'rotateSecret'
  | 'cancelRotateSecret'
  | 'updateSecretVersionStage'
  | 'replicateSecretToRegions'
  | 'removeRegionsFromReplication'
  | 'stopReplicationToReplica';

export interface FakeSecrets {
  readonly service: SecretsService;
  /** Every call of the port, in order, with what was asked. */
  readonly calls: { readonly method: Method; readonly asked: unknown }[];
  /** Runs in front of a method: throws, hangs or changes something. */
  readonly before: Partial<Record<Method, () => Promise<void> | void>>;
  /** Runs after a change was made, in front of its answer: throws or hangs to lose it. */
  readonly after: Partial<Record<ChangingMethod, () => Promise<void> | void>>;
  /** The AWS account it signs in to. */
  accountId: string;
  /** What a validation of a policy finds. */
  findings: readonly PolicyFinding[];
  add(name: string, value: string | SecretText, more?: Partial<FakeSecret>): FakeSecret;
  /** The secret of that name or ARN, deleted ones included. */
  find(id: string): FakeSecret | undefined;
}

export const fakeRegion = 'eu-west-1';
export const fakeAccountId = '111122223333';

export const fakePassword = 'wT4#kQ9z!mB7&xLp2@vN8$rJ5^cH3*dF';

export function arnOf(name: string): string {
  return `arn:aws:secretsmanager:${fakeRegion}:${fakeAccountId}:secret:${name}-AbCdEf`;
}

/** Secrets Manager in memory, as far as core can tell the difference. `onCall` sees each call before it does anything. */
export function createFakeSecrets(onCall: (method: Method) => void = () => undefined): FakeSecrets {
  const secrets = new Map<string, FakeSecret>();
  const calls: { method: Method; asked: unknown }[] = [];
  const before: FakeSecrets['before'] = {};
  const after: FakeSecrets['after'] = {};
  const byId = (id: string): FakeSecret | undefined => [...secrets.values()].find(({ name, arn }) => name === id || arn === id);

  async function called(method: Method, asked: unknown, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    calls.push({ method, asked });
    onCall(method);
    await before[method]?.();
    signal.throwIfAborted();
  }

  function existing(id: string): FakeSecret {
    const secret = byId(id);
    if (!secret) throw new CustodyError('secret_not_found', 'There is no such secret.');
    return secret;
  }

  function living(id: string): FakeSecret {
    const secret = existing(id);
    if (secret.deletedDate !== undefined) throw new CustodyError('secret_pending_deletion', `${secret.name} is scheduled for deletion.`);
    return secret;
  }

  const fake: FakeSecrets = {
    calls,
    before,
    after,
    accountId: fakeAccountId,
    findings: [],
    find: byId,
    add(name, value, more = {}) {
      const secret: FakeSecret = {
        name,
        arn: arnOf(name),
        tags: {},
        versions: [{ versionId: '11111111-1111-1111-1111-111111111111', stages: ['AWSCURRENT'] }],
        value: typeof value === 'string' ? SecretText.of(value) : value,
        rotationEnabled: false,
        replicas: [],
        ...more,
      };
      secrets.set(name, secret);
      return secret;
    },
    service: {
      async getCallerIdentity(signal) {
        await called('getCallerIdentity', undefined, signal);
        return { accountId: fake.accountId, arn: `arn:aws:sts::${fake.accountId}:assumed-role/dev/me` };
      },
      async listSecrets(query, signal) {
        await called('listSecrets', query, signal);
        const found = [...secrets.values()].filter(
          (secret) => passesFilters(secret, query.filters) && (query.includePlannedDeletion === true || secret.deletedDate === undefined),
        );
        return { secrets: found.map(detailOf) };
      },
      async describeSecret(id, signal) {
        await called('describeSecret', id, signal);
        return detailOf(existing(id));
      },
      async getSecretValue(query, signal) {
        await called('getSecretValue', query, signal);
        const { name, arn, value, versions } = living(query.secretId);
        const [{ versionId, stages } = { versionId: '', stages: [] }] = versions;
        return { name, arn, value, versionId, stages };
      },
      async batchGetSecretValue(ids, signal) {
        await called('batchGetSecretValue', ids, signal);
        const found = ids.map((id) => [id, byId(id)] as const);
        return {
          values: found.flatMap(([, secret]) =>
            secret && secret.deletedDate === undefined
              ? [{ name: secret.name, arn: secret.arn, value: secret.value, versionId: secret.versions[0]?.versionId ?? '', stages: [] }]
              : [],
          ),
          failures: found.flatMap(([secretId, secret]) =>
            secret && secret.deletedDate === undefined
              ? []
              : [{ secretId, code: secret ? 'InvalidRequestException' : 'ResourceNotFoundException' }],
          ),
        };
      },
      async getRandomPassword(rules, signal) {
        await called('getRandomPassword', rules, signal);
        return SecretText.of(fakePassword);
      },
      async createSecret(secret: NewSecret, signal) {
        await called('createSecret', secret, signal);
        if (byId(secret.name)) throw new CustodyError('secret_exists', `${secret.name} exists.`);
        const versions = [{ versionId: secret.clientRequestToken, stages: ['AWSCURRENT'] }];
        const { arn } = fake.add(secret.name, secret.value, { versions, ...(secret.tags ? { tags: secret.tags } : {}) });
        await after.createSecret?.();
        return { arn, versionId: secret.clientRequestToken };
      },
      async deleteSecret(request, signal) {
        await called('deleteSecret', request, signal);
        const secret = living(request.secretId);
        const days = 'force' in request ? 0 : request.recoveryWindowInDays;
        const now = Date.UTC(2026, 10, 20);
        const deletionDate = new Date(now + days * 86_400_000).toISOString();
        if ('force' in request) secrets.delete(secret.name);
        else secret.deletedDate = new Date(now).toISOString();
        await after.deleteSecret?.();
        return { arn: secret.arn, deletionDate };
      },
      async putSecretValue(version, signal) {
        await called('putSecretValue', version, signal);
        const secret = living(version.secretId);
        const older = secret.versions.map(({ versionId }, index) => ({ versionId, stages: index === 0 ? ['AWSPREVIOUS'] : [] }));
        secret.versions = [{ versionId: version.clientRequestToken, stages: ['AWSCURRENT'] }, ...older];
        secret.value = version.value;
        await after.putSecretValue?.();
        return { arn: secret.arn, versionId: version.clientRequestToken };
      },
      async updateSecret({ secretId, ...edit }, signal) {
        await called('updateSecret', { secretId, ...edit }, signal);
        const secret = Object.assign(living(secretId), edit);
        await after.updateSecret?.();
        return { arn: secret.arn };
      },
      async listSecretVersionIds(query, signal) {
        await called('listSecretVersionIds', query, signal);
        return { versions: structuredClone(existing(query.secretId).versions) };
      },
      async tagResource(request, signal) {
        await called('tagResource', request, signal);
        const secret = living(request.secretId);
        secret.tags = { ...secret.tags, ...request.tags };
        await after.tagResource?.();
      },
      async untagResource(request, signal) {
        await called('untagResource', request, signal);
        const secret = living(request.secretId);
        secret.tags = Object.fromEntries(Object.entries(secret.tags).filter(([key]) => !request.tagKeys.includes(key)));
        await after.untagResource?.();
      },
      async getResourcePolicy(id, signal) {
        await called('getResourcePolicy', id, signal);
        const { arn, policy } = living(id);
        return { arn, ...(policy === undefined ? {} : { policy }) };
      },
      async validateResourcePolicy(policy, signal) {
        await called('validateResourcePolicy', policy, signal);
        return { passed: fake.findings.length === 0, findings: fake.findings };
      },
      async putResourcePolicy(request, signal) {
        await called('putResourcePolicy', request, signal);
        const secret = living(request.secretId);
        secret.policy = request.policy;
        await after.putResourcePolicy?.();
        return { arn: secret.arn };
      },
      async deleteResourcePolicy(id, signal) {
        await called('deleteResourcePolicy', id, signal);
        const secret = living(id);
        delete secret.policy;
        await after.deleteResourcePolicy?.();
        return { arn: secret.arn };
      },
      async restoreSecret(id, signal) {
        await called('restoreSecret', id, signal);
        const secret = existing(id);
        delete secret.deletedDate;
        await after.restoreSecret?.();
        return { arn: secret.arn };
      },
      async rotateSecret(change, signal) {
        await called('rotateSecret', change, signal);
        const { rules, clientRequestToken: versionId } = change;
        const secret = living(change.secretId);
        secret.rotationEnabled = true;
        if (change.lambdaArn !== undefined) secret.rotationLambdaArn = change.lambdaArn;
        const schedule = rules?.scheduleExpression ?? (rules?.automaticallyAfterDays && `every ${rules.automaticallyAfterDays} days`);
        if (schedule !== undefined) secret.rotationSchedule = String(schedule);
        if (rules?.duration !== undefined) secret.rotationDuration = rules.duration;
        if (change.rotateImmediately) secret.versions = [...secret.versions, { versionId, stages: ['AWSPENDING'] }];
        await after.rotateSecret?.();
        return { arn: secret.arn, ...(change.rotateImmediately ? { versionId } : {}) };
      },
      async cancelRotateSecret(id, signal) {
        await called('cancelRotateSecret', id, signal);
        const secret = living(id);
        secret.rotationEnabled = false;
        await after.cancelRotateSecret?.();
        const pending = secret.versions.find(({ stages }) => stages.includes('AWSPENDING'))?.versionId;
        return { arn: secret.arn, ...(pending === undefined ? {} : { versionId: pending }) };
      },
      async updateSecretVersionStage(move, signal) {
        await called('updateSecretVersionStage', move, signal);
        const secret = living(move.secretId);
        secret.versions = moveStage(secret.versions, move);
        await after.updateSecretVersionStage?.();
        return { arn: secret.arn };
      },
      async replicateSecretToRegions(request, signal) {
        await called('replicateSecretToRegions', request, signal);
        const secret = living(request.secretId);
        const asked = request.regions.map(({ region }) => region);
        const added = request.regions.map((each) => ({ ...each, status: 'InProgress' }));
        secret.replicas = [...secret.replicas.filter(({ region }) => !asked.includes(region)), ...added];
        secret.primaryRegion = fakeRegion;
        await after.replicateSecretToRegions?.();
        return { replicas: structuredClone(secret.replicas) };
      },
      async removeRegionsFromReplication(request, signal) {
        await called('removeRegionsFromReplication', request, signal);
        const secret = living(request.secretId);
        secret.replicas = secret.replicas.filter(({ region }) => !request.regions.includes(region));
        await after.removeRegionsFromReplication?.();
        return { replicas: structuredClone(secret.replicas) };
      },
      async stopReplicationToReplica(id, signal) {
        await called('stopReplicationToReplica', id, signal);
        const secret = living(id);
        delete secret.primaryRegion;
        await after.stopReplicationToReplica?.();
        return { arn: secret.arn };
      },
    },
  };
  return fake;
}

function detailOf({ value: _value, policy: _policy, ...secret }: FakeSecret): SecretDetail {
  // A copy, as the network gives one: a later change must not reach what was read before.
  return structuredClone(secret);
}
