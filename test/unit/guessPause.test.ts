import assert from 'node:assert/strict';
import { createGuessPause } from '../../src/core/guessPause.ts';

const minute = 60_000;

describe('createGuessPause', () => {
  function pause() {
    const clock = { time: 1_000_000 };
    return { clock, guesses: createGuessPause(() => clock.time) };
  }

  it('pauses agents at the third hit, for a minute', () => {
    const { clock, guesses } = pause();
    guesses.hit();
    guesses.hit();
    guesses.check(1);
    guesses.hit();
    assert.throws(() => guesses.check(1), { code: 'paused', next: 'Wait a minute, then call again without secret values.' });
    clock.time += minute - 1;
    assert.throws(() => guesses.check(1), { code: 'paused' });
    clock.time += 1;
    guesses.check(1);
  });

  it('pauses twice as long at each hit after that, up to an hour', () => {
    const { clock, guesses } = pause();
    guesses.hit();
    guesses.hit();
    for (const minutes of [1, 2, 4, 8, 16, 32, 60, 60]) {
      guesses.hit();
      clock.time += minutes * minute - 1;
      assert.throws(() => guesses.check(1), { code: 'paused' }, `${minutes}`);
      clock.time += 1;
      guesses.check(1);
    }
    guesses.hit();
    assert.throws(() => guesses.check(1), { message: /11 times/, next: /^Wait 60 minutes/ });
  });

  it('says for how long it pauses them, from the third hit on', () => {
    const told: unknown[] = [];
    const guesses = createGuessPause(
      () => 0,
      (paused) => told.push(paused),
    );
    guesses.hit();
    guesses.hit();
    assert.deepEqual(told, []);
    guesses.hit();
    guesses.hit();
    assert.deepEqual(told, [
      { hits: 3, minutes: 1 },
      { hits: 4, minutes: 2 },
    ]);
  });

  it('pauses them no longer once the person forgave them', () => {
    const { guesses } = pause();
    for (let hit = 0; hit < 4; hit += 1) guesses.hit();
    assert.throws(() => guesses.check(1), { code: 'paused' });
    guesses.forgive();
    guesses.check(1);
    guesses.hit();
    guesses.hit();
    guesses.check(1);
  });

  it('forgets hits after a day', () => {
    const { clock, guesses } = pause();
    guesses.hit();
    guesses.hit();
    clock.time += 24 * 60 * minute;
    guesses.hit();
    guesses.check(1);
  });

  it('takes 65,536 characters in a call, and twice as many in a minute', () => {
    const { clock, guesses } = pause();
    assert.throws(() => guesses.check(65_537), { code: 'limit_exceeded' });
    guesses.check(65_536);
    guesses.check(65_536);
    assert.throws(() => guesses.check(1), { code: 'limit_exceeded', next: 'Wait a minute, then call again.' });
    clock.time += minute;
    guesses.check(65_536);
  });

  it('takes a million characters in an hour', () => {
    const { clock, guesses } = pause();
    for (let call = 0; call < 16; call += 1) {
      guesses.check(65_536);
      clock.time += minute;
    }
    assert.throws(() => guesses.check(1), { code: 'limit_exceeded', next: 'Wait an hour, then call again.' });
    clock.time += 44 * minute;
    guesses.check(1);
  });
});
