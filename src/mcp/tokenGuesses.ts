const windowMs = 10_000;
const allowed = 20;
const pauseMs = 10_000;

/** Counts wrong tokens. Says whether one more is answered as usual, opens a pause, or falls into one. */
export function createGuessCounter(now: () => number): () => 'counted' | 'pauseBegins' | 'paused' {
  let recent: readonly number[] = [];
  let pausedUntil = 0;
  return () => {
    const at = now();
    if (at < pausedUntil) return 'paused';
    recent = [...recent.filter((time) => time > at - windowMs), at];
    if (recent.length < allowed) return 'counted';
    recent = [];
    pausedUntil = at + pauseMs;
    return 'pauseBegins';
  };
}
