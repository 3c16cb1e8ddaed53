import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { createServicePool } from '../../src/aws/servicePool.ts';
import type { Account } from '../../src/core/account.ts';
import type { AuditRecord } from '../../src/core/audit.ts';
import { person } from '../../src/core/caller.ts';
import { CustodyError, type ErrorCode } from '../../src/core/errors.ts';
import type { Operation } from '../../src/core/operation.ts';
import { operations } from '../../src/core/operations/index.ts';
import type { SecretDetail, SecretsService } from '../../src/core/secretsService.ts';
import { SecretText } from '../../src/core/secretText.ts';
import { createCustody, type Custody } from '../../src/custody.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts';
import { createRandom, seed } from '../wire/random.ts';
import { startInterposer, type Interposer, type Verdict } from '../fakes/interposer.ts';

const never = new AbortController().signal;
const account: Account = { kind: 'sandbox', name: 'main', regions: ['eu-west-1'], access: 'destroy', host: 'here' };

interface World {
  readonly custody: Custody;
  readonly records: AuditRecord[];
  readonly interposer: Interposer;
  /** Straight to the sandbox, past all that goes wrong. */
  readonly truth: SecretsService;
  readonly close: () => Promise<void>;
}

async function openWorld(sandbox: Sandbox): Promise<World> {
  const interposer = await startInterposer(sandbox.endpoint);
  const records: AuditRecord[] = [];
  const poolOn = (endpoint: string) =>
    createServicePool({ files: { config: '', credentials: '' }, endpoint: undefined, sandbox: async () => ({ ...sandbox, endpoint }) });
  const pool = poolOn(interposer.endpoint);
  const custody = createCustody({
    accounts: async () => [account],
    service: (of, region, caller) => pool.service(of, region, caller),
    present: async (card) => ({ kind: 'accepted', id: card.id }),
    append: async (lines) => {
      for (const line of lines.trimEnd().split('\n')) records.push(JSON.parse(line));
    },
    showSecret: () => false,
    settings: () => ({ maximumAccess: 'destroy', allowForceDelete: false }),
    assertTrusted: () => undefined,
    // The same looks, twenty times as close together.
    wait: (ms) => delay(ms / 20),
  });
  return {
    custody,
    records,
    interposer,
    truth: await poolOn(sandbox.endpoint).service(account, 'eu-west-1', person),
    close: interposer.close,
  };
}

/** The registry's operation, or the same without its way to look an outcome up: the defence off. */
function named(name: string, canSettle = true): Operation {
  const operation = operations.find((one) => one.name === name) ?? assert.fail(name);
  if (canSettle) return operation;
  const settle = async (): Promise<never> => {
    throw new CustodyError('outcome_unknown', 'Not looked up.');
  };
  return { ...operation, prepare: (input) => ({ ...operation.prepare(input), settle }) };
}

async function find(truth: SecretsService, name: string): Promise<SecretDetail | undefined> {
  return truth.describeSecret(name, never).catch((thrown: unknown) => {
    if (thrown instanceof CustodyError && thrown.code === 'secret_not_found') return undefined;
    throw thrown;
  });
}

interface Change {
  readonly operation: 'create_secret' | 'put_secret_value' | 'delete_secret' | 'restore_secret';
  readonly name: string;
  readonly happened: () => Promise<boolean>;
}

/** Makes what is to be changed, straight at the sandbox. */
async function prepare({ truth }: World, kind: number, name: string): Promise<Change> {
  if (kind === 0) return { operation: 'create_secret', name, happened: async () => (await find(truth, name)) !== undefined };
  await truth.createSecret({ name, value: SecretText.of('a-value-to-change-1'), clientRequestToken: crypto.randomUUID() }, never);
  if (kind === 3) return { operation: 'put_secret_value', name, happened: async () => (await find(truth, name))?.versions.length === 2 };
  if (kind === 1) return { operation: 'delete_secret', name, happened: async () => (await find(truth, name))?.deletedDate !== undefined };
  await truth.deleteSecret({ secretId: name, recoveryWindowInDays: 30 }, never);
  return { operation: 'restore_secret', name, happened: async () => (await find(truth, name))?.deletedDate === undefined };
}

async function run({ custody }: World, { operation, name }: Change, signal = never, canSettle = true): Promise<'ok' | ErrorCode> {
  const input =
    operation === 'create_secret'
      ? { name, value: 'generate' }
      : { secret_id: name, ...(operation === 'put_secret_value' ? { value: 'generate' } : {}) };
  const outcome = await custody.execute(named(operation, canSettle), { input, caller: person, signal });
  return outcome.ok ? 'ok' : outcome.error.code;
}

const hasToken = (operation: string): boolean => operation === 'CreateSecret' || operation === 'PutSecretValue';

/** Does the work for each index, so many at once. */
async function eachOf(count: number, atOnce: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

describe('A change that is cut off', () => {
  let sandbox: Sandbox;
  let world: World;
  beforeEach(async () => {
    sandbox = await startSandbox();
    world = await openWorld(sandbox);
  });
  afterEach(async () => {
    await world.close();
    await sandbox.close();
  });

  /** Loses a share of changes before they are carried out and of answers after. */
  function loseSome(): void {
    const random = createRandom(seed);
    world.interposer.onStage = (_change, stage) => {
      if (stage === 'arrived' && random.chance(0.4)) return 'lose';
      return stage === 'carriedOut' && random.chance(0.6) ? 'loseAnswer' : 'pass';
    };
  }

  async function hundredCuts(canSettle: boolean): Promise<{ wrong: string[]; ends: Map<string, number> }> {
    const random = createRandom(seed + 1);
    const kinds = Array.from({ length: 100 }, () => random.below(4));
    const changes: Change[] = [];
    for (const [index, kind] of kinds.entries()) changes.push(await prepare(world, kind, `cuts/${index}`));
    loseSome();
    const wrong: string[] = [];
    const ends = new Map<string, number>();
    await eachOf(changes.length, 5, async (index) => {
      const change = changes[index] ?? assert.fail();
      const end = await run(world, change, never, canSettle);
      ends.set(end, (ends.get(end) ?? 0) + 1);
      const said = end === 'ok' ? true : end === 'not_done' ? false : undefined;
      if (said !== (await change.happened())) wrong.push(`${change.operation} ${change.name}: ${end}`);
    });
    return { wrong, ends };
  }

  it('100 times, before it is carried out or after: each ends as done or as not done, as it was, and none was made twice', async () => {
    const { wrong, ends } = await hundredCuts(true);
    assert.deepEqual(wrong, []);
    // Five go on at once, so that which of them a loss meets is another each time.
    assert.ok((ends.get('ok') ?? 0) > 20 && (ends.get('not_done') ?? 0) > 2, JSON.stringify([...ends]));
    const settled = world.records.filter(({ phase }) => phase === 'settled');
    assert.ok(settled.length > 30 && settled.every(({ result }) => result === 'done' || result === 'not_done'));
    for (let index = 0; index < 100; index += 1) assert.ok(((await find(world.truth, `cuts/${index}`))?.versions.length ?? 0) <= 2);
    // What was sent again, was sent under the token it had before.
    for (const { secret } of world.interposer.changes.filter(({ operation }) => hasToken(operation))) {
      const tokens = world.interposer.changes.filter((change) => change.secret === secret).map(({ token }) => token);
      assert.equal(new Set(tokens).size, 1, secret);
    }
    const others = world.interposer.changes.filter(({ operation }) => !hasToken(operation)).map(({ secret }) => secret);
    assert.equal(new Set(others).size, others.length, 'a delete and a restore are sent once');
  });

  it('would leave the person not knowing, if it were not looked up', async () => {
    const { wrong, ends } = await hundredCuts(false);
    assert.ok((ends.get('outcome_unknown') ?? 0) > 30, JSON.stringify([...ends]));
    assert.ok(wrong.length > 30);
  });

  it('by a cancel, 500 times within half a second: the log says how each ended, and it is so', async () => {
    const random = createRandom(seed + 2);
    const plan = Array.from({ length: 500 }, () => ({ kind: random.below(4), cancelAfterMs: random.below(500), heldMs: random.below(40) }));
    const changes: Change[] = [];
    for (const [index, { kind }] of plan.entries()) changes.push(await prepare(world, kind, `cancelled/${index}`));
    world.interposer.onStage = async ({ secret }, stage): Promise<Verdict> => {
      const held = plan[Number(/cancelled\/(\d+)/.exec(secret)?.[1])]?.heldMs ?? 0;
      if (stage !== 'answered') await delay(held);
      return 'pass';
    };
    const ends = new Map<string, number>();
    const wrong: string[] = [];
    await eachOf(plan.length, 50, async (index) => {
      const change = changes[index] ?? assert.fail();
      const cancel = new AbortController();
      const timer = setTimeout(() => cancel.abort(), plan[index]?.cancelAfterMs);
      const end = await run(world, change, cancel.signal);
      clearTimeout(timer);
      ends.set(end, (ends.get(end) ?? 0) + 1);
      if ((end === 'ok') !== (await change.happened())) wrong.push(`${change.operation} ${change.name}: ${end}`);
    });
    assert.deepEqual(wrong, []);
    assert.deepEqual(
      [...ends.keys()].filter((end) => !['ok', 'cancelled', 'not_done'].includes(end)),
      [],
    );
    for (const end of ['ok', 'cancelled'] as const) assert.ok((ends.get(end) ?? 0) > 20, JSON.stringify([...ends]));
    // Every call that began to send has a line that says how it ended, and an unknown one a line that settles it.
    const last = new Map(world.records.filter(({ phase }) => phase !== 'intent').map((record) => [record.call, record]));
    for (const { phase, result } of last.values()) assert.ok(phase === 'settled' || (phase === 'outcome' && result !== 'outcome_unknown'));
  });
});
