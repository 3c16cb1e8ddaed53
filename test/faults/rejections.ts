/**
 * Runs the work and gives what nobody caught meanwhile, as rejections and as exceptions. Mocha's own listeners stand
 * aside, which would end the run at the first.
 */
export async function uncaughtDuring(work: () => Promise<unknown>): Promise<readonly unknown[]> {
  const uncaught: unknown[] = [];
  const seen = (reason: unknown): void => void uncaught.push(reason);
  const onRejection = process.listeners('unhandledRejection');
  const onException = process.listeners('uncaughtException');
  process.removeAllListeners('unhandledRejection').removeAllListeners('uncaughtException');
  process.on('unhandledRejection', seen).on('uncaughtException', seen);
  try {
    await work();
    // A rejection counts as unhandled once the microtasks of its turn are done.
    for (let turns = 0; turns < 3; turns += 1) await new Promise<void>((resolve) => setImmediate(resolve));
  } finally {
    process.off('unhandledRejection', seen).off('uncaughtException', seen);
    for (const listener of onRejection) process.on('unhandledRejection', listener);
    for (const listener of onException) process.on('uncaughtException', listener);
  }
  return uncaught;
}
