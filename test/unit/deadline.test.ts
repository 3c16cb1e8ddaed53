import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { callDeadlineMs, withDeadline } from '../../src/core/deadline.ts';
import { CustodyError } from '../../src/core/errors.ts';
import { rejectsWith, settle } from './support.ts';

const never = (): Promise<never> => new Promise(() => undefined);
const doing = 'delete_secret on prod/db in account main';

/** A deadline that the test itself lets pass. */
function clock(): () => void {
  const controller = new AbortController();
  mock.method(AbortSignal, 'timeout', () => controller.signal);
  return () => controller.abort(new DOMException('timed out', 'TimeoutError'));
}

describe('withDeadline', () => {
  afterEach(() => mock.restoreAll());
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

  it('waits 30 seconds unless told otherwise', async () => {
    const timeout = mock.method(AbortSignal, 'timeout', () => open());
    await withDeadline({ signal: open(), changes: false, doing }, async () => 1);
    await withDeadline({ signal: open(), changes: false, doing, ms: 5 }, async () => 1);
    assert.deepEqual(
      timeout.mock.calls.map((call) => call.arguments),
      [[30_000], [5]],
    );
    assert.equal(callDeadlineMs, 30_000);
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
      mock.restoreAll();
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
