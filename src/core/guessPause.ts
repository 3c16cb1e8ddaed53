import { CustodyError } from './errors.ts';

const maxHits = 3;
const withinMs = 10 * 60_000;
const pauseMs = 60_000;

export interface GuessPause {
  /** Throws while agents are paused. */
  check(): void;
  /** Counts an argument that held a known value. */
  hit(): void;
}

/**
 * A refusal tells an agent that it guessed right, so three of them pause them all. Not each client by itself: who holds
 * the token opens a new session, with a count of its own, as often as it likes.
 */
export function createGuessPause(now: () => number = Date.now): GuessPause {
  let hits: readonly number[] = [];
  const recent = (): readonly number[] => hits.filter((at) => at > now() - withinMs);
  return {
    check() {
      const last = recent().at(-1) ?? 0;
      if (recent().length >= maxHits && last > now() - pauseMs) {
        throw new CustodyError('paused', 'Agents are paused, because arguments held secret values three times.');
      }
    },
    hit() {
      hits = [...recent(), now()];
    },
  };
}
