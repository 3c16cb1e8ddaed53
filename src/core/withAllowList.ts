import { allows, assertMayCreate, assertMayTag, judgeId, outsideAllowList, type AllowList } from './allowList.ts';
import { CustodyError, type ErrorCode } from './errors.ts';
import type { ListSecretsQuery, SecretDetail, SecretsService } from './secretsService.ts';

/** How many pages are read for one that has something to show; whoever wants more asks with the token. */
const maxPages = 20;

/** What AWS says of a secret, which an agent is not to learn of one outside. */
const tellsOfIt: readonly ErrorCode[] = [
  'secret_not_found',
  'access_denied',
  'not_allowed',
  'decryption_failed',
  'invalid_state',
  'secret_pending_deletion',
];

/**
 * The same service, in which the secrets outside an account's list are as if they were not there. Names each method,
 * so that a new one of the port does not pass by.
 */
export function withAllowList(service: SecretsService, allow: AllowList | undefined, account: string): SecretsService {
  return allow ? narrowedService(service, allow, account) : service;
}

function narrowedService(service: SecretsService, allow: AllowList, account: string): SecretsService {
  /** Those that were looked at, by the id they were asked for with and by their ARN. Made for one call, so nothing ages in it. */
  const inside = new Set<string>();

  async function describe(secretId: string, signal: AbortSignal): Promise<SecretDetail> {
    const judged = judgeId(allow, secretId);
    if (judged === 'outside') throw outsideAllowList(secretId, account);
    const found = await service.describeSecret(secretId, signal).catch((thrown: unknown) => {
      // One that was seen inside and is gone tells nothing of others: so a delete learns that it happened.
      if (inside.has(secretId) && thrown instanceof CustodyError && thrown.code === 'secret_not_found') throw thrown;
      if (judged === 'unknown' && thrown instanceof CustodyError && tellsOfIt.includes(thrown.code))
        throw outsideAllowList(secretId, account);
      throw thrown;
    });
    const ids = [secretId, found.arn];
    // Its tags may have been changed since it was looked at before.
    if (!allows(allow, found)) {
      ids.forEach((id) => inside.delete(id));
      throw outsideAllowList(secretId, account);
    }
    ids.forEach((id) => inside.add(id));
    return found;
  }

  async function admit(secretId: string, signal: AbortSignal): Promise<void> {
    if (judgeId(allow, secretId) === 'inside' || inside.has(secretId)) return;
    await describe(secretId, signal);
  }

  const isInside = ({ name, arn }: { readonly name: string; readonly arn: string }): boolean =>
    inside.has(arn) || allows(allow, { name, tags: {} });

  return {
    getCallerIdentity: (signal, how) => service.getCallerIdentity(signal, how),
    getRandomPassword: (rules, signal) => service.getRandomPassword(rules, signal),
    async validateResourcePolicy(policy, signal, secretId) {
      if (secretId !== undefined) await admit(secretId, signal);
      return service.validateResourcePolicy(policy, signal, secretId);
    },
    describeSecret: describe,
    async listSecrets(query, signal) {
      let asked = narrowed(allow, query);
      for (let pages = 1; ; pages += 1) {
        const { secrets, nextToken } = await service.listSecrets(asked, signal);
        const shown = secrets.filter((secret) => allows(allow, secret));
        if (nextToken === undefined) return { secrets: shown };
        if (shown.length > 0 || pages === maxPages) return { secrets: shown, nextToken };
        asked = { ...asked, nextToken };
      }
    },
    async getSecretValue(query, signal) {
      await admit(query.secretId, signal);
      const found = await service.getSecretValue(query, signal);
      if (!isInside(found)) throw outsideAllowList(query.secretId, account);
      return found;
    },
    async batchGetSecretValue(secretIds, signal) {
      const judged = await Promise.all(
        secretIds.map(async (id) => {
          try {
            await admit(id, signal);
            return true;
          } catch (thrown) {
            if (thrown instanceof CustodyError && thrown.code === 'outside_allow_list') return false;
            throw thrown;
          }
        }),
      );
      const open = secretIds.filter((_id, index) => judged[index]);
      const { values, failures } = open.length === 0 ? { values: [], failures: [] } : await service.batchGetSecretValue(open, signal);
      const barred = secretIds.filter((_id, index) => !judged[index]).map((secretId) => ({ secretId, code: 'outside_allow_list' }));
      return { values: values.filter(isInside), failures: [...failures, ...barred] };
    },
    async createSecret(secret, signal) {
      assertMayCreate(allow, { name: secret.name, tags: secret.tags ?? {} }, account);
      return service.createSecret(secret, signal);
    },
    async deleteSecret(request, signal) {
      await admit(request.secretId, signal);
      return service.deleteSecret(request, signal);
    },
    async restoreSecret(secretId, signal) {
      await admit(secretId, signal);
      return service.restoreSecret(secretId, signal);
    },
    async putSecretValue(version, signal) {
      await admit(version.secretId, signal);
      return service.putSecretValue(version, signal);
    },
    async updateSecret(change, signal) {
      await admit(change.secretId, signal);
      return service.updateSecret(change, signal);
    },
    async listSecretVersionIds(query, signal) {
      await admit(query.secretId, signal);
      return service.listSecretVersionIds(query, signal);
    },
    async tagResource(request, signal) {
      assertMayTag(allow, Object.keys(request.tags), account);
      await admit(request.secretId, signal);
      return service.tagResource(request, signal);
    },
    async untagResource(request, signal) {
      assertMayTag(allow, request.tagKeys, account);
      await admit(request.secretId, signal);
      return service.untagResource(request, signal);
    },
    async getResourcePolicy(secretId, signal) {
      await admit(secretId, signal);
      return service.getResourcePolicy(secretId, signal);
    },
    async putResourcePolicy(request, signal) {
      await admit(request.secretId, signal);
      return service.putResourcePolicy(request, signal);
    },
    async deleteResourcePolicy(secretId, signal) {
      await admit(secretId, signal);
      return service.deleteResourcePolicy(secretId, signal);
    },
    async rotateSecret(change, signal) {
      await admit(change.secretId, signal);
      return service.rotateSecret(change, signal);
    },
    async cancelRotateSecret(secretId, signal) {
      await admit(secretId, signal);
      return service.cancelRotateSecret(secretId, signal);
    },
    async updateSecretVersionStage(move, signal) {
      await admit(move.secretId, signal);
      return service.updateSecretVersionStage(move, signal);
    },
    async replicateSecretToRegions(replication, signal) {
      await admit(replication.secretId, signal);
      return service.replicateSecretToRegions(replication, signal);
    },
    async removeRegionsFromReplication(request, signal) {
      await admit(request.secretId, signal);
      return service.removeRegionsFromReplication(request, signal);
    },
    async stopReplicationToReplica(secretId, signal) {
      await admit(secretId, signal);
      return service.stopReplicationToReplica(secretId, signal);
    },
  };
}

/** Lets AWS leave out what would be left out here: it takes ten prefixes, and has no filter for a key with its value. */
function narrowed({ prefixes, tags }: AllowList, query: ListSecretsQuery): ListSecretsQuery {
  const { filters = [] } = query;
  if (tags.length > 0 || prefixes.length > 10 || filters.length > 9 || filters.some(({ key }) => key === 'name')) return query;
  return { ...query, filters: [...filters, { key: 'name', values: prefixes }] };
}
