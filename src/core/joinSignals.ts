/** A signal that aborts with the first of several, until it is released. */
export interface JoinedSignal {
  readonly signal: AbortSignal;
  /** Takes its listeners back: signals that outlive a call must not collect them. */
  readonly release: () => void;
}

/** What `AbortSignal.any` does, at a fraction of its cost for each call. */
export function joinSignals(signals: readonly (AbortSignal | undefined)[]): JoinedSignal {
  const given = signals.filter((signal) => signal !== undefined);
  const controller = new AbortController();
  const listeners = given.map((signal) => {
    const onAbort = (): void => controller.abort(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    return () => signal.removeEventListener('abort', onAbort);
  });
  return { signal: controller.signal, release: () => listeners.forEach((remove) => remove()) };
}
