import assert from 'node:assert/strict';
import { createGuessPause } from '../../src/core/guessPause.ts';

describe('createGuessPause', () => {
  function pause() {
    const clock = { time: 1_000_000 };
    return { clock, guesses: createGuessPause(() => clock.time) };
  }

  it('pauses a client at its third hit, for a minute, and no other client', () => {
    const { clock, guesses } = pause();
    guesses.hit('a');
    guesses.hit('a');
    guesses.check('a');
    guesses.hit('a');
    assert.throws(() => guesses.check('a'), { code: 'paused' });
    guesses.check('b');
    clock.time += 59_999;
    assert.throws(() => guesses.check('a'), { code: 'paused' });
    clock.time += 1;
    guesses.check('a');
  });

  it('pauses again at the next hit after a pause', () => {
    const { clock, guesses } = pause();
    for (let hit = 0; hit < 3; hit += 1) guesses.hit('a');
    clock.time += 60_000;
    guesses.check('a');
    guesses.hit('a');
    assert.throws(() => guesses.check('a'), { code: 'paused' });
  });

  it('forgets hits after ten minutes', () => {
    const { clock, guesses } = pause();
    guesses.hit('a');
    guesses.hit('a');
    clock.time += 600_000;
    guesses.hit('a');
    guesses.check('a');
  });
});
