import { CustodyError } from '../core/errors.ts';

const firstSpacingMs = 100;
const longestSpacingMs = 2_000;
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

  return {
    async turn({ doing, since, signal }) {
      if (spacingMs === 0) return;
      const at = Math.max(now(), nextFree);
      if (at - since > patienceMs) {
        const seconds = Math.ceil((at - now()) / 1_000);
        throw new CustodyError('throttled', `AWS throttles ${doing}.`, `Try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`);
      }
      nextFree = at + spacingMs * (0.5 + random());
      await wait(at - now(), signal);
    },
    refused(sentAt, retryAfterMs = 0) {
      // Refusals of requests that left together are one: they say nothing about the pace since.
      if (sentAt >= slowedAt) {
        spacingMs = Math.min(longestSpacingMs, Math.max(firstSpacingMs, spacingMs * 2));
        slowedAt = now();
      }
      nextFree = Math.max(nextFree, now() + Math.max(retryAfterMs, spacingMs));
    },
    passed() {
      spacingMs = spacingMs > firstSpacingMs ? spacingMs / 2 : 0;
    },
  };
}
