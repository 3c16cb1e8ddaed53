import { CustodyError } from './errors.ts';

const maxHits = 3;
const withinMs = 10 * 60_000;
const pauseMs = 60_000;

export interface GuessPause {
  /** Throws while the client is paused. */
  check(client: string): void;
  /** Counts an argument that held a known value. */
  hit(client: string): void;
}

/** A refusal tells a client that it guessed right, so three of them pause it. */
export function createGuessPause(now: () => number = Date.now): GuessPause {
  const hits = new Map<string, readonly number[]>();
  const recent = (client: string): readonly number[] => (hits.get(client) ?? []).filter((at) => at > now() - withinMs);
  return {
    check(client) {
      const last = recent(client).at(-1) ?? 0;
      if (recent(client).length >= maxHits && last > now() - pauseMs) {
        throw new CustodyError('paused', 'This client is paused, because its arguments held secret values three times.');
      }
    },
    hit(client) {
      hits.set(client, [...recent(client), now()]);
    },
  };
}
