import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { joinSignals } from '../../src/core/joinSignals.ts';

describe('joinSignals', () => {
  for (const which of [0, 1]) {
    it(`aborts with signal ${which + 1} of two, for its reason`, () => {
      const controllers = [new AbortController(), new AbortController()];
      const { signal } = joinSignals(controllers.map((controller) => controller.signal));
      assert.equal(signal.aborted, false);
      const reason = new Error('enough');
      controllers[which]?.abort(reason);
      assert.deepEqual([signal.aborted, signal.reason], [true, reason]);
    });
  }

  it('is aborted from the start when one of them is', () => {
    assert.equal(joinSignals([new AbortController().signal, AbortSignal.abort()]).signal.aborted, true);
  });

  it('never aborts when there is none', () => {
    assert.equal(joinSignals([undefined]).signal.aborted, false);
  });

  it('leaves nothing behind once it is released, and aborts no more', () => {
    const controller = new AbortController();
    const [added, removed] = [mock.method(controller.signal, 'addEventListener'), mock.method(controller.signal, 'removeEventListener')];
    const { signal, release } = joinSignals([controller.signal]);
    release();
    controller.abort();
    assert.equal(signal.aborted, false);
    assert.equal(added.mock.calls[0]?.arguments[1], removed.mock.calls[0]?.arguments[1]);
  });
});
