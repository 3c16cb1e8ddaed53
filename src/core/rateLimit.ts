import type { Risk } from './policy.ts';

/**
 * An agent's calls for each account, per kind: how many at once, how often after that, and how long a
 * call waits for its turn. A change was approved by then, so it waits rather than waste the click.
 */
const ceilings = {
  read: { burst: 10, everyMs: 100, patienceMs: 5_000 },
  write: { burst: 2, everyMs: 500, patienceMs: 60_000 },
  destroy: { burst: 1, everyMs: 10_000, patienceMs: 60_000 },
} as const;

/**
 * Reserves a place for a call and says how long to wait for it, or undefined when that would be too
 * long. Keeps two windows under 1% of the service's own quotas.
 */
export function createRateLimit(now: () => number = Date.now): (account: string, risk: Risk) => number | undefined {
  const nextFree = new Map<string, number>();
  return (account, risk) => {
    const kind = risk === 'destructive' ? 'destroy' : risk === 'write' ? 'write' : 'read';
    const { burst, everyMs, patienceMs } = ceilings[kind];
    const key = `${account}\n${kind}`;
    // A bucket as a clock: it may run behind by the burst, never further.
    const free = Math.max(nextFree.get(key) ?? 0, now() - (burst - 1) * everyMs);
    const wait = Math.max(0, free - now());
    if (wait > patienceMs) return undefined;
    nextFree.set(key, free + everyMs);
    return wait;
  };
}
