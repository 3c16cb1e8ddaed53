import { ProtocolError, ProtocolErrorCode, Server } from '@modelcontextprotocol/server';
import type { CallToolResult, ServerContext, Tool } from '@modelcontextprotocol/server';
import type { AgentCaller } from '../core/caller.ts';
import { toCustodyError } from '../core/errors.ts';
import type { Execute } from '../core/execute.ts';
import type { Operation } from '../core/operation.ts';
import type { Toolset } from '../core/toolsets.ts';
import { complete } from './completions.ts';
import { prompts, readPrompt } from './prompts.ts';
import { readResource, resources, resourceTemplates } from './resources.ts';
import { runCall, switchedOff } from './runCall.ts';
import { isTool } from './tools.ts';

/** Shown to every agent when it connects. */
const instructions = [
  'Secret values are never returned. Work with names, keys and {{resolve:secretsmanager:...}} references, and never put a value into an argument.',
  'Changes and deletes wait for the person to answer in their own window; a declined call stays declined.',
  'Every error says what to do next.',
].join(' ');

// Logging is not declared: VS Code would send a level and nothing here logs to a client. Nor is any change of a list or a
// resource, as nothing could be told of it: an editor would wait for it in vain.
const capabilities = { tools: {}, resources: {}, prompts: {}, completions: {} } as const;

/** What the tools do their work with; the same for every request. */
export interface Toolbox {
  readonly execute: Execute;
  readonly operations: readonly Operation[];
  readonly tools: readonly Tool[];
  readonly toolsets: readonly Toolset[];
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
  const server = new Server({ name: 'custody', title: 'Custody', version: toolbox.version }, { capabilities, instructions });
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
      return failed(switchedOff(operation));
    }
    try {
      return await callTool(toolbox, operation, exchange, params.arguments, context);
    } catch (thrown) {
      // The SDK would send a thrown message to the client as it is.
      return failed(toCustodyError(thrown, operation.name).sentence);
    } finally {
      exchange.call?.end();
    }
  });
  server.setRequestHandler('resources/list', () => ({ resources: [...resources] }));
  server.setRequestHandler('resources/templates/list', () => ({ resourceTemplates: [...resourceTemplates] }));
  server.setRequestHandler('resources/read', ({ params }, context) => readResource(toolbox, exchange, params.uri, context));
  server.setRequestHandler('prompts/list', () => ({ prompts: [...prompts] }));
  server.setRequestHandler('prompts/get', ({ params }, context) => readPrompt(toolbox, exchange, params, context));
  server.setRequestHandler('completion/complete', ({ params }, context) => complete(toolbox, exchange, params, context));
  return server;
}

async function callTool(
  toolbox: Toolbox,
  operation: Operation,
  exchange: Exchange,
  input: unknown,
  context: ServerContext,
): Promise<CallToolResult> {
  const { call, refusal } = exchange;
  if (refusal !== undefined || !call) return failed(refusal ?? 'A tool call needs an id. Send it again as a request.');
  const outcome = await runCall(toolbox, exchange, operation, { input }, context);
  return outcome.ok ? { content: [{ type: 'text', text: outcome.text }] } : failed(outcome.error.sentence);
}

function failed(text: string): CallToolResult {
  return { content: [{ type: 'text', text }], isError: true };
}
