/** Makes a thing once, at its first use. A failure is forgotten, so that the next use tries again. */
export function lazily<T>(make: () => Promise<T>): () => Promise<T> {
  let making: Promise<T> | undefined;
  return () => {
    const mine = (making ??= make());
    mine.catch(() => {
      if (making === mine) making = undefined;
    });
    return mine;
  };
}
