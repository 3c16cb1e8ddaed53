import { Agent, request } from 'node:http';
import * as z from 'zod';
import { defineOperation, type Operation } from '../../src/core/operation.ts';
import type { FrontDoor } from '../../src/mcp/http.ts';
import { hello } from '../contract/frontDoors.ts';
import type { Random } from '../wire/random.ts';

/** What one call remembers until it answers. */
interface Memory {
  text: string;
}

/**
 * An operation that says who asked and what. Answers overtake one another, as those of a network do. With a memory that
 * all calls share it answers as it never should.
 */
export function echoOperation(random: Random, shared?: Memory): Operation<string> {
  return defineOperation({
    name: 'echo',
    title: 'Echo',
    description: 'Says who asked and what.',
    api: undefined,
    risk: 'read',
    needs: 'list',
    target: 'none',
    appliesTo: [],
    palette: 'none',
    input: z.strictObject({ text: z.string() }),
    async run(_, { text }) {
      const memory = shared ?? { text };
      memory.text = text;
      for (let turns = random.below(4); turns > 0; turns -= 1) await new Promise<void>((resolve) => setImmediate(resolve));
      return memory.text;
    },
    toAgent: (text, { caller }) => echoOf(caller.kind === 'agent' ? caller.claimedName : caller.kind, text),
  });
}

export function echoOf(client: string, text: string): string {
  return `${client} asked ${text}`;
}

/** A client that gives every call the same id, as the one it shares with all others. */
export interface EchoClient {
  readonly name: string;
  /** Everything that came back for one call. */
  call(text: string): Promise<string>;
  close(): void;
}

const sharedId = 1;

/** Says hello and keeps its session, as clients of the older revision do. */
export async function oldClient(door: FrontDoor, name: string): Promise<EchoClient> {
  const session = await hello(door, name);
  return clientOf(door, name, { 'mcp-protocol-version': '2025-11-25', 'mcp-session-id': session }, {});
}

/** Says who it is in each call, as clients of the revision of 2026-07-28 do. */
export function modernClient(door: FrontDoor, name: string): EchoClient {
  const meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': { name, version: '1' },
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  return clientOf(door, name, { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': 'echo' }, { _meta: meta });
}

function clientOf(door: FrontDoor, name: string, headers: Readonly<Record<string, string>>, more: object): EchoClient {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const accept = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
  return {
    name,
    call(text) {
      const params = { name: 'echo', arguments: { text }, ...more };
      const body = JSON.stringify({ jsonrpc: '2.0', id: sharedId, method: 'tools/call', params });
      return post(door.url, agent, { ...accept, ...door.headers, ...headers }, body);
    },
    close: () => agent.destroy(),
  };
}

function post(url: string, agent: Agent, headers: Readonly<Record<string, string>>, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method: 'POST', agent, headers }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () => resolve(Buffer.concat(chunks).toString()));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

const reply = z.object({
  id: z.literal(sharedId),
  result: z.object({ content: z.tuple([z.object({ text: z.string() })]), isError: z.literal(false).optional() }),
});

/** The text of the one answer in a body, sent as JSON or as an event. */
export function textIn(body: string): string {
  const json = body.startsWith('{') ? body : (/^data: (\{.*)$/m.exec(body)?.[1] ?? '');
  const parsed = reply.safeParse(json === '' ? undefined : JSON.parse(json));
  return parsed.success ? parsed.data.result.content[0].text : `no answer: ${body}`;
}
