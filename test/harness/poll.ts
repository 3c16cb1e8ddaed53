import { setTimeout as pause } from 'node:timers/promises';

/** Asks again and again until the answer is neither undefined, null nor false, or the deadline passes. */
export async function poll<T>(
  ask: () => Promise<T | undefined | null | false> | T | undefined | null | false,
  { what, deadlineMs = 45_000, everyMs = 100 }: { readonly what: string; readonly deadlineMs?: number; readonly everyMs?: number },
): Promise<T> {
  const deadline = Date.now() + deadlineMs;
  let lastError: unknown;
  for (;;) {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== null && answer !== false) return answer;
      lastError = undefined;
    } catch (error) {
      lastError = error;
    }
    if (Date.now() > deadline) {
      throw new Error(`Find out why this did not happen within ${deadlineMs} ms: ${what}.`, { cause: lastError });
    }
    await pause(everyMs);
  }
}
