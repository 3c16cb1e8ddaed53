import assert from 'node:assert/strict';
import type { Account } from '../../src/core/account.ts';
import { createAgentSwitch, type AgentSwitch } from '../../src/core/agentSwitch.ts';
import { createApprovals, type ApprovalAnswer, type ApprovalCard } from '../../src/core/approval.ts';
import { createAudit, type Audit, type AuditRecord } from '../../src/core/audit.ts';
import { person, type AgentCaller, type Caller } from '../../src/core/caller.ts';
import type { ErrorCode } from '../../src/core/errors.ts';
import { createExecute, type Call, type Execute, type Outcome } from '../../src/core/execute.ts';
import type { ExecuteDependencies } from '../../src/core/executeDependencies.ts';
import type { Operation, SecretLocation } from '../../src/core/operation.ts';
import { operations } from '../../src/core/operations/index.ts';
import type { TerminalStart } from '../../src/core/terminals.ts';
import { createRedactor, type Redactor } from '../../src/core/redact.ts';
import { memoryEnvFiles, type MemoryEnvFiles } from '../fakes/memoryEnvFiles.ts';
import { createFakePrograms, type FakePrograms } from '../fakes/fakePrograms.ts';
import { createFakeSecrets, fakeRegion, type FakeSecrets } from './fakeSecrets.ts';

export const agent: AgentCaller = { kind: 'agent', client: 'client-1', claimedName: 'Claude' };

/** The one region with secrets of its own. */
export const elsewhereRegion = 'us-west-2';

export const mainAccount: Account = {
  kind: 'profile',
  name: 'main',
  profile: 'default',
  regions: ['eu-west-1', 'us-east-1', elsewhereRegion],
  access: 'destroy',
  host: 'here',
};

export type Answer = (card: ApprovalCard, signal: AbortSignal) => ApprovalAnswer | Promise<ApprovalAnswer>;

export const accepting: Answer = (card) => ({
  kind: 'accepted',
  id: card.id,
  ...(card.typeToConfirm === undefined ? {} : { typed: card.typeToConfirm }),
});
export const declining: Answer = () => ({ kind: 'declined' });

/** A redactor that knows nothing: the defence switched off, for negative controls. */
export const blindRedactor: Redactor = {
  know: () => undefined,
  scrub: (text) => text,
  findsIn: () => false,
  echoes: () => false,
  forms: () => [],
  clear: () => undefined,
};

export interface World {
  readonly execute: Execute;
  readonly secrets: FakeSecrets;
  readonly envFiles: MemoryEnvFiles;
  /** What is in `elsewhereRegion`. */
  readonly elsewhere: FakeSecrets;
  readonly programs: FakePrograms;
  /** Every terminal that was opened. */
  readonly terminals: TerminalStart[];
  readonly agents: AgentSwitch;
  readonly redactor: Redactor;
  readonly cards: ApprovalCard[];
  /** What happened, in order: `audit intent`, `port describeSecret`, `card`, `audit outcome ok`, ... */
  readonly events: string[];
  readonly records: AuditRecord[];
  readonly audit: Audit;
  /** Every text that was written to the log. */
  readonly log: string[];
  readonly shown: { readonly location: SecretLocation; readonly requestedBy: string }[];
  /** Account and region of each service that was asked for. */
  readonly opened: string[];
  /** What the person does with the next cards. */
  answer: Answer;
  auditFails: (record: AuditRecord) => boolean;
  run(name: string, input: unknown, more?: Partial<Call>): Promise<Outcome<unknown>>;
  /** Runs and asserts that it was refused, and how. */
  refusal(name: string, input: unknown, more?: Partial<Call>): Promise<{ code: ErrorCode; message: string; sentence: string }>;
  /** Runs and asserts that it was done; returns what the model reads. */
  text(name: string, input: unknown, more?: Partial<Call>): Promise<string>;
  /** How often the port's method was called. */
  count(method: FakeSecrets['calls'][number]['method']): number;
}

export interface WorldOptions extends Partial<Omit<ExecuteDependencies, 'accounts' | 'settings'>> {
  readonly accounts?: readonly Account[];
  readonly settings?: Partial<ReturnType<ExecuteDependencies['settings']>>;
  readonly caller?: Caller;
}

/** The one path over fakes: by default an agent with every right in one account, and a person who declines. */
export function createWorld({ accounts = [mainAccount], settings = {}, caller = agent, ...more }: WorldOptions = {}): World {
  const events: string[] = [];
  const records: AuditRecord[] = [];
  const log: string[] = [];
  const cards: ApprovalCard[] = [];
  const shown: { location: SecretLocation; requestedBy: string }[] = [];
  const opened: string[] = [];
  const secrets = createFakeSecrets((method) => events.push(`port ${method}`));
  const elsewhere = createFakeSecrets((method) => events.push(`port ${method} elsewhere`));
  const envFiles = memoryEnvFiles();
  const programs = createFakePrograms();
  const terminals: TerminalStart[] = [];
  const agents = createAgentSwitch();
  const redactor = more.redactor ?? createRedactor();
  const chain = createAudit(async (line) => {
    log.push(line);
  });

  function see(record: AuditRecord): void {
    if (world.auditFails(record)) throw new Error('disk full');
    records.push(record);
    events.push(`audit ${record.phase}${record.result === undefined ? '' : ` ${record.result}`}`);
  }
  const audit: Audit = {
    async write(record) {
      see(record);
      await chain.write(record);
    },
    note(record) {
      if (world.auditFails(record)) return;
      see(record);
      chain.note(record);
    },
    flush: chain.flush,
  };
  const execute = createExecute({
    accounts: async () => accounts,
    service: async (account, region) => {
      opened.push(`${account.name} ${region}`);
      return (region === elsewhereRegion ? elsewhere : secrets).service;
    },
    approvals: createApprovals(async (card, signal) => {
      cards.push(card);
      events.push('card');
      return world.answer(card, signal);
    }),
    audit,
    redactor,
    programs,
    terminals: { open: async (start) => void terminals.push(start) },
    agents,
    envFiles,
    showSecret: (location, requestedBy) => shown.push({ location, requestedBy }) > 0,
    settings: () => ({ maximumAccess: 'destroy', allowForceDelete: false, ...settings }),
    assertTrusted: () => undefined,
    wait: async () => undefined,
    ...more,
  });

  const world: World = {
    execute,
    secrets,
    envFiles,
    elsewhere,
    programs,
    terminals,
    agents,
    redactor,
    cards,
    events,
    records,
    audit,
    log,
    shown,
    opened,
    answer: declining,
    auditFails: () => false,
    run: (name, input, call) => execute(operationNamed(name), { input, caller, ...call }),
    async refusal(name, input, call) {
      const outcome = await world.run(name, input, call);
      if (outcome.ok) return assert.fail(`${name} was done: ${outcome.text}`);
      return outcome.error;
    },
    async text(name, input, call) {
      const outcome = await world.run(name, input, call);
      if (!outcome.ok) return assert.fail(`${name} was refused: ${outcome.error.code} ${outcome.error.message}`);
      return outcome.text;
    },
    count: (method) => secrets.calls.filter((call) => call.method === method).length,
  };
  return world;
}

export function operationNamed(name: string): Operation {
  return operations.find((operation) => operation.name === name) ?? assert.fail(`There is no operation ${name}.`);
}

/** An agent, or a person for what agents may not call at all. */
export function callerOf({ callers }: Operation): Caller {
  return callers === 'all' ? agent : person;
}

const samplePolicy = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: '444455556666' }, Action: 'secretsmanager:GetSecretValue', Resource: '*' }],
});

/** Arguments each operation takes. The world needs what `addSamples` adds. */
const samples: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  list_accounts: {},
  check_account: {},
  list_secrets: {},
  describe_secret: { secret_id: 'prod/db' },
  get_secret_value: { secret_id: 'prod/db' },
  get_random_password: {},
  create_secret: { name: 'new/db', value: 'generate' },
  list_secret_version_ids: { secret_id: 'prod/db' },
  put_secret_value: { secret_id: 'prod/db', value: 'generate' },
  update_secret: { secret_id: 'prod/db', description: 'orders' },
  tag_resource: { secret_id: 'prod/db', tags: { team: 'orders' } },
  untag_resource: { secret_id: 'prod/db', tag_keys: ['env'] },
  delete_secret: { secret_id: 'prod/db' },
  restore_secret: { secret_id: 'old/db' },
  list_profiles: {},
  credential_status: {},
  refresh_credentials: {},
  revoke_credentials: {},
  get_resource_policy: { secret_id: 'prod/db' },
  validate_resource_policy: { policy: samplePolicy },
  put_resource_policy: { secret_id: 'prod/db', policy: samplePolicy },
  delete_resource_policy: { secret_id: 'prod/db' },
  rotate_secret: { secret_id: 'prod/db', rotation_lambda_arn: 'arn:aws:lambda:eu-west-1:111122223333:function:rotate' },
  cancel_rotate_secret: { secret_id: 'rotating/db' },
  update_secret_version_stage: {
    secret_id: 'prod/db',
    version_stage: 'CANARY',
    move_to_version_id: '11111111-1111-1111-1111-111111111111',
  },
  batch_get_secret_value: { secret_ids: ['prod/db'] },
  replicate_secret_to_regions: { secret_id: 'prod/db', regions: [elsewhereRegion] },
  remove_regions_from_replication: { secret_id: 'far/db', regions: [elsewhereRegion] },
  stop_replication_to_replica: { secret_id: 'near/db' },
  open_terminal_with_secrets: { env: { PGPASSWORD: '{{resolve:secretsmanager:prod/db:SecretString:password}}' } },
  run_with_secrets: { command: ['psql'], env: { PGPASSWORD: '{{resolve:secretsmanager:prod/db:SecretString:password}}' } },
  compare_secrets: { secret_id: 'prod/db', other: 'far/db' },
  write_env_file: { secret_id: 'prod/db', path: '.env' },
};

export function sampleFor(operation: Operation): Readonly<Record<string, unknown>> {
  return samples[operation.name] ?? assert.fail(`Give ${operation.name} a sample in executeWorld.ts.`);
}

export function addSamples({ secrets }: World): void {
  secrets.add('prod/db', '{"username":"postgres-admin-7","password":"Xk29$mQp!vL4"}', {
    tags: { env: 'prod' },
    policy: '{"Statement":[]}',
  });
  secrets.add('rotating/db', 'a-rotating-value-4Tq', {
    rotationEnabled: true,
    rotationSchedule: 'every 30 days',
    rotationLambdaArn: 'arn:aws:lambda:eu-west-1:111122223333:function:rotate',
  });
  secrets.add('old/db', 'an-old-value-9Zw3', { deletedDate: '2026-12-01T00:00:00.000Z' });
  secrets.add('far/db', 'a-far-value-2Kd8', { primaryRegion: fakeRegion, replicas: [{ region: elsewhereRegion, status: 'InSync' }] });
  secrets.add('near/db', 'a-near-value-4Vb1', { primaryRegion: elsewhereRegion });
}
