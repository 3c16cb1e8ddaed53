import assert from 'node:assert/strict';
import { createGuessPause } from '../../src/core/guessPause.ts';

describe('createGuessPause', () => {
  function pause() {
    const clock = { time: 1_000_000 };
    return { clock, guesses: createGuessPause(() => clock.time) };
  }

  it('pauses agents at the third hit, for a minute', () => {
    const { clock, guesses } = pause();
    guesses.hit();
    guesses.hit();
    guesses.check();
    guesses.hit();
    assert.throws(() => guesses.check(), { code: 'paused' });
    clock.time += 59_999;
    assert.throws(() => guesses.check(), { code: 'paused' });
    clock.time += 1;
    guesses.check();
  });

  it('pauses again at the next hit after a pause', () => {
    const { clock, guesses } = pause();
    for (let hit = 0; hit < 3; hit += 1) guesses.hit();
    clock.time += 60_000;
    guesses.check();
    guesses.hit();
    assert.throws(() => guesses.check(), { code: 'paused' });
  });

  it('forgets hits after ten minutes', () => {
    const { clock, guesses } = pause();
    guesses.hit();
    guesses.hit();
    clock.time += 600_000;
    guesses.hit();
    guesses.check();
  });
});
