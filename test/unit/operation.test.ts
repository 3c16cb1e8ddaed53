import assert from 'node:assert/strict';
import * as z from 'zod';
import { defineOperation, promptHints, type OperationContext } from '../../src/core/operation.ts';
import { operations } from '../../src/core/operations/index.ts';
import { noEnvFiles } from '../../src/core/envFiles.ts';
import { noSignIns } from '../../src/core/signInStatus.ts';
import { noTerminals } from '../../src/core/terminals.ts';
import { createFakePrograms } from '../fakes/fakePrograms.ts';
import { createFakeSecrets } from './fakeSecrets.ts';
import { agent, mainAccount, sampleFor } from './executeWorld.ts';
import { throwsWith } from './support.ts';

const greet = defineOperation({
  name: 'greet_secret',
  title: 'Greet Secret',
  description: 'Greets.',
  api: undefined,
  risk: 'read',
  needs: 'list',
  target: 'secret',
  appliesTo: [],
  palette: 'none',
  input: z.strictObject({ secret_id: z.string().max(5), times: z.int().optional(), tags: z.record(z.string(), z.string()).optional() }),
  run: async (_context, input, before) => `${input.secret_id} ${input.times ?? 1} ${JSON.stringify(before.state)}`,
  toAgent: (output) => `said ${output}`,
});

const context: OperationContext = {
  caller: agent,
  accounts: [],
  signal: new AbortController().signal,
  value: undefined,
  clientRequestToken: 't',
  showSecret: () => false,
  signIns: noSignIns,
  envFiles: noEnvFiles,
  programs: createFakePrograms(),
  terminals: noTerminals,
  tell: undefined,
  pin: async () => undefined,
  account: 'main',
  region: 'eu-west-1',
  allow: undefined,
  assertAllowed: () => undefined,
  countGuess: () => undefined,
  service: createFakeSecrets().service,
  serviceIn: async () => createFakeSecrets().service,
  serviceOf: async () => ({ service: createFakeSecrets().service, account: 'main', region: 'eu-west-1' }),
};

describe("an operation's prepare", () => {
  it('names each unknown argument and the ones there are', () => {
    const error = throwsWith('unknown_argument', () => greet.prepare({ secret_id: 'a', secretId: 'b', force: true }));
    assert.equal(error.message, 'greet_secret takes no argument secretId, force; it takes secret_id, times, tags.');
  });

  it('does not repeat an unknown argument whose name may be anything, a value included', () => {
    const error = throwsWith('unknown_argument', () => greet.prepare({ secret_id: 'a', 'p@ss word!': 1, ['x'.repeat(41)]: 1 }));
    assert.ok(!error.message.includes('p@ss') && !error.message.includes('xxx'));
    assert.match(error.message, /one with an unusual name/);
  });

  it('reports unknown arguments before wrong ones, and all wrong ones at once', () => {
    throwsWith('unknown_argument', () => greet.prepare({ secret_id: 7, nope: 1 }));
    const { message } = throwsWith('invalid_input', () => greet.prepare({ secret_id: 'too-long', times: 'x' }));
    assert.ok(message.includes('secret_id') && message.includes('times'), message);
  });

  it('never repeats the content of a wrong argument', () => {
    const { message } = throwsWith('invalid_input', () =>
      greet.prepare({ secret_id: 'hunter2-hunter2', times: 'swordfish', tags: { a: 7, b: ['x-ray'] } }),
    );
    for (const content of ['hunter2', 'swordfish', 'x-ray']) assert.ok(!message.includes(content), message);
  });

  it('says that an argument is missing', () => {
    assert.match(throwsWith('invalid_input', () => greet.prepare({})).message, /secret_id/);
    throwsWith('invalid_input', () => greet.prepare(undefined));
    throwsWith('invalid_input', () => greet.prepare(null));
  });

  it('does not turn a text into a number or a number into a text', () => {
    throwsWith('invalid_input', () => greet.prepare({ secret_id: 'a', times: '3' }));
    throwsWith('invalid_input', () => greet.prepare({ secret_id: 3 }));
  });

  it('counts an argument named __proto__ as unknown, as any other', () => {
    throwsWith('unknown_argument', () => greet.prepare(JSON.parse('{"secret_id":"a","__proto__":{"times":2}}')));
  });

  it('runs with what was parsed, and renders what the model reads', async () => {
    const prepared = greet.prepare({ secret_id: 'a', times: 2 });
    const before = await prepared.precondition(context);
    const { output, toText } = await prepared.run(context, before);
    assert.deepEqual([output, toText()], ['a 2 {}', 'said a 2 {}']);
  });

  it('is not reached by a change to its input afterwards', async () => {
    const input = { secret_id: 'a', tags: { k: 'v' } };
    const prepared = greet.prepare(input);
    input.secret_id = 'b';
    input.tags.k = 'changed';
    assert.deepEqual(prepared.arguments, { secret_id: 'a', tags: { k: 'v' } });
  });

  it('takes the region from the ARN unless one is named', () => {
    const [describe = assert.fail()] = operations.filter(({ name }) => name === 'describe_secret');
    const arn = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:x-AbCdEf';
    assert.equal(describe.prepare({ secret_id: arn }).region, 'us-east-1');
    assert.equal(describe.prepare({ secret_id: arn, region: 'eu-west-1' }).region, 'eu-west-1');
    assert.equal(describe.prepare({ secret_id: 'arnold:a:b:c' }).region, undefined);
  });
});

describe('the registry', () => {
  it('has names on the wire of verb and noun, each once, and titles each once', () => {
    for (const { name } of operations) assert.match(name, /^[a-z]+(_[a-z]+)+$/);
    assert.equal(new Set(operations.map(({ name }) => name)).size, operations.length);
    assert.equal(new Set(operations.map(({ title }) => title)).size, operations.length);
  });

  it('has descriptions of one sentence', () => {
    for (const { name, description } of operations) assert.match(description, /^[A-Z][^.]*\.$/, name);
  });

  it('asks a level of an agent that fits the risk', () => {
    const lowest = { read: ['list', 'describe'], use: ['use'], reveal: ['use'], write: ['write'], destructive: ['destroy'] };
    for (const { name, risk, needs } of operations) assert.ok(lowest[risk].includes(needs), `${name}: ${risk} needs ${needs}`);
  });

  it('has no argument that could carry a value', () => {
    for (const { name, input } of operations) {
      for (const key of Object.keys(input.shape)) assert.doesNotMatch(key, /^(secret_(string|binary|value)|password|binary)$/, name);
    }
    assert.deepEqual(
      operations.filter(({ input }) => input.safeParse({ name: 'a', value: 'hunter2' }).success).map(({ name }) => name),
      [],
    );
  });

  it("has arguments an agent's JSON schema can carry, closed to any other, and without our prompts", () => {
    for (const { name, input } of operations) {
      const schema = z.toJSONSchema(input);
      assert.equal(schema.additionalProperties, false, name);
      assert.ok(!JSON.stringify(schema).includes('"prompt"'), name);
    }
  });

  it('keeps its prompts beside the schemas, where the palette finds them', () => {
    const [create = assert.fail()] = operations.filter(({ name }) => name === 'create_secret');
    const name = create.input.shape['name'] ?? assert.fail();
    assert.match(promptHints.get(name)?.prompt ?? '', /Name of the new secret/);
  });

  it('looks at the secret before each change, so that an approval is bound to what is there', async () => {
    for (const operation of operations.filter(({ risk }) => risk === 'write' || risk === 'destructive')) {
      const fake = createFakeSecrets();
      fake.add('prod/db', 'x', { tags: { env: 'prod' }, policy: '{"Statement":[]}' });
      fake.add('rotating/db', 'x', { rotationEnabled: true });
      fake.add('old/db', 'x', { deletedDate: '2026-12-01' });
      fake.add('far/db', 'x', { replicas: [{ region: 'us-west-2', status: 'InSync' }] });
      fake.add('near/db', 'x', { primaryRegion: 'us-west-2' });
      await operation.prepare(sampleFor(operation)).precondition({ ...context, accounts: [mainAccount], service: fake.service });
      const [first, ...others] = fake.calls.map(({ method }) => method);
      assert.equal(first, 'describeSecret', operation.name);
      for (const method of others) assert.match(method, /^(get(ResourcePolicy|CallerIdentity)|validate)/, operation.name);
    }
  });
});
