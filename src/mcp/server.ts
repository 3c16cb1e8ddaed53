import { ProtocolError, ProtocolErrorCode, Server } from '@modelcontextprotocol/server';
import type { CallToolResult, ServerContext, Tool } from '@modelcontextprotocol/server';
import type { AgentCaller } from '../core/caller.ts';
import { toCustodyError } from '../core/errors.ts';
import type { Execute } from '../core/execute.ts';
import type { Operation } from '../core/operation.ts';
import { isTool } from './tools.ts';

/** Shown to every agent when it connects. */
const instructions = [
  'Secret values are never returned. Work with names, keys and {{resolve:secretsmanager:...}} references, and never put a value into an argument.',
  'Changes and deletes wait for the person to answer in their own window; a declined call stays declined.',
  'Every error says what to do next.',
].join(' ');

/** What the tools do their work with; the same for every request. */
export interface Toolbox {
  readonly execute: Execute;
  readonly operations: readonly Operation[];
  readonly tools: readonly Tool[];
  readonly version: string;
}

/** The one request a server object lives for. */
export interface Exchange {
  readonly caller: AgentCaller;
  /** The tool call it carries, if it is one. */
  readonly call: RunningCall | undefined;
  /** Why no tool may run now, in words for the agent. */
  readonly refusal: string | undefined;
}

/** A tool call, from its arrival until its tool is done. */
export interface RunningCall {
  readonly signal: AbortSignal;
  /** Ends it early. Does nothing after `end`: connections close after every call that went well, too. */
  readonly cancel: () => void;
  readonly end: () => void;
}

/** Makes the server object of one request. One shared by clients has sent answers to the wrong one (CVE-2026-25536). */
export function createMcpServer(toolbox: Toolbox, exchange: Exchange): Server {
  // Logging is not declared: VS Code would send a level and nothing here logs to a client.
  const server = new Server({ name: 'custody', title: 'Custody', version: toolbox.version }, { capabilities: { tools: {} }, instructions });
  server.setRequestHandler('tools/list', () => ({ tools: [...toolbox.tools] }));
  server.setRequestHandler('tools/call', async ({ params }, context) => {
    const operation = toolbox.operations.find((candidate) => candidate.name === params.name && isTool(candidate));
    if (!operation)
      throw new ProtocolError(
        ProtocolErrorCode.InvalidParams,
        'There is no tool of that name. List the tools again and call one of those.',
      );
    if (!toolbox.tools.some(({ name }) => name === operation.name)) {
      exchange.call?.end();
      return failed(
        `${operation.name} is one of the tools "${operation.toolset}", which are switched off. The person can add "${operation.toolset}" to the setting "custody.agents.toolsets".`,
      );
    }
    try {
      return await callTool(toolbox.execute, operation, exchange, params.arguments, context);
    } catch (thrown) {
      // The SDK would send a thrown message to the client as it is.
      return failed(toCustodyError(thrown, operation.name).sentence);
    } finally {
      exchange.call?.end();
    }
  });
  return server;
}

async function callTool(
  execute: Execute,
  operation: Operation,
  exchange: Exchange,
  input: unknown,
  { mcpReq }: ServerContext,
): Promise<CallToolResult> {
  const { caller, call, refusal } = exchange;
  if (refusal !== undefined || !call) return failed(refusal ?? 'A tool call needs an id. Send it again as a request.');
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
  const outcome = await execute(operation, { input, caller, signal: call.signal, progress });
  return outcome.ok ? { content: [{ type: 'text', text: outcome.text }] } : failed(outcome.error.sentence);
}

function failed(text: string): CallToolResult {
  return { content: [{ type: 'text', text }], isError: true };
}
