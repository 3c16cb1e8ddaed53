import type { Account } from './account.ts';
import type { Caller } from './caller.ts';
import type { Operation, PreparedCall } from './operation.ts';

/** The name a client gives itself is a claim; the log keeps the token's identity beside it. */
export function nameOf(caller: Caller): string {
  if (caller.kind === 'person') return caller.origin === undefined ? 'person' : `person (${caller.origin})`;
  return `agent ${caller.client} (${caller.claimedName.slice(0, 64)})`;
}

/** What is being done, as errors begin. */
export function describe(operation: Operation, prepared: PreparedCall<unknown>, account: Account | undefined): string {
  const on = prepared.secret === undefined ? '' : ` on ${prepared.secret}`;
  return `${operation.name}${on}${account ? ` in account ${account.name}` : ''}`;
}
