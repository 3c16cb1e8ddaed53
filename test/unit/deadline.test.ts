import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { callDeadlineMs, withDeadline } from '../../src/core/deadline.ts';
import { CustodyError } from '../../src/core/errors.ts';
import { rejectsWith, settle } from './support.ts';

const never = (): Promise<never> => new Promise(() => undefined);
const doing = 'delete_secret on prod/db in account main';

/** A clock that the test itself moves on to the deadline. */
function clock(): () => void {
  mock.timers.enable({ apis: ['setTimeout'] });
  return () => mock.timers.tick(callDeadlineMs);
}

describe('withDeadline', () => {
  afterEach(() => {
    mock.timers.reset();
    mock.restoreAll();
  });
  const open = (): AbortSignal => new AbortController().signal;

  it('gives what the work gives', async () => {
    assert.equal(await withDeadline({ signal: open(), changes: true, doing }, async () => 7), 7);
  });

  it('does not begin when the signal has aborted', async () => {
    let began = false;
    await assert.rejects(
      withDeadline({ signal: AbortSignal.abort(), changes: true, doing }, async () => {
        began = true;
      }),
      { name: 'AbortError' },
    );
    assert.equal(began, false);
  });

  it("passes the work's own failure on", async () => {
    const error = new CustodyError('access_denied', 'no');
    await assert.rejects(
      withDeadline({ signal: open(), changes: true, doing }, async () => {
        throw error;
      }),
      error,
    );
  });

  for (const [ms, given] of [
    [30_000, {}],
    [5, { ms: 5 }],
  ] as const) {
    it(`waits ${ms} ms ${'ms' in given ? 'when told so' : 'unless told otherwise'}, and not a millisecond less`, async () => {
      mock.timers.enable({ apis: ['setTimeout'] });
      let over = false;
      const ended = rejectsWith('timeout', withDeadline({ signal: open(), changes: false, doing, ...given }, never)).then(
        () => (over = true),
      );
      mock.timers.tick(ms - 1);
      await settle();
      assert.equal(over, false);
      mock.timers.tick(1);
      await ended;
    });
  }

  it('leaves no timer and no listener behind', async () => {
    const timers = mock.method(globalThis, 'clearTimeout');
    const signal = open();
    const added = mock.method(signal, 'addEventListener');
    const removed = mock.method(signal, 'removeEventListener');
    await withDeadline({ signal, changes: false, doing }, async () => 1);
    assert.deepEqual([timers.mock.callCount(), added.mock.callCount(), removed.mock.callCount()], [1, 1, 1]);
    assert.equal(removed.mock.calls[0]?.arguments[1], added.mock.calls[0]?.arguments[1]);
  });

  for (const [changes, code] of [
    [false, 'timeout'],
    [true, 'outcome_unknown'],
  ] as const) {
    it(`ends with ${code} at the deadline, though the work ignores its signal, and says what was being done`, async () => {
      const pass = clock();
      const ended = rejectsWith(code, withDeadline({ signal: open(), changes, doing }, never));
      await settle();
      pass();
      assert.ok((await ended).message.startsWith(doing));
    });
  }

  it('waits as long as a person is asked something, and for one more deadline after that', async () => {
    const pass = clock();
    let isAsking = true;
    let over = false;
    const work = withDeadline({ signal: open(), changes: false, doing, isAsking: () => isAsking, isPersons: true }, never);
    const ended = rejectsWith('timeout', work).finally(() => (over = true));
    await settle();
    pass();
    pass();
    isAsking = false;
    await settle();
    assert.equal(over, false);
    pass();
    await ended;
  });

  it('says that it waited for the person, where the call is not theirs', async () => {
    const pass = clock();
    const ended = rejectsWith('approval_expired', withDeadline({ signal: open(), changes: false, doing, isAsking: () => true }, never));
    await settle();
    pass();
    assert.match((await ended).sentence, /waited for the person to sign in.*Ask the person/);
  });

  it('aborts the signal it gives to the work, at the deadline and with the caller', async () => {
    for (const way of ['deadline', 'caller']) {
      const pass = clock();
      const caller = new AbortController();
      const seen: AbortSignal[] = [];
      const ended = withDeadline({ signal: caller.signal, changes: false, doing }, (signal) => {
        seen.push(signal);
        return never();
      });
      ended.catch(() => undefined);
      await settle();
      if (way === 'deadline') pass();
      else caller.abort();
      await assert.rejects(ended);
      assert.equal(seen[0]?.aborted, true, way);
      mock.timers.reset();
    }
  });

  it("ends a read with the caller's own reason, and a change with an unknown outcome", async () => {
    for (const changes of [false, true]) {
      const caller = new AbortController();
      const ended = withDeadline({ signal: caller.signal, changes, doing }, never);
      ended.catch(() => undefined);
      await settle();
      caller.abort(new Error('went away'));
      if (changes) await rejectsWith('outcome_unknown', ended);
      else await assert.rejects(ended, /went away/);
    }
  });
});
