/** A clock that stands still while anything runs, and leaps to the next moment that someone waits for. */
export interface Clock {
  readonly now: () => number;
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Does something at that moment. */
  readonly at: (ms: number, what: () => void) => void;
  /** Lets run what only waits for promises. */
  readonly settle: () => Promise<void>;
}

export function createClock(): Clock {
  let time = 0;
  let leaping = false;
  const waiting: { readonly until: number; readonly wake: () => void }[] = [];

  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 3; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
  };

  async function leap(): Promise<void> {
    if (leaping) return;
    leaping = true;
    await settle();
    while (waiting.length > 0) {
      waiting.sort((a, b) => a.until - b.until);
      const next = waiting.shift();
      time = Math.max(time, next?.until ?? time);
      next?.wake();
      await settle();
    }
    leaping = false;
  }

  const at = (until: number, wake: () => void): void => {
    waiting.push({ until, wake });
    void leap();
  };

  return {
    now: () => time,
    at,
    settle,
    wait: (ms, signal) =>
      new Promise((resolve, reject) => {
        signal.throwIfAborted();
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
        at(time + ms, resolve);
      }),
  };
}
