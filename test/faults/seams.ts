import { createAgentSwitch } from '../../src/core/agentSwitch.ts';
import { createApprovals, type ApprovalCard } from '../../src/core/approval.ts';
import { createAudit } from '../../src/core/audit.ts';
import type { ErrorCode } from '../../src/core/errors.ts';
import { createExecute, type Execute } from '../../src/core/execute.ts';
import { createRedactor } from '../../src/core/redact.ts';
import type { SecretsService } from '../../src/core/secretsService.ts';
import { noSignIns } from '../../src/core/signInStatus.ts';
import { memoryEnvFiles } from '../fakes/memoryEnvFiles.ts';
import { agent, mainAccount } from '../unit/executeWorld.ts';
import { createFakePrograms } from '../fakes/fakePrograms.ts';
import { createFakeSecrets } from '../unit/fakeSecrets.ts';
import { canary } from './validAnswers.ts';

/** Where something foreign is called, and so may throw anything. */
export interface Seam {
  readonly name: string;
  readonly tool: string;
  readonly input: object;
  /** For the next call, where the first one did what it was to do. */
  readonly again?: object;
  readonly expected: ErrorCode | 'ok';
  /** Gives no promise, so nothing of it can be rejected. */
  readonly isSync?: true;
}

const existing = { secret_id: 'prod/db' };
const lambda = 'arn:aws:lambda:eu-west-1:111122223333:function:rotate';
const use = { command: ['psql'], env: { PGPASSWORD: '{{resolve:secretsmanager:prod/db}}' } };
const create = { name: 'new/db', value: 'generate' };

export const seams: readonly Seam[] = [
  { name: 'assertTrusted', tool: 'list_secrets', input: {}, expected: 'internal', isSync: true },
  { name: 'settings', tool: 'list_secrets', input: {}, expected: 'internal', isSync: true },
  { name: 'accounts', tool: 'list_secrets', input: {}, expected: 'internal' },
  { name: 'service', tool: 'list_secrets', input: {}, expected: 'internal' },
  { name: 'getCallerIdentity', tool: 'check_account', input: {}, expected: 'internal' },
  { name: 'listSecrets', tool: 'list_secrets', input: {}, expected: 'internal' },
  { name: 'describeSecret', tool: 'describe_secret', input: existing, expected: 'internal' },
  { name: 'describeSecret', tool: 'delete_secret', input: existing, expected: 'internal' },
  { name: 'getSecretValue', tool: 'get_secret_value', input: existing, expected: 'internal' },
  { name: 'showSecret', tool: 'get_secret_value', input: existing, expected: 'internal', isSync: true },
  { name: 'createSecret', tool: 'create_secret', input: create, expected: 'not_done' },
  { name: 'putSecretValue', tool: 'put_secret_value', input: { ...existing, value: 'generate' }, expected: 'not_done' },
  { name: 'updateSecret', tool: 'update_secret', input: { ...existing, description: 'new' }, expected: 'not_done' },
  { name: 'listSecretVersionIds', tool: 'list_secret_version_ids', input: existing, expected: 'internal' },
  { name: 'tagResource', tool: 'tag_resource', input: { ...existing, tags: { team: 'a' } }, expected: 'not_done' },
  { name: 'untagResource', tool: 'untag_resource', input: { ...existing, tag_keys: ['env'] }, expected: 'not_done' },
  { name: 'deleteSecret', tool: 'delete_secret', input: existing, expected: 'not_done' },
  { name: 'restoreSecret', tool: 'restore_secret', input: { secret_id: 'old/db' }, expected: 'not_done' },
  { name: 'status', tool: 'credential_status', input: {}, expected: 'internal', isSync: true },
  { name: 'profiles', tool: 'list_profiles', input: {}, expected: 'internal' },
  { name: 'revoke', tool: 'revoke_credentials', input: {}, expected: 'internal' },
  { name: 'pinAccount', tool: 'check_account', input: {}, expected: 'internal' },
  { name: 'pinAccount', tool: 'delete_secret', input: existing, expected: 'internal' },
  { name: 'getResourcePolicy', tool: 'get_resource_policy', input: existing, expected: 'internal' },
  { name: 'validateResourcePolicy', tool: 'validate_resource_policy', input: { policy: '{}' }, expected: 'internal' },
  { name: 'putResourcePolicy', tool: 'put_resource_policy', input: { ...existing, policy: '{}' }, expected: 'not_done' },
  { name: 'deleteResourcePolicy', tool: 'delete_resource_policy', input: existing, expected: 'not_done' },
  { name: 'rotateSecret', tool: 'rotate_secret', input: { ...existing, rotation_lambda_arn: lambda }, expected: 'not_done' },
  { name: 'cancelRotateSecret', tool: 'cancel_rotate_secret', input: { secret_id: 'rotating/db' }, expected: 'not_done' },
  {
    name: 'updateSecretVersionStage',
    tool: 'update_secret_version_stage',
    input: { ...existing, version_stage: 'CANARY', move_to_version_id: '11111111-1111-1111-1111-111111111111' },
    expected: 'not_done',
  },
  { name: 'batchGetSecretValue', tool: 'batch_get_secret_value', input: { secret_ids: ['prod/db'] }, expected: 'internal' },
  {
    name: 'replicateSecretToRegions',
    tool: 'replicate_secret_to_regions',
    input: { secret_id: 'far/db', regions: ['us-west-2'] },
    expected: 'not_done',
  },
  {
    name: 'removeRegionsFromReplication',
    tool: 'remove_regions_from_replication',
    input: { secret_id: 'far/db', regions: ['eu-central-1'] },
    expected: 'not_done',
  },
  { name: 'stopReplicationToReplica', tool: 'stop_replication_to_replica', input: { secret_id: 'near/db' }, expected: 'not_done' },
  { name: 'describeSecret', tool: 'run_with_secrets', input: use, expected: 'internal' },
  { name: 'getSecretValue', tool: 'run_with_secrets', input: use, expected: 'internal' },
  { name: 'directory', tool: 'run_with_secrets', input: use, expected: 'internal' },
  { name: 'run', tool: 'run_with_secrets', input: use, expected: 'internal' },
  { name: 'getSecretValue', tool: 'compare_secrets', input: { ...existing, other: 'far/db' }, expected: 'internal' },
  { name: 'look', tool: 'write_env_file', input: { ...existing, path: '.env' }, expected: 'internal' },
  { name: 'write', tool: 'write_env_file', input: { ...existing, path: '.env' }, expected: 'internal' },
  {
    name: 'variable',
    tool: 'create_secret',
    input: { ...create, value: 'environment', from: 'TOKEN' },
    expected: 'internal',
    isSync: true,
  },
  { name: 'present', tool: 'delete_secret', input: existing, expected: 'internal' },
  // A courtesy: whoever is not reminded still gets the answer.
  { name: 'progress', tool: 'delete_secret', input: existing, again: { secret_id: 'other/db' }, expected: 'ok', isSync: true },
  { name: 'append', tool: 'delete_secret', input: existing, expected: 'audit_failed' },
  { name: 'append', tool: 'get_secret_value', input: existing, expected: 'audit_failed' },
  // A read needs no trace to be allowed.
  { name: 'append', tool: 'list_secrets', input: {}, expected: 'ok' },
];

/** The one path over fakes, where the thing is thrown in place of whatever is behind the seam, until it is mended. */
export function brokenAt(seam: string, way: Way, thing: () => unknown): { readonly execute: Execute; readonly mend: () => void } {
  let mended = false;
  let now = 0;
  const atOnce = <Given extends unknown[], Result>(name: string, work: (...given: Given) => Result) => {
    return (...given: Given): Result => {
      if (seam === name && !mended) throw thing();
      return work(...given);
    };
  };
  const at = <Given extends unknown[], Result>(name: string, work: (...given: Given) => Promise<Result>) => {
    return (...given: Given): Promise<Result> => (seam === name && !mended ? ways[way](thing()) : work(...given));
  };
  const secrets = createFakeSecrets();
  secrets.add('prod/db', 'a-value-that-stays-1', { tags: { env: 'prod' }, policy: '{"Statement":[]}' });
  secrets.add('other/db', 'a-value-that-stays-3');
  secrets.add('rotating/db', 'a-value-that-stays-4', { rotationEnabled: true, rotationLambdaArn: lambda });
  secrets.add('old/db', 'a-value-that-stays-2', { deletedDate: '2026-12-01T00:00:00.000Z' });
  secrets.add('far/db', 'a-value-that-stays-4', {
    primaryRegion: 'eu-west-1',
    replicas: [
      { region: 'eu-central-1', status: 'InSync' },
      { region: 'us-west-2', status: 'Failed' },
    ],
  });
  secrets.add('near/db', 'a-value-that-stays-5', { primaryRegion: 'us-west-2' });
  const elsewhere = createFakeSecrets().service;
  const programs = createFakePrograms();
  const service: SecretsService = {
    getCallerIdentity: at('getCallerIdentity', secrets.service.getCallerIdentity),
    listSecrets: at('listSecrets', secrets.service.listSecrets),
    describeSecret: at('describeSecret', secrets.service.describeSecret),
    getSecretValue: at('getSecretValue', secrets.service.getSecretValue),
    getRandomPassword: at('getRandomPassword', secrets.service.getRandomPassword),
    createSecret: at('createSecret', secrets.service.createSecret),
    putSecretValue: at('putSecretValue', secrets.service.putSecretValue),
    updateSecret: at('updateSecret', secrets.service.updateSecret),
    listSecretVersionIds: at('listSecretVersionIds', secrets.service.listSecretVersionIds),
    tagResource: at('tagResource', secrets.service.tagResource),
    untagResource: at('untagResource', secrets.service.untagResource),
    deleteSecret: at('deleteSecret', secrets.service.deleteSecret),
    getResourcePolicy: at('getResourcePolicy', secrets.service.getResourcePolicy),
    validateResourcePolicy: at('validateResourcePolicy', secrets.service.validateResourcePolicy),
    putResourcePolicy: at('putResourcePolicy', secrets.service.putResourcePolicy),
    deleteResourcePolicy: at('deleteResourcePolicy', secrets.service.deleteResourcePolicy),
    restoreSecret: at('restoreSecret', secrets.service.restoreSecret),
    rotateSecret: at('rotateSecret', secrets.service.rotateSecret),
    cancelRotateSecret: at('cancelRotateSecret', secrets.service.cancelRotateSecret),
    updateSecretVersionStage: at('updateSecretVersionStage', secrets.service.updateSecretVersionStage),
    batchGetSecretValue: at('batchGetSecretValue', secrets.service.batchGetSecretValue),
    replicateSecretToRegions: at('replicateSecretToRegions', secrets.service.replicateSecretToRegions),
    removeRegionsFromReplication: at('removeRegionsFromReplication', secrets.service.removeRegionsFromReplication),
    stopReplicationToReplica: at('stopReplicationToReplica', secrets.service.stopReplicationToReplica),
  };
  const envFiles = memoryEnvFiles({ TOKEN: 'a-value-that-stays-6' });
  const execute = createExecute({
    accounts: at('accounts', async () => [mainAccount]),
    service: at('service', async (_, region: string) => (region === 'us-west-2' ? elsewhere : service)),
    signIns: {
      status: atOnce('status', noSignIns.status),
      profiles: at('profiles', noSignIns.profiles),
      revoke: at('revoke', noSignIns.revoke),
    },
    envFiles: {
      variable: atOnce('variable', envFiles.variable),
      look: at('look', envFiles.look),
      write: at('write', envFiles.write),
    },
    programs: { directory: at('directory', programs.directory), run: at('run', programs.run) },
    pinAccount: at('pinAccount', async () => undefined),
    approvals: createApprovals(at('present', async ({ id }: { readonly id: string }) => ({ kind: 'accepted', id }) as const)),
    audit: createAudit(at('append', async () => undefined)),
    redactor: createRedactor(),
    agents: createAgentSwitch(),
    showSecret: atOnce('showSecret', () => true),
    settings: atOnce('settings', () => ({ maximumAccess: 'destroy' as const, allowForceDelete: false })),
    assertTrusted: atOnce('assertTrusted', () => undefined),
    wait: async () => undefined,
    // So far apart that no call has to wait for its turn.
    now: () => (now += 60_000),
  });
  const progress = atOnce('progress', () => undefined);
  return { execute: (operation, call) => execute(operation, { ...call, progress }), mend: () => void (mended = true) };
}

/** What may be thrown by code that isn't ours, with a value in it. */
export const things: Readonly<Record<string, () => unknown>> = {
  'an Error': () => new Error(canary),
  'a TypeError with a cause': () => new TypeError(canary, { cause: new Error(canary) }),
  'an AggregateError': () => new AggregateError([new Error(canary)], canary),
  'an object with a code': () => ({ name: canary, message: canary, code: canary }),
  'an array': () => [canary],
  'a string': () => canary,
  'a function': () => () => canary,
  'a symbol': () => Symbol(canary),
  null: () => null,
  undefined: () => undefined,
};

/** How it may be thrown. The last two need a promise. */
export const ways = {
  'at once': (thing: unknown): Promise<never> => {
    throw thing;
  },
  'as a rejection': (thing: unknown): Promise<never> => Promise.reject(thing),
  'as a rejection later': async (thing: unknown): Promise<never> => {
    await new Promise<void>((resolve) => setImmediate(resolve));
    throw thing;
  },
};
export type Way = keyof typeof ways;

export const wayNames: readonly Way[] = ['at once', 'as a rejection', 'as a rejection later'];

/** What a person is asked before a delete. */
export function cardFor(secret: string): Omit<ApprovalCard, 'id' | 'lifeMs'> {
  return {
    headline: `Delete ${secret}`,
    consequences: [],
    acceptLabel: 'Delete',
    hash: 'hash',
    caller: agent,
    operation: 'Delete Secret',
    risk: 'destructive',
    account: 'main',
    mark: { production: false, color: 'none' },
    region: 'eu-west-1',
    secret,
    arn: undefined,
    arguments: {},
    wantsValue: false,
  };
}
