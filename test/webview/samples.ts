import { noAuditFilter, type AuditView } from '../../src/core/auditProtocol.ts';
import type { CardView, CreateDraft, CreateFormView } from '../../src/core/protocol.ts';
import type { EditView, SecretView } from '../../src/core/secretProtocol.ts';
import { templates } from '../../src/core/templates.ts';

const arn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/payments/database-Xq4ZpT';

export const deleteCard: CardView = {
  id: 'card-1',
  headline: 'Delete prod/payments/database',
  asker: 'Claude Code',
  askerKind: 'agent',
  operation: 'Delete Secret',
  risk: 'destructive',
  account: 'production',
  mark: { production: true, color: 'red' },
  region: 'eu-west-1',
  secret: 'prod/payments/database',
  arn,
  destination: undefined,
  values: [],
  isGrantable: false,
  consequences: [
    'Whatever reads this secret fails at once. It holds 3 versions and was last read on 2026-11-19.',
    'It can be restored until 2026-12-20 (30 days).',
    'Its rotation stops.',
  ],
  arguments: [
    { label: 'account', value: '"production"' },
    { label: 'secret_id', value: JSON.stringify(arn) },
    { label: 'recovery_window_in_days', value: '30' },
  ],
  acceptLabel: 'Delete',
  typeToConfirm: undefined,
  wantsValue: false,
  valueKey: undefined,
  remainingMs: 114_000,
  waiting: 2,
  references: 'Named in: infra/stack.yaml:41, src/payments/db.ts:12. 1 file over 1 MB was not looked at.',
  armAfterMs: 700,
};

export const forceDeleteCard: CardView = {
  ...deleteCard,
  consequences: [deleteCard.consequences[0] ?? '', 'It is gone at once and can not be restored.'],
  arguments: [
    { label: 'secret_id', value: JSON.stringify(arn) },
    { label: 'force', value: 'true' },
  ],
  acceptLabel: 'Delete Forever',
  typeToConfirm: 'prod/payments/database',
  waiting: 0,
};

export const createCard: CardView = {
  ...deleteCard,
  headline: 'Create staging/search/api-key',
  operation: 'Create Secret',
  risk: 'write',
  secret: 'staging/search/api-key',
  mark: { production: false, color: 'blue' },
  arn: undefined,
  consequences: ['You type the value below. It goes to AWS and nowhere else.'],
  arguments: [
    { label: 'name', value: '"staging/search/api-key"' },
    { label: 'value', value: '"person"' },
  ],
  acceptLabel: 'Create',
  references: undefined,
  wantsValue: true,
  waiting: 0,
};

export const useCard: CardView = {
  ...deleteCard,
  headline: 'Run npm start with prod/payments/database',
  operation: 'Run with Secrets',
  risk: 'use',
  mark: { production: false, color: 'blue' },
  destination: 'npm start in /home/ana/payments',
  values: [
    { arn, key: 'password' },
    { arn, key: 'username' },
  ],
  isGrantable: true,
  consequences: ['The program is given the values and could pass them on.', 'Values that it prints are taken out of what the agent reads.'],
  arguments: [
    { label: 'command', value: '["npm","start"]' },
    { label: 'working_directory', value: '"/home/ana/payments"' },
  ],
  acceptLabel: 'Run',
  references: undefined,
  waiting: 0,
};

export const secret: SecretView = {
  name: 'prod/payments/database',
  arn,
  account: 'production',
  mark: { production: true, color: 'red' },
  region: 'eu-west-1',
  description: 'Primary PostgreSQL credentials for the payments service.',
  pendingDeletion: undefined,
  managedBy: undefined,
  hasConsole: true,
  kmsKeyId: '',
  rows: [
    { label: 'Encryption key', value: 'aws/secretsmanager (the default)' },
    { label: 'Created', value: '2025-03-14 09:20 UTC' },
    { label: 'Last changed', value: '2026-11-02 04:12 UTC' },
    { label: 'Last read', value: '2026-11-19' },
  ],
  tags: [
    { label: 'team', value: 'payments' },
    { label: 'env', value: 'prod' },
    { label: 'cost-center', value: '4411' },
  ],
  rotation: {
    rows: [
      { label: 'Automatic rotation', value: 'On' },
      { label: 'Schedule', value: 'every 30 days' },
      { label: 'Window', value: 'any time of the day, UTC' },
      { label: 'Next', value: 'by 2026-12-02 23:59 UTC' },
      { label: 'Last rotated', value: '2026-11-02 04:12 UTC' },
      { label: 'Rotated by', value: 'arn:aws:lambda:eu-west-1:111122223333:function:rotate-payments' },
    ],
    warnings: [],
    isOn: true,
    pendingVersion: undefined,
    canSetUp: true,
    canRotate: true,
    canCancel: true,
    why: undefined,
  },
  timeline: {
    versions: [
      { id: '6f1c2f2e-8d7a-4c55-9f0e-2f6a4f0d9b11', stages: ['AWSCURRENT'], created: '2026-11-02 04:12 UTC', lastRead: '2026-11-19' },
      {
        id: 'b3a9a0de-1c6b-4f0c-a1a3-5d1f0a7f6e02',
        stages: ['AWSPREVIOUS', 'before-migration'],
        created: '2026-10-03 04:12 UTC',
        lastRead: '2026-11-02',
      },
      { id: '0c7e9b54-77d3-4d6e-8d0b-9f7a3d2c1b80', stages: [], created: '2026-09-03 04:11 UTC', lastRead: undefined },
    ],
    state: 'whole',
    problem: undefined,
  },
  replicas: [
    { region: 'us-east-1', status: 'InSync', message: '', key: 'alias/aws/secretsmanager', lastRead: '2026-11-18' },
    {
      region: 'ap-southeast-2',
      status: 'Failed',
      message: 'Secret with this name already exists in this region',
      key: 'alias/app',
      lastRead: undefined,
    },
  ],
  primaryRegion: undefined,
  requestedBy: undefined,
  stale: undefined,
};

export const fields = [
  { key: 'username', bytes: 12 },
  { key: 'password', bytes: 32 },
  { key: 'host', bytes: 61 },
  { key: 'privateKey', bytes: 1_704 },
];

export const edit: EditView = {
  shape: 'object',
  original: [
    { key: 'username', bytes: 12, isJson: false },
    { key: 'password', bytes: 32, isJson: false },
    { key: 'host', bytes: 61, isJson: false },
    { key: 'pool', bytes: 20, isJson: true },
    { key: 'privateKey', bytes: 1_704, isJson: false },
  ],
  rows: ['username', 'password', 'host', 'pool', 'privateKey'].map((key, from) => ({ key, from, typed: undefined })),
};

export const draft: CreateDraft = {
  template: 'pairs',
  account: 'production',
  region: 'us-east-1',
  name: 'prod/payments/new',
  description: '',
  kmsKeyId: '',
  secretType: '',
  replicas: '',
  tags: [],
  fields: [],
  hasSecrets: false,
};

export const form: CreateFormView = {
  accounts: [
    { name: 'production', mark: { production: true, color: 'red' }, regions: ['eu-west-1', 'us-east-1'] },
    { name: 'sandbox', mark: { production: false, color: 'none' }, regions: ['eu-central-1'] },
  ],
  account: 'production',
  region: 'us-east-1',
  namePrefix: 'prod/payments/',
  templates,
  draft: undefined,
  held: [],
};

const auditDetails = [
  { label: 'Call', value: '5f3a1d2c-0b7e-4a57-9d1f-3c8f0e7a6b55' },
  { label: 'Risk', value: 'destructive' },
  { label: 'Written', value: 'intent 2026-11-20 23:58:12, sending 2026-11-20 23:58:31, outcome ok 2026-11-20 23:58:31' },
  { label: 'Approval', value: 'accepted' },
  { label: 'Arguments', value: '{"account":"production","recovery_window_in_days":30,"secret_id":"prod/payments/database"}' },
  { label: 'AWS request ids', value: '0d6f9a54-61aa-4b2a-8f0e-7a2f3c1d9b80 b3a9a0de-8d7a-4c55-9f0e-2f6a4f0d9b11' },
];

export const auditView: AuditView = {
  calls: [
    {
      at: '2026-11-20 23:58:12',
      caller: 'agent 8c1f (Claude Code)',
      operation: 'delete_secret',
      place: 'production, eu-west-1',
      secret: 'prod/payments/database',
      result: 'ok',
      details: auditDetails,
    },
    {
      at: '2026-11-20 23:40:02',
      caller: 'agent 8c1f (Claude Code)',
      operation: 'get_secret_value',
      place: 'production, eu-west-1',
      secret: 'hmac-sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
      result: 'access_denied',
      details: auditDetails,
    },
    {
      at: '2026-11-20 08:00:00',
      caller: 'custody',
      operation: 'open_audit_log',
      place: '',
      secret: '',
      result: '',
      details: [{ label: 'Files', value: 'audit-2026-11-19T08-00-00-000Z-4711-0a1b2c3d.jsonl' }],
    },
  ],
  filter: noAuditFilter,
  page: 0,
  pages: 7,
  count: '1,204 calls.',
  choices: {
    operation: ['delete_secret', 'get_secret_value', 'open_audit_log'],
    caller: ['agent 8c1f (Claude Code)', 'custody', 'person'],
    account: ['production', 'sandbox'],
    result: ['access_denied', 'no outcome', 'ok'],
  },
};
