import type { FrontDoor } from '../../src/mcp/http.ts';
import { goodHeaders, hello, modern, modernHeaders, post, rpc } from '../contract/frontDoors.ts';
import type { RawAnswer, RawRequest, RpcMessage } from '../contract/rawHttp.ts';
import { heldText, type Held } from './scanner.ts';

/** An agent's end of the wire: sends, and keeps every byte that came back. */
export interface Wire {
  readonly answers: readonly RawAnswer[];
  /** Says hello as a client of this name; what comes after carries its session. */
  readonly hello: (name: string) => Promise<string>;
  readonly raw: (request: Partial<RawRequest>) => Promise<RawAnswer>;
  /** In a session of revision 2025-11-25. */
  readonly ask: (session: string, method: string, params?: object) => Promise<RawAnswer>;
  /** In revision 2026-07-28, where each request stands alone. */
  readonly askModern: (method: string, params: object, name?: string) => Promise<RawAnswer>;
}

export function openWire(door: FrontDoor): Wire {
  const answers: RawAnswer[] = [];
  const raw = async (request: Partial<RawRequest>): Promise<RawAnswer> => {
    const answer = await post(door, request);
    answers.push(answer);
    return answer;
  };
  return {
    answers,
    hello: (name) => hello(door, name),
    raw,
    ask: (session, method, params) =>
      raw({
        headers: goodHeaders(door, { 'mcp-session-id': session, 'mcp-protocol-version': '2025-11-25' }),
        body: rpc(method, params),
      }),
    askModern: (method, params, name = '') =>
      raw({ headers: goodHeaders(door, modernHeaders(method, name)), body: modern(method, params) }),
  };
}

export function call(name: string, input: object): object {
  return { name, arguments: input, _meta: { progressToken: 'told' } };
}

// The readers: each picks its part out of what came over the wire.

export function bodiesOf({ answers }: Wire): readonly Held[] {
  return answers.map(({ text }, index) => heldText(`body of answer ${index}`, text));
}

export function headersOf({ answers }: Wire): readonly Held[] {
  return answers.map(({ status, headers }, index) => ({
    where: `headers of answer ${index}`,
    // Node reads header bytes as Latin-1.
    bytes: Buffer.from(`${status}\n${Object.entries(headers).flat(2).join('\n')}`, 'latin1'),
  }));
}

export function progressOf(wire: Wire): readonly Held[] {
  return messagesOf(wire, ({ method }) => method === 'notifications/progress');
}

export function resultsOf(wire: Wire): readonly Held[] {
  return messagesOf(wire, ({ result }) => result?.content !== undefined && result.isError !== true);
}

export function toolErrorsOf(wire: Wire): readonly Held[] {
  return messagesOf(wire, ({ result }) => result?.isError === true);
}

export function protocolErrorsOf(wire: Wire): readonly Held[] {
  return messagesOf(wire, ({ error }) => error !== undefined);
}

export function toolListsOf(wire: Wire): readonly Held[] {
  return messagesOf(wire, ({ result }) => result?.tools !== undefined);
}

export function resourcesOf(wire: Wire): readonly Held[] {
  return answersWith(wire, ['contents', 'resources', 'resourceTemplates']);
}

export function promptsOf(wire: Wire): readonly Held[] {
  return answersWith(wire, ['messages', 'prompts']);
}

export function completionsOf(wire: Wire): readonly Held[] {
  return answersWith(wire, ['completion']);
}

export function discoveriesOf(wire: Wire): readonly Held[] {
  return answersWith(wire, ['supportedVersions', 'serverInfo']);
}

function answersWith(wire: Wire, parts: readonly string[]): readonly Held[] {
  return messagesOf(wire, ({ result = {} }) => parts.some((part) => part in result));
}

export function refusalsOf({ answers }: Wire): readonly Held[] {
  return answers.flatMap(({ status, text }, index) => (status >= 400 ? [heldText(`refusal ${index}`, text)] : []));
}

function messagesOf({ answers }: Wire, wanted: (message: RpcMessage) => boolean): readonly Held[] {
  return answers.flatMap(({ messages }, index) =>
    messages.filter((message) => wanted(message)).map((message) => heldText(`answer ${index}`, JSON.stringify(message))),
  );
}
