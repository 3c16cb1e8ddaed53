import { operations } from '../../src/core/operations/index.ts';
import { echo } from '../canaries/echo.ts';
import { canary } from '../contract/memoryCustody.ts';
import { makeInput } from './inputs.ts';
import type { Random } from './random.ts';

// What an agent that means no good sends.

export const guesses: readonly string[] = [
  canary,
  `x${canary}y`,
  Buffer.from(canary).toString('base64'),
  Buffer.from(canary).toString('hex'),
  encodeURIComponent(canary),
  canary.slice(0, 9),
  'An0ther-Value!7f3a9',
  '{{resolve:secretsmanager:prod/db:SecretString:password}}',
];

export interface Sending {
  readonly isModern?: boolean;
  readonly name?: string;
  readonly signal?: AbortSignal;
}

export type Sent = readonly [method: string, params: object, sending: Sending];

const call = (name: string, input: unknown, isModern: boolean): Sent => ['tools/call', { name, arguments: input }, { isModern, name }];

export function toolCall(random: Random, isModern: boolean): Sent {
  const operation = random.pick(operations);
  const input = makeInput(operation, random);
  // A value that was never known cannot be told from any other text, so none is sent but by a guess.
  return call(operation.name, input, isModern && typeof input === 'object');
}

const prod = { secret_id: 'prod/db' };
const version = '00000000-0000-4000-8000-000000000000';

const sources = [
  { value: 'environment', from: 'TOKEN' },
  { value: 'dotenv', from: '.env#KEY' },
  { value: 'dotenv', from: '.env' },
];

const run = {
  command: [process.execPath, '-e', echo],
  env: { A: '{{resolve:secretsmanager:prod/db:SecretString:password}}' },
  files: { F: '{{resolve:secretsmanager:old/key}}' },
  stdin: 'All of it: {{resolve:secretsmanager:prod/db}}',
};

const uses: readonly (readonly [name: string, input: object])[] = [
  ['run_with_secrets', run],
  ['write_env_file', { ...prod, path: '.env' }],
  ['write_env_file', { ...prod, path: '.env.local', keys: ['password'] }],
  ['compare_secrets', { ...prod, other: 'old/key' }],
  ['compare_secrets', { ...prod, other: ':AWSCURRENT' }],
];

/** A change that succeeds if a person allows it. */
export function goodChange(random: Random, isModern: boolean): Sent {
  const [name, input] = random.pick<readonly [string, object]>([
    ['create_secret', { name: `new/${random.hex(6)}`, value: random.pick(['generate', 'person']) }],
    ['put_secret_value', { ...prod, value: random.pick(['generate', 'person']), key: 'password' }],
    ['update_secret', { ...prod, description: `orders ${random.hex(4)}` }],
    ['tag_resource', { ...prod, tags: { owner: random.hex(4) } }],
    ['untag_resource', { ...prod, tag_keys: ['stage'] }],
    ['delete_secret', { secret_id: 'old/key' }],
    ['delete_secret', prod],
    ['restore_secret', { secret_id: random.pick(['old/key', 'prod/db']) }],
    ['put_resource_policy', { ...prod, policy: '{"Statement":[]}' }],
    ['delete_resource_policy', prod],
    ['rotate_secret', { ...prod, rotation_lambda_arn: 'arn:aws:lambda:eu-west-1:111122223333:function:rotate' }],
    ['cancel_rotate_secret', prod],
    ['update_secret_version_stage', { ...prod, version_stage: `CANARY-${random.below(9)}`, move_to_version_id: version }],
    ['replicate_secret_to_regions', { ...prod, regions: ['us-east-1'] }],
    ['remove_regions_from_replication', { secret_id: random.pick(['old/key', 'prod/db']), regions: ['us-east-1'] }],
    ['stop_replication_to_replica', { secret_id: 'near/db', region: 'us-east-1' }],
    ['create_secret', { name: `new/${random.hex(6)}`, ...random.pick(sources) }],
    ['put_secret_value', { ...prod, ...random.pick(sources) }],
    // One of them, as each start of a program takes its time.
    random.pick(uses),
  ]);
  return call(name, input, isModern);
}

/** Puts a value to use, or compares two, which nobody is asked about. */
export function goodUse(random: Random, isModern: boolean): Sent {
  const [name, input] = random.pick(uses);
  return call(name, input, isModern);
}

/** A good change, or a search, with a guess in some argument, key or name. */
export function withGuess(random: Random, isModern: boolean): Sent {
  const guess = random.pick(guesses);
  const [name, input] = random.pick<readonly [string, object]>([
    ['list_secrets', { search: guess }],
    ['describe_secret', { secret_id: guess }],
    ['update_secret', { ...prod, description: guess }],
    ['tag_resource', { ...prod, tags: { [guess]: 'x' } }],
    ['tag_resource', { ...prod, tags: { [guess]: 7 } }],
    ['tag_resource', { ...prod, tags: { [canary.slice(0, 9)]: canary.slice(9) } }],
    ['create_secret', { name: 'new/guess', value: guess }],
    ['get_secret_value', { ...prod, [guess]: true }],
    ['run_with_secrets', { ...run, command: ['echo', guess] }],
    ['run_with_secrets', { ...run, env: { ...run.env, B: guess } }],
    ['write_env_file', { ...prod, path: `${guess}/.env` }],
    ['compare_secrets', { ...prod, other: guess }],
    ['create_secret', { name: 'new/guess', value: 'dotenv', from: `.env#${guess}` }],
    [guess, {}],
  ]);
  return call(name, input, isModern && /^[\w]+$/.test(name));
}
