import assert from 'node:assert/strict';
import type { AwsCredentialIdentity } from '@smithy/types';
import { holdCredentials, type HeldCredentials } from '../../src/aws/credentials/heldCredentials.ts';
import { CustodyError } from '../../src/core/errors.ts';

const minute = 60_000;
const hour = 60 * minute;

interface World {
  readonly held: HeldCredentials;
  /** Whether each sign-in was to be one that nothing was kept of. */
  readonly forced: boolean[];
  readonly source: () => Promise<AwsCredentialIdentity>;
  /** How often it signed in. */
  readonly signIns: () => number;
  now: number;
  /** From 0 to 1. */
  jitter: number;
  /** How long the next credentials live; without an end where undefined. */
  lives: number | undefined;
  /** Runs in front of a sign-in: throws or waits. */
  before: () => Promise<void> | void;
}

function createWorld(): World {
  let signIns = 0;
  const world: World = {
    now: 0,
    jitter: 0,
    lives: hour,
    before: () => undefined,
    signIns: () => signIns,
    forced: [],
    async source() {
      signIns += 1;
      const number = signIns;
      await world.before();
      const expiration = world.lives === undefined ? {} : { expiration: new Date(world.now + world.lives) };
      return { accessKeyId: `key-${number}`, secretAccessKey: 'x', ...expiration };
    },
    held: holdCredentials(
      (options) => {
        world.forced.push(options?.['forceRefresh'] === true);
        return world.source();
      },
      { now: () => world.now, random: () => world.jitter },
    ),
  };
  return world;
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const keyOf = async ({ held }: World): Promise<string> => (await held.provider()).accessKeyId;
const many = (world: World): Promise<readonly AwsCredentialIdentity[]> =>
  Promise.all(Array.from({ length: 32 }, () => world.held.provider()));
const fails = (code: 'unreachable' | 'cancelled') => (): never => {
  throw new CustodyError(code, 'No.');
};

describe('credentials that are held', () => {
  let world: World;
  beforeEach(() => {
    world = createWorld();
  });

  it('are got once for all who wait, and once more for all who come after their end', async () => {
    assert.equal(new Set(await many(world)).size, 1);
    assert.equal(world.signIns(), 1);
    world.now = hour;
    assert.equal(new Set(await many(world)).size, 1);
    assert.equal(world.signIns(), 2);
  });

  it('control: without them each call signs in', async () => {
    await Promise.all(Array.from({ length: 32 }, world.source));
    assert.equal(world.signIns(), 32);
  });

  for (const [jitter, due] of [
    [0, hour - 5 * minute],
    [1, hour - 6 * minute],
    [0.5, hour - 5.5 * minute],
  ] as const) {
    it(`are renewed ${(hour - due) / minute} minutes before their end when the dice say ${jitter}, and serve until the new ones are there`, async () => {
      world.jitter = jitter;
      await keyOf(world);
      world.now = due - 1;
      assert.equal(await keyOf(world), 'key-1');
      await settle();
      assert.equal(world.signIns(), 1);
      world.now = due;
      assert.deepEqual(new Set((await many(world)).map(({ accessKeyId }) => accessKeyId)), new Set(['key-1']));
      await settle();
      assert.equal(world.signIns(), 2);
      assert.equal(await keyOf(world), 'key-2');
    });
  }

  it('that live but minutes are renewed at half their life, not at each call', async () => {
    world.lives = 4 * minute;
    for (let call = 0; call < 5; call += 1) await keyOf(world);
    assert.equal(world.signIns(), 1);
    world.now = 2 * minute;
    await keyOf(world);
    await settle();
    assert.equal(world.signIns(), 2);
  });

  it('go on where a renewal fails, say why, and try again half a minute later', async () => {
    await keyOf(world);
    world.now = hour - 5 * minute;
    world.before = fails('unreachable');
    assert.equal(await keyOf(world), 'key-1');
    await settle();
    assert.ok(world.held.failure() instanceof CustodyError);
    world.now += 29_000;
    assert.equal(await keyOf(world), 'key-1');
    assert.equal(world.signIns(), 2);
    world.before = () => undefined;
    world.now += 1_000;
    await keyOf(world);
    await settle();
    assert.equal(await keyOf(world), 'key-3');
    assert.equal(world.held.failure(), undefined);
  });

  it('ask a person who left the question only once they must', async () => {
    await keyOf(world);
    world.now = hour - 5 * minute;
    world.before = fails('cancelled');
    await keyOf(world);
    await settle();
    world.now = hour - 1;
    assert.equal(await keyOf(world), 'key-1');
    await settle();
    assert.equal(world.signIns(), 2);
    world.now = hour;
    await assert.rejects(world.held.provider(), { code: 'cancelled' });
    assert.equal(world.signIns(), 3);
  });

  it('fail all who waited with the same error, and the next call tries again', async () => {
    world.before = fails('cancelled');
    const thrown = await Promise.allSettled(Array.from({ length: 32 }, () => world.held.provider()));
    assert.equal(new Set(thrown.map((each) => each.status === 'rejected' && each.reason)).size, 1);
    assert.equal(world.signIns(), 1);
    world.before = () => undefined;
    assert.equal(await keyOf(world), 'key-2');
  });

  it('are renewed by force once for all that left before', async () => {
    await keyOf(world);
    world.now = 1_000;
    const refresh = (olderThan: number): Promise<AwsCredentialIdentity> =>
      Promise.resolve(world.held.provider({ forceRefresh: true, olderThan }));
    await Promise.all([refresh(500), refresh(900)]);
    await refresh(500);
    assert.equal(world.signIns(), 2);
    world.now = 2_000;
    await refresh(1_500);
    assert.equal(world.signIns(), 3);
  });

  it('without an end stay, and are read again for a role that is assumed from them', async () => {
    world.lives = undefined;
    await keyOf(world);
    world.now = 100 * hour;
    await keyOf(world);
    assert.equal(world.signIns(), 1);
    assert.equal((await world.held.asBase()).accessKeyId, 'key-2');
  });

  it('are got from what their source keeps, but not by force nor after a drop', async () => {
    await keyOf(world);
    world.now = hour;
    await keyOf(world);
    await world.held.provider({ forceRefresh: true });
    world.held.drop();
    await keyOf(world);
    assert.deepEqual(world.forced, [false, false, true, true]);
  });

  it('that were dropped on their way do not come back', async () => {
    const gate = Promise.withResolvers<void>();
    world.before = () => gate.promise;
    const early = world.held.provider();
    world.held.drop();
    world.before = () => undefined;
    assert.equal(await keyOf(world), 'key-2');
    gate.resolve();
    await early;
    assert.equal(await keyOf(world), 'key-2');
  });
});
