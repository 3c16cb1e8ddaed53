/** Whether a process of that number is there, whoever's it is. */
export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (thrown) {
    // It is there, and someone else's.
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM';
  }
}
