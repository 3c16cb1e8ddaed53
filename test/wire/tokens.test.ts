import assert from 'node:assert/strict';
import type { FrontDoor } from '../../src/mcp/http.ts';
import { listAccounts, post, tokenOf, useDoors } from '../contract/frontDoors.ts';
import { createRandom, seed, type Random } from './random.ts';
import { watchRequests } from './requestsSeen.ts';
import { requestOf } from './requests.ts';
import { exchange, gateOf, statusesIn } from './wireDoor.ts';

const rounds = 10;
const guessesPerRound = 1_000;
const atOnce = 10;

describe(`The front door under 10,000 wrong tokens (seed ${seed})`, () => {
  const doors = useDoors();

  /** A guess with a body that would keep a parser busy or crash it. */
  function guess(door: FrontDoor, random: Random): string {
    return requestOf({ token: random.pick(wrongTokens)(tokenOf(door), random), body: random.pick(hostileBodies)(random) }, gateOf(door));
  }

  it('reads no body, lets nobody in, and serves whoever has the token', async () => {
    let now = 1_000_000;
    const attacks: string[] = [];
    const door = await doors.open([], { onAttack: (what) => attacks.push(what), hooks: { now: () => now } });
    const seen = watchRequests(door.port);
    const random = createRandom(seed);
    const statuses: number[] = [];
    let served = 0;
    try {
      for (let round = 0; round < rounds; round += 1) {
        for (let sent = 0; sent < guessesPerRound; sent += atOnce) {
          const answers = await Promise.all(Array.from({ length: atOnce }, () => exchange(door.port, guess(door, random))));
          statuses.push(...answers.flatMap(statusesIn));
          if (sent % 250 !== 0) continue;
          assert.equal((await post(door, { body: listAccounts })).status, 200);
          served += 1;
        }
        now += 10_000;
      }
    } finally {
      seen.stop();
    }
    const count = (status: number): number => seen.all.filter((each) => each.status === status).length;
    assert.equal(count(401), rounds * 19);
    assert.equal(count(429), rounds * (guessesPerRound - 19));
    assert.equal(attacks.length, rounds);
    assert.deepEqual([doors.entered, count(200)], [served, served]);
    assert.deepEqual(new Set(statuses), new Set([401, 429]));
    const read = (status: number): number => seen.all.filter((each) => each.status === status && each.bodyRead).length;
    assert.deepEqual([read(401), read(429), read(200)], [0, 0, served]);
  });

  it('is seen to read those bodies without that defence', async () => {
    const door = await doors.open(['token']);
    const seen = watchRequests(door.port);
    const random = createRandom(seed);
    for (let sent = 0; sent < 50; sent += 1) await exchange(door.port, guess(door, random));
    seen.stop();
    assert.equal(seen.all.length, 50);
    assert.equal(seen.all.filter((each) => each.bodyRead).length, 50);
  });
});

const wrongTokens: readonly ((token: string, random: Random) => string | undefined)[] = [
  (_, random) => `Bearer ${random.hex(64)}`,
  (token, random) => `Bearer ${token.slice(0, random.below(64))}`,
  (token, random) => `Bearer ${token}${random.hex(1 + random.below(8))}`,
  (token) => `Bearer ${token.slice(1)}${token.slice(0, 1)}${token}`,
  (token) => `Bearer ${flipLast(token)}`,
  (token) => `bearer ${token}`,
  (token) => `Basic ${Buffer.from(`agent:${token}`).toString('base64')}`,
  (token) => `Bearer ${token} ${token}`,
  (token) => `Bearer\t${token}`,
  (_, random) => `Bearer ${'x'.repeat(random.below(8_000))}`,
  () => 'Bearer',
  () => undefined,
];

const hostileBodies: readonly ((random: Random) => string)[] = [
  (random) => '['.repeat(1 + random.below(5_000)),
  (random) => '{"a":'.repeat(1 + random.below(1_000)),
  () => '{"__proto__":{"polluted":true}}',
  () => '\xff\xfe\0',
  () => `{"n":1${'0'.repeat(400)}}`,
  () => listAccounts,
];

function flipLast(token: string): string {
  return token.slice(0, -1) + (token.endsWith('0') ? '1' : '0');
}
