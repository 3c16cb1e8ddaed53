/**
 * Reports armed once the page has been in view for a moment without a break. A page that just came
 * up would otherwise take a click or key that was meant for what stood there before.
 */
export function armWhenVisible(afterMs: number, onChange: (armed: boolean) => void): () => void {
  let timer: number | undefined;

  function restart(): void {
    window.clearTimeout(timer);
    onChange(false);
    if (document.visibilityState === 'visible') timer = window.setTimeout(() => onChange(true), afterMs);
  }

  restart();
  document.addEventListener('visibilitychange', restart);
  return () => {
    window.clearTimeout(timer);
    document.removeEventListener('visibilitychange', restart);
  };
}
