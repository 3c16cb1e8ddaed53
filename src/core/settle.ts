import { setTimeout as delay } from 'node:timers/promises';
import { withDeadline } from './deadline.ts';
import type { OperationContext, Precondition, PreparedCall, Ran } from './operation.ts';

/** A request that was on its way may still be carried out a moment after its answer was given up. */
const looksAfterMs = [0, 1_000, 3_000];

export type Settled<Output> = ({ readonly kind: 'done' } & Ran<Output>) | { readonly kind: 'not_done' } | { readonly kind: 'unknown' };

export interface Settling<Output> {
  readonly call: PreparedCall<Output>;
  readonly contextWithin: (signal: AbortSignal) => OperationContext;
  readonly before: Precondition;
  /** Says what was being done, for the deadline's sentence. */
  readonly doing: string;
  readonly wait?: (ms: number) => Promise<void>;
}

/**
 * Finds out what became of a change whose answer was lost, by reads alone: a change is never sent again to see. Looks
 * three times within four seconds before it says that nothing happened. Whoever cancelled the change does not cancel this.
 */
export async function settle<Output>({ call, contextWithin, before, doing, wait = delay }: Settling<Output>): Promise<Settled<Output>> {
  const signal = new AbortController().signal;
  let answer: Settled<Output> = { kind: 'unknown' };
  for (const pauseMs of looksAfterMs) {
    await wait(pauseMs);
    try {
      const found = await withDeadline({ signal, changes: false, doing }, (within) => call.settle(contextWithin(within), before));
      if (found) return { kind: 'done', ...found };
      answer = { kind: 'not_done' };
    } catch {
      // What can't be looked up now may be at the next look; the last one counts.
      answer = { kind: 'unknown' };
    }
  }
  return answer;
}
