import { setTimeout as delay } from 'node:timers/promises';
import { CustodyError } from './errors.ts';

/** Waits until it is the call's turn; refuses where that is too far off to wait for. */
export async function takeTurn(wait: number | undefined, doing: string, signal: AbortSignal): Promise<void> {
  if (wait === undefined) throw new CustodyError('throttled', `${doing} was not run, because agents call too often for this account.`);
  if (wait > 0) await delay(wait, undefined, { signal });
}
