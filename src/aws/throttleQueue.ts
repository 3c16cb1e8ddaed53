import { CustodyError } from '../core/errors.ts';

const firstSpacingMs = 100;
const longestSpacingMs = 2_000;
/** Closer than this is no spacing any more. */
const leastSpacingMs = 10;
/** How long a request waits for its turn, all waits together, within a call's 30 seconds. */
const patienceMs = 25_000;

export interface ThrottleQueueOptions {
  readonly now: () => number;
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  /** From 0 to 1, for the jitter. */
  readonly random: () => number;
}

export interface ThrottleQueue {
  /**
   * Resolves when a request may leave that is wanted since then. `doing` says what and where, `ListSecrets in account
   * main (eu-west-1)`. Throws `throttled` at once when its turn would come too late.
   */
  turn(request: { readonly doing: string; readonly since: number; readonly signal: AbortSignal }): Promise<void>;
  /** A request that left at `sentAt` was refused as one too many. */
  refused(sentAt: number, retryAfterMs: number | undefined): void;
  /** A request was answered otherwise. */
  passed(): void;
}

/**
 * What all requests of one kind go through, in one account and region, since a quota is theirs together. Until AWS
 * refuses one as too many nothing waits. From then on requests leave one at a time, further apart with each refusal
 * and closer again with each answer, so that whoever waits does not come back all at once.
 */
export function createThrottleQueue({ now, wait, random }: ThrottleQueueOptions): ThrottleQueue {
  let spacingMs = 0;
  let nextFree = 0;
  let slowedAt = -Infinity;

  const isClosed = (): boolean => spacingMs > 0 && now() < nextFree;

  return {
    async turn({ doing, since, signal }) {
      // All who wait wake together and in order: the first takes the turn, the others wait for the next.
      while (isClosed()) {
        if (nextFree - since > patienceMs) {
          const seconds = Math.ceil((nextFree - now()) / 1_000);
          throw new CustodyError(
            'throttled',
            `AWS throttles ${doing}.`,
            `Try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`,
          );
        }
        await wait(nextFree - now(), signal);
      }
      nextFree = now() + spacingMs * (1 + random() / 2);
    },
    refused(sentAt, retryAfterMs = 0) {
      // Refusals of requests that left together are one: they say nothing about the pace since.
      if (sentAt > slowedAt) {
        spacingMs = Math.min(longestSpacingMs, Math.max(firstSpacingMs, spacingMs * 1.5));
        slowedAt = now();
      }
      nextFree = Math.max(nextFree, now() + Math.max(retryAfterMs, spacingMs));
    },
    passed() {
      const closer = spacingMs * 0.8;
      spacingMs = closer < leastSpacingMs ? 0 : closer;
    },
  };
}
