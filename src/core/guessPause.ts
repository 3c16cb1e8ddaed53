import { CustodyError } from './errors.ts';

const freeHits = 2;
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const forgottenAfterMs = 24 * hourMs;

const mostInCall = 64 * 1_024;
/** More than agents at work send, and too little to try a dictionary by. */
const budgets = [
  { within: 'a minute', ms: minuteMs, most: 128 * 1_024 },
  { within: 'an hour', ms: hourMs, most: 1_024 * 1_024 },
] as const;

/** That agents are paused for so many minutes, because so many known values were sent within a day. */
export interface Paused {
  readonly hits: number;
  readonly minutes: number;
}

export interface GuessPause {
  /** Throws while agents are paused, and where they send more than may be looked through for values: `length` counts characters and texts. */
  check(length: number): void;
  /** Counts a known value that an agent sent. */
  hit(): void;
  /** Ends a pause, and counts anew. */
  forgive(): void;
}

/**
 * A refusal tells an agent that it guessed right, so the third one pauses them all for a minute, and each one after it for
 * twice as long, up to an hour. What misses is bounded too, since one call can hold thousands of guesses. Both hold for all
 * agents together: who holds the token opens a new session, with a count of its own, as often as it likes.
 */
export function createGuessPause(now: () => number = Date.now, onPause?: (pause: Paused) => void): GuessPause {
  let hits: readonly number[] = [];
  const spent = budgets.map((budget) => ({ ...budget, from: -Infinity, length: 0 }));

  const pauseMs = (): number => Math.min(hourMs, minuteMs * 2 ** (hits.length - freeHits - 1));

  function assertNotPaused(): void {
    hits = hits.filter((at) => at > now() - forgottenAfterMs);
    if (hits.length <= freeHits) return;
    const left = Math.ceil(((hits.at(-1) ?? 0) + pauseMs() - now()) / minuteMs);
    if (left > 0)
      throw new CustodyError(
        'paused',
        `Agents are paused, because arguments held secret values ${hits.length === 3 ? 'three' : hits.length} times.`,
        left === 1 ? undefined : `Wait ${left} minutes, then call again without secret values.`,
      );
  }

  return {
    check(length) {
      assertNotPaused();
      // Before anything is looked for, so that it is answered alike whatever it holds.
      if (length > mostInCall)
        throw new CustodyError(
          'limit_exceeded',
          `A call takes at most ${mostInCall.toLocaleString('en')} characters.`,
          'Send less at once.',
        );
      for (const budget of spent) {
        if (now() - budget.from >= budget.ms) Object.assign(budget, { from: now(), length: 0 });
        if (budget.length + length > budget.most)
          throw new CustodyError(
            'limit_exceeded',
            `Agents sent more text within ${budget.within} than is looked through for values.`,
            `Wait ${budget.within}, then call again.`,
          );
      }
      for (const budget of spent) budget.length += length;
    },
    hit() {
      hits = [...hits, now()];
      if (hits.length > freeHits) onPause?.({ hits: hits.length, minutes: pauseMs() / minuteMs });
    },
    forgive() {
      hits = [];
    },
  };
}
