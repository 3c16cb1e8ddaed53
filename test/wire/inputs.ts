import * as z from 'zod';
import type { Operation } from '../../src/core/operation.ts';
import type { Random } from './random.ts';

type Schema = z.core.JSONSchema.JSONSchema;

/** Values that make sense for a field, so that many calls get past the schema. */
const fitting: Readonly<Record<string, readonly unknown[]>> = {
  account: ['memory', 'memory', 'other', 'closed'],
  region: ['eu-west-1', 'eu-west-1', 'us-east-1', 'mars-north-1'],
  secret_id: [
    'prod/db',
    'prod/near',
    'prod/far',
    'old/key',
    'old/key',
    'new/one',
    'arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-a1B2c3',
    'missing',
  ],
  name: ['new/one', 'new/two', 'prod/db', 'x'.repeat(512), 'ends-like-a1B2c3'],
  tags: [{}, { team: 'core' }, { team: 'core', stage: 'prod' }],
  recovery_window_in_days: [7, 30, 14],
  length: [8, 32, 4_096],
  exclude_characters: ['', '/@"', 'c4n4ry'],
  tag_keys: [['team'], ['team', 'stage'], []],
  if_version: ['00000000-0000-4000-8000-000000000000', 'x'.repeat(32)],
  description: ['', 'orders', 'x'.repeat(2_048)],
  policy: ['{"Statement":[]}', '{"Statement":{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}}', '{', 'x'.repeat(20_480)],
  rotation_lambda_arn: [
    'arn:aws:lambda:eu-west-1:111122223333:function:rotate',
    'arn:aws:lambda:eu-west-1:111122223333:function:rotate:live',
    'rotate',
  ],
  schedule_expression: ['rate(10 days)', 'cron(0 8 1 * ? *)', 'rate(1 hour)'],
  duration: ['2h', '25h'],
  version_stage: ['AWSCURRENT', ...Array.from({ length: 12 }, (_, index) => `CANARY-${index}`)],
  move_to_version_id: [
    '00000000-0000-4000-8000-000000000000',
    '00000000-0000-4000-8000-000000000000',
    '00000000-0000-4000-8000-000000000001',
  ],
  remove_from_version_id: ['00000000-0000-4000-8000-000000000000'],
  regions: [['us-east-1'], ['us-east-1'], ['us-east-1'], ['us-east-1'], ['us-east-1', 'cn-north-1']],
  secret_ids: [['prod/db', 'old/key'], ['missing'], []],
  command: [['psql'], ['psql', '-c', 'select 1'], []],
  env: [
    { PGPASSWORD: '{{resolve:secretsmanager:prod/db:SecretString:password}}' },
    { A: 'no reference' },
    { 'a b': '{{resolve:secretsmanager:prod/db}}' },
  ],
  stdin: ['{{resolve:secretsmanager:prod/db}}', '{{resolve:secretsmanager:a b}}'],
  files: [{ KEY: '{{resolve:secretsmanager:prod/near}}' }, { KEY: '{{resolve:secretsmanager:prod/db:SecretBinary}}' }],
  directory: ['/srv/shop'],
  timeout: [1, 600],
  other: ['old/key', ':AWSCURRENT', 'prod/db:AWSPREVIOUS', 'a:b:c', 'arn:aws:secretsmanager:us-east-1:111122223333:secret:prod/far-a1B2c3'],
  path: ['.env', 'sub/.env.local', '../.env', '/etc/passwd'],
  keys: [['password'], ['none']],
  from: ['TOKEN', '.env#KEY', '.env', 'NONE'],
  key: ['password', '__proto__', '{}', 'a:b'],
};

const hostile: readonly ((random: Random) => unknown)[] = [
  () => null,
  () => undefined,
  () => true,
  () => Number.NaN,
  () => Number.POSITIVE_INFINITY,
  () => -0,
  () => 1e308,
  () => 2 ** 53,
  () => 7.5,
  () => -1,
  () => 'NaN',
  () => '1e3',
  () => '',
  () => '\0',
  () => 'a\nb\r\nc',
  () => '\ud800',
  () => 'x\udc00\ud800y',
  () => '\u202etxt.exe\u2066',
  () => '{{resolve:secretsmanager:prod/db:SecretString:password}}',
  () => '../../etc/passwd',
  () => '${process.exit(1)}',
  () => '%s%s%n',
  () => '__proto__',
  () => 'constructor',
  () => 'arn:aws:secretsmanager',
  () => 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:\u0000',
  () => 'c4n4ry-Value!7f3a9',
  () => Buffer.from('c4n4ry-Value!7f3a9').toString('base64'),
  (random) => 'x'.repeat(random.pick([513, 2_049, 5_000, 70_000])),
  (random) => '\u{1f511}'.repeat(random.pick([600, 20_000])),
  (random) => random.hex(random.below(80)),
  () => [],
  () => ['prod/db', 'prod/db'],
  () => ({}),
  () => ({ toString: 'prod/db', valueOf: 1, length: 7 }),
  () => JSON.parse('{"then":"x"}'),
  () => JSON.parse('{"__proto__":{"polluted":true}}'),
  () => JSON.parse('{"constructor":{"prototype":{"polluted":true}}}'),
  () => ({ 'aws:reserved': 'x' }),
  () => ({ [`evil\nkey\u202e${'x'.repeat(3_000)}`]: 'x', ['y'.repeat(200)]: 1 }),
  () => Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`tag${index}`, 'x'])),
  (random) => deep(random.pick([5, 40, 3_000]), random.chance(0.5)),
];

const unknownKeys = ['value_', 'secret', 'SecretId', 'force ', '__proto__', 'constructor', 'prototype', 'toString', '', '\0', '\ud800'];

const schemas = new WeakMap<Operation, Schema>();

function schemaOf(operation: Operation): Schema {
  const schema = schemas.get(operation) ?? z.toJSONSchema(operation.input, { io: 'input' });
  schemas.set(operation, schema);
  return schema;
}

/** Left out seldom: without an account most calls end at once, and a label that goes nowhere is no move. */
const often = new Set(['account', 'move_to_version_id']);

/** An input for the operation: made after its schema, and mostly spoilt afterwards. */
export function makeInput(operation: Operation, random: Random): unknown {
  if (random.chance(0.03)) return random.pick(hostile)(random);
  const { properties = {}, required = [] } = schemaOf(operation);
  const fields = new Map<string, unknown>();
  for (const [name, schema] of Object.entries(properties)) {
    if (!required.includes(name) && !random.chance(often.has(name) ? 0.9 : 0.3)) continue;
    fields.set(name, typeof schema === 'boolean' ? schema : fit(name, schema, random));
  }
  const times = random.below(4);
  for (let done = 0; done < times; done += 1) spoil(fields, Object.keys(properties), random);
  // Object.fromEntries makes `__proto__` a key like any other, as JSON.parse does.
  return Object.fromEntries(fields);
}

function spoil(fields: Map<string, unknown>, names: readonly string[], random: Random): void {
  const change = random.below(10);
  if (change < 5 && names.length > 0) fields.set(random.pick(names), random.pick(hostile)(random));
  else if (change < 6 && fields.size > 0) fields.delete(random.pick([...fields.keys()]));
  else if (change < 8) fields.set(random.pick(unknownKeys), random.pick(hostile)(random));
}

function fit(name: string, schema: Schema, random: Random): unknown {
  const known = fitting[name];
  if (known && random.chance(0.9)) return random.pick(known);
  if (schema.enum) return random.pick(schema.enum);
  if (schema.type === 'boolean') return random.chance(0.5);
  if (schema.type === 'integer' || schema.type === 'number') {
    const [least, most] = [Math.max(schema.minimum ?? 0, -100), Math.min(schema.maximum ?? 100, 10_000)];
    return random.pick([least, most, least - 1, most + 1, least + random.below(most - least + 1)]);
  }
  if (schema.type === 'object') return { any: 'text' };
  const [shortest, longest] = [schema.minLength ?? 0, schema.maxLength ?? 100];
  return 'a'.repeat(random.pick([shortest, shortest, Math.max(0, shortest - 1), Math.min(longest, 5_000), Math.min(longest + 1, 5_000)]));
}

function deep(levels: number, asArray: boolean): unknown {
  let value: unknown = 'end';
  for (let level = 0; level < levels; level += 1) value = asArray ? [value] : { value };
  return value;
}
