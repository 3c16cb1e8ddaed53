const works = new Set<() => void>();

// The latest first: a program is ended before the folder that it may hold open is removed.
const onExit = (): void => [...works].toReversed().forEach(tryOnce);

function tryOnce(work: () => void): void {
  try {
    work();
  } catch {
    // The others are tried nevertheless.
  }
}

/** Does this when the process ends, unless it is called off before. */
export function atExit(work: () => void): () => void {
  if (works.size === 0) process.on('exit', onExit);
  works.add(work);
  return () => {
    works.delete(work);
    if (works.size === 0) process.off('exit', onExit);
  };
}
