import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { withTimeLimit } from '../../src/core/timeLimit.ts';

const deadline = { signal: new AbortController().signal, changes: false, doing: 'run_with_secrets' };

describe('withTimeLimit', () => {
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout', 'setInterval'] }));
  afterEach(() => mock.timers.reset());

  it('tells every five seconds that work goes on, until it is done', async () => {
    const told: string[] = [];
    const work = Promise.withResolvers<string>();
    const done = withTimeLimit(
      60_000,
      deadline,
      (text) => told.push(text),
      () => work.promise,
    );
    mock.timers.tick(11_000);
    assert.deepEqual(told, ['Running for 5 seconds.', 'Running for 10 seconds.']);
    work.resolve('done');
    assert.equal(await done, 'done');
    mock.timers.tick(11_000);
    assert.equal(told.length, 2);
  });

  it('ends work at its own deadline, and other work at the usual one', async () => {
    for (const [ms, until] of [
      [600_000, 600_000],
      [undefined, 30_000],
    ] as const) {
      let aborted = false;
      const done = withTimeLimit(ms, deadline, undefined, (signal) => {
        signal.addEventListener('abort', () => (aborted = true));
        return new Promise(() => undefined);
      });
      const failed = assert.rejects(done, { code: 'timeout' });
      mock.timers.tick(until - 1);
      assert.equal(aborted, false);
      mock.timers.tick(1);
      assert.equal(aborted, true);
      await failed;
    }
  });

  it('goes on where telling fails', async () => {
    const work = Promise.withResolvers<string>();
    const done = withTimeLimit(
      60_000,
      deadline,
      () => assert.fail('gone'),
      () => work.promise,
    );
    mock.timers.tick(5_000);
    work.resolve('done');
    assert.equal(await done, 'done');
  });
});
