import type { Caller } from './caller.ts';
import { hashOf } from './canonicalJson.ts';
import type { Operation, Precondition, PreparedCall } from './operation.ts';

/** Binds an approval to client, tool, exact arguments, what the call would change and where values would go. */
export function bindingOf(caller: Caller, operation: Operation, prepared: PreparedCall<unknown>, before: Precondition): string {
  const client = caller.kind === 'person' ? (caller.origin ?? 'person') : caller.client;
  const { kind, identity, secrets } = prepared.destination(before) ?? {};
  const to = kind === undefined ? undefined : { kind, identity, secrets };
  return hashOf({ client, tool: operation.name, arguments: prepared.arguments, arn: before.arn, state: before.state, to });
}
