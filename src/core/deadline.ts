import { CustodyError } from './errors.ts';

export const callDeadlineMs = 30_000;

export interface Deadline {
  /** Whatever may end the work early: the caller, or the switch that stops agents. */
  readonly signal: AbortSignal;
  /** A request that changes something may be on its way: an early end leaves its outcome unknown. */
  readonly changes: boolean;
  /** Says what was being done: `delete_secret on prod/db in account main`. */
  readonly doing: string;
  readonly ms?: number;
  /** Whether a sign-in is asking the person something, who takes as long as people do. */
  readonly isAsking?: (() => boolean) | undefined;
  /** A call of the person's own waits for that; any other says at its deadline what it waited for. */
  readonly isPersons?: boolean;
}

/** Runs the work under a signal that ends it at the deadline, and says honestly how it ended. */
export async function withDeadline<T>(deadline: Deadline, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { signal, changes, doing, ms = callDeadlineMs, isAsking = () => false, isPersons = false } = deadline;
  signal.throwIfAborted();
  // One controller and a timer that is cleared: `AbortSignal.any` and `.timeout` cost several times as much, at each step of each call.
  const controller = new AbortController();
  const ended = Promise.withResolvers<never>();
  let late = false;
  const end = (reason: unknown): void => {
    controller.abort(reason);
    ended.reject(reason);
  };
  const onAbort = (): void => end(signal.reason);
  const onTime = (): void => {
    if (isPersons && isAsking()) {
      timer = setTimeout(onTime, ms);
      return;
    }
    late = true;
    end(new DOMException('The deadline passed.', 'TimeoutError'));
  };
  let timer = setTimeout(onTime, ms);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    // Raced as well as signalled, because work that ignores its signal must not hold the caller.
    return await Promise.race([work(controller.signal), ended.promise]);
  } catch (thrown) {
    if (!controller.signal.aborted) throw thrown;
    if (changes) throw new CustodyError('outcome_unknown', `${doing} was cut off after it was sent, so its outcome is unknown.`);
    if (late && isAsking()) throw new CustodyError('approval_expired', `${doing} waited for the person to sign in, who was asked.`);
    if (late) throw new CustodyError('timeout', `${doing} got no answer within ${ms / 1_000} seconds.`);
    throw signal.reason;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}
