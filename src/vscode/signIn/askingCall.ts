import { AsyncLocalStorage } from 'node:async_hooks';
import type { Caller } from '../../core/caller.ts';

/** The call in which a sign-in is needed. AWS's client passes nothing of it on to whoever signs in. */
export interface AskingCall {
  readonly caller: Caller;
  readonly operation: string;
  readonly progress?: ((text: string) => void) | undefined;
}

const calls = new AsyncLocalStorage<AskingCall>();

/** Runs a call so that the questions of its sign-in know whose it is. */
export function asCall<T>(call: AskingCall, work: () => Promise<T>): Promise<T> {
  return calls.run(call, work);
}

export function askingCall(): AskingCall | undefined {
  return calls.getStore();
}
