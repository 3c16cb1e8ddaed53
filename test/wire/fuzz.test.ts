import assert from 'node:assert/strict';
import type { Caller } from '../../src/core/caller.ts';
import { CustodyError } from '../../src/core/errors.ts';
import type { Outcome } from '../../src/core/execute.ts';
import { operations } from '../../src/core/operations/index.ts';
import { post, rpc, useDoors } from '../contract/frontDoors.ts';
import { canary } from '../contract/memoryCustody.ts';
import { createFuzzWorld } from './fuzzWorld.ts';
import { makeInput } from './inputs.ts';
import { createRandom, seed, type Random } from './random.ts';
import { assertAlive } from './wireDoor.ts';

const worldSize = 500;
const hangMs = 2_000;

describe(`Every tool under inputs of all kinds (seed ${seed})`, () => {
  const doors = useDoors();
  const rejections: unknown[] = [];
  const onRejection = (reason: unknown): void => {
    rejections.push(reason);
  };

  before(() => {
    process.on('unhandledRejection', onRejection);
  });

  afterEach(() => {
    assert.deepEqual(rejections, []);
    assert.deepEqual(Object.keys(Object.prototype), []);
  });

  after(() => {
    process.off('unhandledRejection', onRejection);
  });

  it('fails in sentences with a next step, and changes nothing that was not written down first, over 150,000 calls', async () => {
    const { effects, unaudited, done } = await fuzz(150_000);
    assert.deepEqual(unaudited, []);
    // The calls reached everything there is to reach.
    for (const operation of operations) assert.ok((done[operation.name] ?? 0) >= 5, `${operation.name}: ${done[operation.name]}`);
    const changing = operations.filter(({ risk }) => risk === 'write' || risk === 'destructive').map(({ name }) => name);
    assert.deepEqual(new Set(effects), new Set(changing));
  });

  it('is seen to change things unwritten when the intent is left out', async () => {
    const { effects, unaudited } = await fuzz(2_000, false);
    assert.notEqual(effects.length, 0);
    assert.deepEqual(unaudited, effects);
  });

  it('answers 1,000 such inputs over HTTP, and stays alive', async () => {
    const random = createRandom(seed);
    const world = createFuzzWorld(random);
    const door = await doors.open([], { execute: world.execute });
    for (let index = 0; index < 1_000; index += 1) {
      const operation = random.pick(operations);
      const body = rpc('tools/call', { name: operation.name, arguments: makeInput(operation, random) }, index);
      world.begin();
      const started = performance.now();
      const { status, text, messages } = await post(door, { body });
      const told = `seed ${seed}, call ${index}: ${body.slice(0, 500)}`;
      assert.ok(performance.now() - started < hangMs, `took too long: ${told}`);
      assert.ok([200, 400, 413].includes(status), `${status} ${text} ${told}`);
      assert.ok(body.includes(canary) || !text.includes(canary), `answered a value: ${told}`);
      const [message] = messages;
      if (message?.result?.isError) assertSentence(message.result.content?.[0]?.text ?? '', body, told);
      else assert.ok(message?.result ?? message?.error, told);
    }
    assert.notEqual(world.effects.length, 0);
    assert.deepEqual(world.unaudited, []);
    const memory = await doors.open();
    await assertAlive(memory);
    assert.equal((await post(door, { body: rpc('tools/list') })).status, 200);
  });
});

async function fuzz(count: number, intents = true) {
  const random = createRandom(seed);
  const done: Record<string, number> = {};
  const [effects, unaudited]: [string[], string[]] = [[], []];
  let world = createFuzzWorld(random, { intents });
  let planted = '';
  for (let index = 0; index < count; index += 1) {
    if (index % worldSize === 0) [world, planted] = [createFuzzWorld(random, { intents }), ''];
    const operation = random.pick(operations);
    const input = makeInput(operation, random);
    const told = `seed ${seed}, call ${index}: ${operation.name} ${(JSON.stringify(input) ?? 'nothing').slice(0, 500)}`;
    world.begin();
    const outcome = await within(world.execute(operation, { input, caller: pickCaller(random) }), told);
    const given = JSON.stringify(input) ?? '';
    // Whoever writes the value into a description or a key's name is told it again as such.
    check(outcome, given + planted, told);
    if (outcome.ok && operation.risk !== 'read' && given.includes(canary)) planted = canary;
    if (outcome.ok) done[operation.name] = (done[operation.name] ?? 0) + 1;
    if (index % worldSize === worldSize - 1 || index === count - 1) {
      effects.push(...world.effects);
      unaudited.push(...world.unaudited.map((each) => `${each} before ${told}`));
    }
  }
  return { done, effects, unaudited: intents ? unaudited : unaudited.map((each) => each.replace(/ before .*/s, '')) };
}

function check(outcome: Outcome<unknown>, given: string, told: string): void {
  if (outcome.ok) {
    assert.equal(typeof outcome.text, 'string', told);
    assert.ok(given.includes(canary) || !outcome.text.includes(canary), `answered a value: ${told}`);
    return;
  }
  const { error } = outcome;
  assert.ok(error instanceof CustodyError, told);
  assert.notEqual(error.code, 'internal', `crashed: ${error.message} ${told}`);
  assert.match(error.next, /\w.*\.$/, told);
  assert.ok(error.sentence.endsWith(error.next), told);
  assertSentence(error.sentence, given, told);
}

/** One line that a person or a model can act on, which echoes neither values nor floods. */
function assertSentence(sentence: string, given: string, told: string): void {
  assert.match(sentence, /\w.*\.$/s, told);
  // Before a value was fetched nobody can know that an argument holds it.
  assert.ok(given.includes(canary) || !sentence.includes(canary), `told a value: ${told}`);
  assert.doesNotMatch(sentence, /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u, `not on one line: ${told}`);
  assert.ok(sentence.length < 3_000, `a sentence of ${sentence.length} characters: ${told}`);
}

function pickCaller(random: Random): Caller {
  if (random.chance(0.4)) return { kind: 'person' };
  return { kind: 'agent', client: `client-${random.below(5)}`, claimedName: 'fuzz' };
}

async function within(call: Promise<Outcome<unknown>>, told: string): Promise<Outcome<unknown>> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`hangs: ${told}`)), hangMs);
  try {
    return await Promise.race([call, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
