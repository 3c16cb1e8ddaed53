import { ProtocolError, ProtocolErrorCode, type ServerContext } from '@modelcontextprotocol/server';
import type { Outcome } from '../core/execute.ts';
import type { Operation } from '../core/operation.ts';
import type { Exchange, Toolbox } from './server.ts';

/** One request as the one path takes it. */
export interface Asked {
  readonly input: unknown;
  /** What else of the client's stood in the request. */
  readonly sent?: unknown;
}

/** Runs an operation for the request that a server object lives for, with its progress and its cancellation. */
export async function runCall<Output>(
  { execute }: Toolbox,
  { caller, call }: Exchange,
  operation: Operation<Output>,
  { input, sent }: Asked,
  { mcpReq }: ServerContext,
): Promise<Outcome<Output>> {
  if (!call) throw malformed('A call needs an id. Send it again as a request.');
  mcpReq.signal.addEventListener('abort', call.cancel, { once: true });

  const { _meta: meta } = mcpReq;
  const progressToken = meta?.progressToken;
  let told = 0;
  const progress = (message: string): void => {
    if (progressToken === undefined) return;
    told += 1;
    // A client that is gone is noticed by its connection, not here.
    mcpReq.notify({ method: 'notifications/progress', params: { progressToken, progress: told, message } }).catch(() => undefined);
  };
  return execute(operation, { input, sent: [sent, meta], caller, signal: call.signal, progress });
}

/** What resources, prompts and completions read by: an operation of the registry, while the set of tools it is one of is offered. */
export async function runOffered<Output>(
  toolbox: Toolbox,
  exchange: Exchange,
  operation: Operation<Output>,
  asked: Asked,
  context: ServerContext,
): Promise<Outcome<Output>> {
  if (!toolbox.toolsets.includes(operation.toolset)) throw malformed(switchedOff(operation));
  return runUnlessFull(toolbox, exchange, operation, asked, context);
}

/** As `runCall`, but with what keeps calls out said as an error: there is no result to say it in. */
export async function runUnlessFull<Output>(
  toolbox: Toolbox,
  exchange: Exchange,
  operation: Operation<Output>,
  asked: Asked,
  context: ServerContext,
): Promise<Outcome<Output>> {
  try {
    if (exchange.refusal !== undefined) throw malformed(exchange.refusal);
    return await runCall(toolbox, exchange, operation, asked, context);
  } finally {
    exchange.call?.end();
  }
}

/** Tells where the person can switch a set of tools on. */
export function switchedOff({ name, toolset }: Operation): string {
  return `${name} is one of the tools "${toolset}", which are switched off. The person can add "${toolset}" to the setting "custody.agents.toolsets".`;
}

/** An error of the protocol. The message is ours alone: whatever a client sent is not quoted. */
export function malformed(message: string): ProtocolError {
  return new ProtocolError(ProtocolErrorCode.InvalidParams, message);
}

/** The text of an outcome, or the error it came to as one of the protocol. */
export function textOf(outcome: Outcome<unknown>): string {
  if (outcome.ok) return outcome.text;
  const isClients = outcome.error.code.endsWith('_not_found') || outcome.error.code === 'invalid_input';
  throw new ProtocolError(isClients ? ProtocolErrorCode.InvalidParams : ProtocolErrorCode.InternalError, outcome.error.sentence);
}
