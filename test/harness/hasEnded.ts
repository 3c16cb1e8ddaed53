import { readFileSync } from 'node:fs';
import { isRunning } from '../../src/storage/isRunning.ts';

/** Whether the process is over, even where nobody has asked yet how it ended: an orphan may wait for long for the first process of the machine. */
export function hasEnded(pid: number): boolean {
  if (!isRunning(pid)) return true;
  if (process.platform !== 'linux') return false;
  try {
    // The name stands in brackets before the state and may hold anything.
    return /\) [ZX] [^)]*$/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    // Gone since.
    return true;
  }
}
