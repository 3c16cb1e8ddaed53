import { spawn, type ChildProcess } from 'node:child_process';

/** Ends a program with everything it started: what is `detached` on POSIX leads a group of its own. */
export function endTree({ pid }: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (pid === undefined) return;
  if (process.platform === 'win32') {
    // Windows knows no signal that a program could answer to.
    spawn('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true }).on('error', () => undefined);
    return;
  }
  try {
    process.kill(-pid, signal);
  } catch {
    // All of it is gone already.
  }
}
