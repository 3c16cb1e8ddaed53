import { createAgentSwitch } from '../../src/core/agentSwitch.ts';
import { createApprovals } from '../../src/core/approval.ts';
import { createAudit, type Audit, type AuditRecord } from '../../src/core/audit.ts';
import type { Account } from '../../src/core/account.ts';
import { createExecute, type Execute } from '../../src/core/execute.ts';
import { createRedactor } from '../../src/core/redact.ts';
import { SecretText } from '../../src/core/secretText.ts';
import type { SecretsService } from '../../src/core/secretsService.ts';
import { canary } from '../contract/memoryCustody.ts';
import { memoryEnvFiles } from '../fakes/memoryEnvFiles.ts';
import { memorySecrets } from '../fakes/memorySecrets.ts';
import type { Random } from './random.ts';

const sandbox = { kind: 'sandbox' as const, regions: ['eu-west-1', 'us-east-1'], host: 'here', accountId: '111122223333' };
const accounts: readonly Account[] = [
  { ...sandbox, name: 'memory', access: 'destroy' },
  { ...sandbox, name: 'other', access: 'describe' },
  { ...sandbox, name: 'closed', access: 'off' },
];

export interface FuzzWorld {
  readonly execute: Execute;
  readonly effects: string[];
  /** Effects that no intent was written down for first. */
  readonly unaudited: string[];
  /** Begins a call: what was written down for those before it counts no more. */
  begin(): void;
}

/** The real one path over secrets in memory, with a clock that runs fast and a person who answers as the dice fall. */
export function createFuzzWorld(random: Random, { intents = true }: { readonly intents?: boolean } = {}): FuzzWorld {
  let time = Date.parse('2026-11-20T00:00:00Z');
  // Far enough with each look that no rate limit makes a call wait.
  const now = (): number => (time += 20_000);
  const effects: string[] = [];
  const unaudited: string[] = [];
  let written: AuditRecord[] = [];

  const chain = createAudit(async () => undefined, now);
  const audit: Audit = {
    async write(record) {
      if (record.phase === 'intent' && !intents) return;
      await chain.write(record);
      // Only once the line is down.
      written.push(record);
    },
    note(record) {
      if (record.phase === 'intent' && !intents) return;
      written.push(record);
    },
    flush: chain.flush,
  };
  const effect = (operation: string, token?: string): void => {
    effects.push(operation);
    const intent = written.find((record) => record.phase === 'intent' && record.operation === operation);
    const sending = written.find((record) => record.phase === 'sending' && record.operation === operation);
    const tokenIsKnown = token === undefined || sending?.clientRequestToken === token;
    if (!intent || !sending || !tokenIsKnown || written.some((record) => record.phase === 'outcome')) unaudited.push(operation);
  };
  const secrets = memorySecrets(
    { 'prod/db': JSON.stringify({ password: canary }), 'old/key': canary, 'prod/far': canary, 'prod/near': canary },
    { team: 'core', stage: 'test' },
  );
  // Replicated again after each removal, and a replica again after each promotion: else few calls would come that far.
  const replicateFar = () =>
    secrets.replicateSecretToRegions(
      { secretId: 'prod/far', regions: [{ region: 'us-east-1' }], overwrite: false },
      new AbortController().signal,
    );
  void replicateFar();
  // So that there is something to restore from the start.
  void secrets.deleteSecret({ secretId: 'old/key', recoveryWindowInDays: 30 }, new AbortController().signal);
  const elsewhere = memorySecrets({});
  const service: SecretsService = {
    ...secrets,
    // All have one, so that most of what would delete it gets through.
    async getResourcePolicy(secretId, signal) {
      return { policy: '{"Statement":[]}', ...(await secrets.getResourcePolicy(secretId, signal)) };
    },
    // All rotate, so that most of what is asked of rotation gets through.
    async describeSecret(secretId, signal) {
      const found = await secrets.describeSecret(secretId, signal);
      const rotating = { rotationLambdaArn: 'arn:aws:lambda:eu-west-1:111122223333:function:rotate', ...found, rotationEnabled: true };
      return found.name === 'prod/near' ? { ...rotating, primaryRegion: 'us-east-1' } : rotating;
    },
    createSecret(secret, signal) {
      effect('create_secret', secret.clientRequestToken);
      return secrets.createSecret(secret, signal);
    },
    deleteSecret(request, signal) {
      effect('delete_secret');
      return secrets.deleteSecret(request, signal);
    },
    putSecretValue(version, signal) {
      effect('put_secret_value', version.clientRequestToken);
      return secrets.putSecretValue(version, signal);
    },
    updateSecret(change, signal) {
      effect('update_secret');
      return secrets.updateSecret(change, signal);
    },
    tagResource(request, signal) {
      effect('tag_resource');
      return secrets.tagResource(request, signal);
    },
    untagResource(request, signal) {
      effect('untag_resource');
      return secrets.untagResource(request, signal);
    },
    putResourcePolicy(request, signal) {
      effect('put_resource_policy');
      return secrets.putResourcePolicy(request, signal);
    },
    deleteResourcePolicy(secretId, signal) {
      effect('delete_resource_policy');
      return secrets.deleteResourcePolicy(secretId, signal);
    },
    restoreSecret(secretId, signal) {
      effect('restore_secret');
      return secrets.restoreSecret(secretId, signal);
    },
    rotateSecret(change, signal) {
      effect('rotate_secret', change.clientRequestToken);
      return secrets.rotateSecret(change, signal);
    },
    cancelRotateSecret(secretId, signal) {
      effect('cancel_rotate_secret');
      return secrets.cancelRotateSecret(secretId, signal);
    },
    updateSecretVersionStage(move, signal) {
      effect('update_secret_version_stage');
      return secrets.updateSecretVersionStage(move, signal);
    },
    replicateSecretToRegions(replication, signal) {
      effect('replicate_secret_to_regions');
      return secrets.replicateSecretToRegions(replication, signal);
    },
    async removeRegionsFromReplication(request, signal) {
      effect('remove_regions_from_replication');
      await secrets.removeRegionsFromReplication(request, signal);
      return replicateFar();
    },
    stopReplicationToReplica(secretId, signal) {
      effect('stop_replication_to_replica');
      return secrets.stopReplicationToReplica(secretId, signal);
    },
  };

  const envFiles = memoryEnvFiles({ TOKEN: canary });
  envFiles.files.set('.env', `KEY='${canary}'\n`);
  const execute = createExecute({
    accounts: async () => accounts,
    service: async (_, region) => (region === 'eu-west-1' ? service : { ...service, describeSecret: elsewhere.describeSecret }),
    approvals: createApprovals(async ({ id, typeToConfirm, wantsValue }) => {
      if (random.chance(0.25)) return { kind: 'declined' };
      return {
        kind: 'accepted',
        id,
        ...(typeToConfirm === undefined ? {} : { typed: typeToConfirm }),
        ...(wantsValue ? { value: SecretText.of(`typed-by-a-person-${random.hex(12)}`) } : {}),
      };
    }, now),
    audit,
    redactor: createRedactor(now),
    agents: createAgentSwitch(),
    envFiles,
    showSecret: () => random.chance(0.5),
    settings: () => ({ maximumAccess: 'destroy', allowForceDelete: random.chance(0.5) }),
    assertTrusted: () => undefined,
    now,
  });
  return {
    execute,
    effects,
    unaudited,
    begin() {
      written = [];
    },
  };
}
