import { say } from '../element.ts';

/** Counts down in place; a screen reader can ask for it, and is not told every second. */
export function showCountdown(target: HTMLElement, remainingMs: number): () => void {
  const end = performance.now() + remainingMs;

  function show(): void {
    const seconds = Math.max(0, Math.ceil((end - performance.now()) / 1_000));
    say(target, seconds === 0 ? 'Time is up' : `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')} left`);
    target.classList.toggle('short', seconds <= 20);
  }

  show();
  const ticking = window.setInterval(show, 1_000);
  return () => window.clearInterval(ticking);
}
