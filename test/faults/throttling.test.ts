import assert from 'node:assert/strict';
import { createSendRequest, type SendOptions, type SendRequest } from '../../src/aws/sendRequest.ts';
import { CustodyError } from '../../src/core/errors.ts';
import { createRandom, seed } from '../wire/random.ts';
import { createClock, type Clock } from './clock.ts';

/** What the SDK throws for an error answer. */
function answered(name: string, httpStatusCode: number, headers: Record<string, string> = {}): Error {
  return Object.assign(new Error(name), { name, $metadata: { httpStatusCode }, $response: new FakeResponse(headers) });
}

// As the SDK tells its responses from others.
class FakeResponse {
  readonly statusCode = 400;
  readonly headers: Record<string, string>;
  constructor(headers: Record<string, string>) {
    this.headers = headers;
  }
}

const throttled = (headers?: Record<string, string>): Error => answered('ThrottlingException', 400, headers);
const never = new AbortController().signal;
const read: SendOptions = { kind: 'read', doing: 'DescribeSecret in account main (eu-west-1)', signal: never, repeatable: true };
const list: SendOptions = { ...read, kind: 'list', doing: 'ListSecrets in account main (eu-west-1)' };
const change: SendOptions = { ...read, kind: 'change', doing: 'DeleteSecret in account main (eu-west-1)', repeatable: false };

interface World extends Clock {
  readonly send: SendRequest;
}

function createWorld(): World {
  const clock = createClock();
  const random = createRandom(seed).next;
  return { ...clock, send: createSendRequest({ ...clock, random, refreshCredentials: async () => undefined }) };
}

/** A request that fails with these, one after the other, and then answers; tells when it was sent. */
function failing(clock: Clock, errors: readonly Error[]): { request: () => Promise<string>; sentAt: number[] } {
  const sentAt: number[] = [];
  return {
    sentAt,
    request: async () => {
      sentAt.push(clock.now());
      const error = errors[sentAt.length - 1];
      if (error) throw error;
      return 'answer';
    },
  };
}

async function failure(promise: Promise<unknown>): Promise<CustodyError> {
  const thrown: unknown = await promise.then(
    () => assert.fail('It was answered.'),
    (reason: unknown) => reason,
  );
  assert.ok(thrown instanceof CustodyError, String(thrown));
  return thrown;
}

describe('Throttling', () => {
  for (let times = 0; times <= 20; times += 1) {
    const isServed = times <= 15;
    it(`${times} times in a row: a read is ${isServed ? 'served within 30 seconds' : 'given up within 30 seconds, in one sentence'}`, async () => {
      const world = createWorld();
      const { request, sentAt } = failing(
        world,
        Array.from({ length: times }, () => throttled()),
      );
      const sent = world.send(read, request);
      if (isServed) {
        assert.equal(await sent, 'answer');
        assert.equal(sentAt.length, times + 1);
      } else {
        const error = await failure(sent);
        assert.equal(error.code, 'throttled');
        assert.match(error.sentence, /^AWS throttles DescribeSecret in account main \(eu-west-1\)\. Try again in \d+ seconds?\.$/);
      }
      assert.ok(world.now() <= 30_000, `${world.now()} ms`);
    });
  }

  it('goes on after as long as AWS asks for, and no sooner', async () => {
    const world = createWorld();
    const { request, sentAt } = failing(world, [throttled({ 'retry-after': '7' })]);
    assert.equal(await world.send(read, request), 'answer');
    // The SDK reads the header by the machine's own clock, which moves on a little meanwhile.
    assert.ok((sentAt[1] ?? 0) > 6_900 && (sentAt[1] ?? 0) <= 7_000, String(sentAt));
  });

  it('tells at once when AWS asks for longer than a call may take', async () => {
    const world = createWorld();
    const { request, sentAt } = failing(world, [throttled({ 'retry-after': '60' })]);
    assert.match((await failure(world.send(read, request))).sentence, /Try again in 60 seconds\.$/);
    assert.deepEqual([sentAt, world.now()], [[0], 0]);
  });

  it('holds later calls of the same kind back too, one at a time, and no other kind', async () => {
    const world = createWorld();
    const first = failing(world, [throttled({ 'retry-after': '5' })]);
    const sent = [world.send(list, first.request)];
    await world.settle();
    const later = Array.from({ length: 5 }, () => failing(world, []));
    sent.push(...later.map(({ request }) => world.send(list, request)));
    const other = failing(world, []);
    await world.send(read, other.request);
    assert.deepEqual(other.sentAt, [0]);
    await Promise.all(sent);
    const times = later.flatMap(({ sentAt }) => sentAt);
    assert.ok(Math.min(...times) > 4_900, String(times));
    assert.equal(new Set(times).size, times.length, `none together: ${times}`);
  });

  it('of 200 calls at once to a service that takes ten a second: each is sent far less often than each by itself', async () => {
    const run = async (together: boolean): Promise<{ answered: number; refused: number }> => {
      const world = createWorld();
      // A service that takes one request in each hundred milliseconds.
      let freeAt = 0;
      let refused = 0;
      const request = async (): Promise<string> => {
        if (world.now() < freeAt) {
          refused += 1;
          throw throttled();
        }
        freeAt = world.now() + 100;
        return 'answer';
      };
      const random = createRandom(seed).next;
      const alone = (): SendRequest => createSendRequest({ ...world, random, refreshCredentials: async () => undefined });
      const calls = Array.from({ length: 200 }, () => (together ? world.send : alone())(list, request));
      const ends = await Promise.allSettled(calls);
      return { answered: ends.filter(({ status }) => status === 'fulfilled').length, refused };
    };
    const [queued, alone] = [await run(true), await run(false)];
    // The control: without a queue that they share, the same calls hammer the service.
    assert.ok(queued.refused * 3 < alone.refused, `${queued.refused} refusals in the queue, ${alone.refused} without it`);
    assert.ok(queued.answered >= 150, `${queued.answered} answered`);
  });

  it('is forgotten once answers come: the next calls do not wait', async () => {
    const world = createWorld();
    await world.send(read, failing(world, [throttled(), throttled(), throttled()]).request);
    for (let call = 0; call < 20; call += 1) await world.send(read, failing(world, []).request);
    const before = world.now();
    await Promise.all(Array.from({ length: 20 }, () => world.send(read, failing(world, []).request)));
    assert.equal(world.now(), before);
  });

  it('lets a change through as well, since AWS did nothing', async () => {
    const world = createWorld();
    const { request, sentAt } = failing(world, [throttled(), throttled()]);
    assert.equal(await world.send(change, request), 'answer');
    assert.equal(sentAt.length, 3);
  });

  it('ends with the call: one that is cancelled in the queue is never sent', async () => {
    const world = createWorld();
    const cancel = new AbortController();
    const { request, sentAt } = failing(world, [throttled({ 'retry-after': '9' })]);
    const sent = world.send({ ...read, signal: cancel.signal }, request);
    world.at(4_000, () => cancel.abort());
    await assert.rejects(sent, { name: 'AbortError' });
    assert.deepEqual(sentAt, [0]);
  });

  it('is not what a used-up quota is: no waiting frees it', async () => {
    const world = createWorld();
    const { request, sentAt } = failing(world, [answered('LimitExceededException', 400)]);
    await assert.rejects(world.send(change, request), { name: 'LimitExceededException' });
    assert.equal(sentAt.length, 1);
  });
});

describe('A burst of failures at AWS', () => {
  for (let times = 0; times <= 6; times += 1) {
    for (const status of [500, 503]) {
      const sent = Math.min(times + 1, 3);
      const isServed = times < 3;
      it(`${status} ${times} times: a read and a write under a token are sent ${sent} times and ${isServed ? 'answered' : 'then fail'}, a delete once`, async () => {
        const errors = Array.from({ length: times }, () => answered('InternalServiceError', status));
        for (const [options, expected] of [
          [read, sent],
          [{ ...change, repeatable: true }, sent],
          [change, 1],
        ] as const) {
          const world = createWorld();
          const { request, sentAt } = failing(world, errors);
          const end = await world.send(options, request).catch(() => 'failed');
          assert.equal(sentAt.length, expected);
          assert.equal(end, expected > times ? 'answer' : 'failed');
        }
      });
    }
  }

  it('sends a delete again that never left', async () => {
    const world = createWorld();
    const { request, sentAt } = failing(world, [Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })]);
    assert.equal(await world.send(change, request), 'answer');
    assert.equal(sentAt.length, 2);
  });

  it('does not send a delete again whose connection broke', async () => {
    const world = createWorld();
    const { request, sentAt } = failing(world, [Object.assign(new Error('reset'), { code: 'ECONNRESET', name: 'TimeoutError' })]);
    await assert.rejects(world.send(change, request));
    assert.equal(sentAt.length, 1);
  });
});
