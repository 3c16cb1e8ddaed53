import { withDeadline, type Deadline } from './deadline.ts';

const everyMs = 5_000;

/**
 * Runs the work with a deadline of its own where one is given, and then says every few seconds that it goes on:
 * clients give up on what they hear nothing of.
 */
export async function withTimeLimit<T>(
  ms: number | undefined,
  deadline: Deadline,
  tell: ((text: string) => void) | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  if (ms === undefined) return withDeadline(deadline, work);
  let seconds = 0;
  const timer = setInterval(() => {
    seconds += everyMs / 1_000;
    try {
      tell?.(`Running for ${seconds} seconds.`);
    } catch {
      // Whoever is not told still gets the answer.
    }
  }, everyMs);
  try {
    return await withDeadline({ ...deadline, ms }, work);
  } finally {
    clearInterval(timer);
  }
}
