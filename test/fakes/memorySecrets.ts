import { randomUUID } from 'node:crypto';
import { CustodyError } from '../../src/core/errors.ts';
import type { SecretDetail, SecretsService, Tags } from '../../src/core/secretsService.ts';
import { SecretText } from '../../src/core/secretText.ts';
import { moveStage } from './moveStage.ts';
import { passesFilters } from './passesFilters.ts';

const accountId = '111122223333';
const region = 'eu-west-1';

/** What a test may look at and change behind the service's back. */
export interface MemorySecrets extends SecretsService {
  /** Every method that was called, in order. */
  readonly calls: string[];
  /** Puts something in the way of each answer, such as a wait for the signal. */
  before: (method: string, signal: AbortSignal) => Promise<void>;
}

interface Stored {
  readonly detail: SecretDetail;
  readonly value: SecretText;
}

/** One account's secrets in one region, in memory, all with the same tags at first; replicas where a primary region is named. */
export function memorySecrets(values: Readonly<Record<string, string>>, firstTags: Tags = {}, primaryRegion?: string): MemorySecrets {
  const stored = new Map<string, Stored>();
  const policies = new Map<string, string>();
  const calls: string[] = [];
  Object.entries(values).forEach(([name, value], index) =>
    put(name, SecretText.of(value), `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`),
  );

  function put(name: string, value: SecretText, versionId: string): SecretDetail {
    const detail: SecretDetail = {
      name,
      arn: `arn:aws:secretsmanager:${region}:${accountId}:secret:${name}-a1B2c3`,
      tags: firstTags,
      createdDate: '2026-01-02T03:04:05.000Z',
      lastChangedDate: '2026-01-02T03:04:05.000Z',
      rotationEnabled: false,
      versions: [{ versionId, stages: ['AWSCURRENT'] }],
      replicas: [],
      ...(primaryRegion === undefined ? {} : { primaryRegion }),
    };
    stored.set(name, { detail, value });
    return detail;
  }

  function find(secretId: string): Stored {
    const found = [...stored.values()].find(({ detail }) => detail.name === secretId || detail.arn === secretId);
    if (!found) throw new CustodyError('secret_not_found', `There is no secret ${secretId} in account memory (${region}).`);
    return found;
  }

  async function called(method: string, signal: AbortSignal): Promise<void> {
    calls.push(method);
    await secrets.before(method, signal);
    signal.throwIfAborted();
  }

  function change(secretId: string, edit: Partial<SecretDetail>): SecretDetail {
    const { detail, value } = find(secretId);
    stored.set(detail.name, { detail: { ...detail, ...edit }, value });
    return detail;
  }

  const secrets: MemorySecrets = {
    calls,
    before: async () => undefined,
    async getCallerIdentity(signal) {
      await called('getCallerIdentity', signal);
      return { accountId, arn: `arn:aws:iam::${accountId}:user/memory` };
    },
    async listSecrets(query, signal) {
      await called('listSecrets', signal);
      const all = [...stored.values()].map(({ detail }) => detail);
      return {
        secrets: all.filter(
          (secret) => passesFilters(secret, query.filters) && (query.includePlannedDeletion || secret.deletedDate === undefined),
        ),
      };
    },
    async describeSecret(secretId, signal) {
      await called('describeSecret', signal);
      return find(secretId).detail;
    },
    async getSecretValue({ secretId }, signal) {
      await called('getSecretValue', signal);
      const { detail, value } = find(secretId);
      const [version] = detail.versions;
      return { name: detail.name, arn: detail.arn, versionId: version?.versionId ?? '', stages: version?.stages ?? [], value };
    },
    async batchGetSecretValue(secretIds, signal) {
      await called('batchGetSecretValue', signal);
      const known = secretIds.filter((id) => [...stored.values()].some(({ detail }) => detail.name === id || detail.arn === id));
      return {
        values: known.map((id) => {
          const { detail, value } = find(id);
          const [version] = detail.versions;
          return { name: detail.name, arn: detail.arn, versionId: version?.versionId ?? '', stages: version?.stages ?? [], value };
        }),
        failures: secretIds.filter((id) => !known.includes(id)).map((secretId) => ({ secretId, code: 'ResourceNotFoundException' })),
      };
    },
    async getRandomPassword({ length = 32 }, signal) {
      await called('getRandomPassword', signal);
      return SecretText.of('pX7!'.repeat(length).slice(0, length));
    },
    async createSecret(secret, signal) {
      await called('createSecret', signal);
      const versionId = randomUUID();
      return { arn: put(secret.name, secret.value, versionId).arn, versionId };
    },
    async deleteSecret(request, signal) {
      await called('deleteSecret', signal);
      const deletionDate = '2026-12-20T00:00:00.000Z';
      return { arn: change(request.secretId, { deletedDate: '2026-11-20T00:00:00.000Z' }).arn, deletionDate };
    },
    async putSecretValue({ secretId, value, clientRequestToken: versionId }, signal) {
      await called('putSecretValue', signal);
      const { detail } = find(secretId);
      const older = detail.versions.map(({ versionId: id }, index) => ({ versionId: id, stages: index === 0 ? ['AWSPREVIOUS'] : [] }));
      stored.set(detail.name, { detail: { ...detail, versions: [{ versionId, stages: ['AWSCURRENT'] }, ...older] }, value });
      return { arn: detail.arn, versionId };
    },
    async updateSecret({ secretId, ...edit }, signal) {
      await called('updateSecret', signal);
      return { arn: change(secretId, edit).arn };
    },
    async listSecretVersionIds({ secretId }, signal) {
      await called('listSecretVersionIds', signal);
      return { versions: find(secretId).detail.versions };
    },
    async tagResource({ secretId, tags }, signal) {
      await called('tagResource', signal);
      change(secretId, { tags: { ...find(secretId).detail.tags, ...tags } });
    },
    async untagResource({ secretId, tagKeys }, signal) {
      await called('untagResource', signal);
      const kept = Object.entries(find(secretId).detail.tags).filter(([key]) => !tagKeys.includes(key));
      change(secretId, { tags: Object.fromEntries(kept) });
    },
    async getResourcePolicy(secretId, signal) {
      await called('getResourcePolicy', signal);
      const { arn } = find(secretId).detail;
      const policy = policies.get(arn);
      return { arn, ...(policy === undefined ? {} : { policy }) };
    },
    async validateResourcePolicy(_policy, signal) {
      await called('validateResourcePolicy', signal);
      return { passed: true, findings: [] };
    },
    async putResourcePolicy({ secretId, policy }, signal) {
      await called('putResourcePolicy', signal);
      const { arn } = find(secretId).detail;
      policies.set(arn, policy);
      return { arn };
    },
    async deleteResourcePolicy(secretId, signal) {
      await called('deleteResourcePolicy', signal);
      const { arn } = find(secretId).detail;
      policies.delete(arn);
      return { arn };
    },
    async replicateSecretToRegions({ secretId, regions }, signal) {
      await called('replicateSecretToRegions', signal);
      const { replicas } = find(secretId).detail;
      const added = regions.map((replica) => ({ ...replica, status: 'InSync' }));
      const kept = replicas.filter(({ region: at }) => !added.some((replica) => replica.region === at));
      change(secretId, { replicas: [...kept, ...added], primaryRegion: region });
      return { replicas: find(secretId).detail.replicas };
    },
    async removeRegionsFromReplication({ secretId, regions }, signal) {
      await called('removeRegionsFromReplication', signal);
      change(secretId, { replicas: find(secretId).detail.replicas.filter(({ region: at }) => !regions.includes(at)) });
      return { replicas: find(secretId).detail.replicas };
    },
    async stopReplicationToReplica(secretId, signal) {
      await called('stopReplicationToReplica', signal);
      const { detail, value } = find(secretId);
      const { primaryRegion: _, ...alone } = detail;
      stored.set(detail.name, { detail: alone, value });
      return { arn: detail.arn };
    },
    async restoreSecret(secretId, signal) {
      await called('restoreSecret', signal);
      const { detail, value } = find(secretId);
      const { deletedDate: _, ...alive } = detail;
      stored.set(detail.name, { detail: alive, value });
      return { arn: detail.arn };
    },
    async rotateSecret({ secretId, lambdaArn: rotationLambdaArn, rotateImmediately, clientRequestToken: versionId }, signal) {
      await called('rotateSecret', signal);
      const detail = change(secretId, { rotationEnabled: true, ...(rotationLambdaArn === undefined ? {} : { rotationLambdaArn }) });
      if (!rotateImmediately) return { arn: detail.arn };
      const older = detail.versions.map(({ versionId: id }, index) => ({ versionId: id, stages: index === 0 ? ['AWSPREVIOUS'] : [] }));
      change(secretId, { versions: [{ versionId, stages: ['AWSCURRENT'] }, ...older] });
      return { arn: detail.arn, versionId };
    },
    async cancelRotateSecret(secretId, signal) {
      await called('cancelRotateSecret', signal);
      return { arn: change(secretId, { rotationEnabled: false }).arn };
    },
    async updateSecretVersionStage(move, signal) {
      await called('updateSecretVersionStage', signal);
      return { arn: change(move.secretId, { versions: moveStage(find(move.secretId).detail.versions, move) }).arn };
    },
  };
  return secrets;
}
