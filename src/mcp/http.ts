import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createMcpHandler, type McpServer, type Server, type ServerNotifier } from '@modelcontextprotocol/server';
import type { Execute } from '../core/execute.ts';
import type { Operation } from '../core/operation.ts';
import { toolsets as allToolsets, type Toolset } from '../core/toolsets.ts';
import { maxBodyBytes, parseMessage, readBody } from './body.ts';
import { limitConnections } from './connections.ts';
import { findRefusal, type GuardName, type Refusal } from './guards.ts';
import { withoutQuotedHeader } from './headerMismatch.ts';
import { seeMessage, type Seen } from './messages.ts';
import { createMcpServer, type Exchange, type RunningCall } from './server.ts';
import { createSessions, type Session } from './sessions.ts';
import { assertToken, hashToken, newToken } from './token.ts';
import { createGuessCounter } from './tokenGuesses.ts';
import { toolsOf } from './tools.ts';
import { sendWebResponse, toWebRequest } from './webExchange.ts';

const maxConnections = 64;
const maxCalls = 30;
const maxSubscriptions = 8;
const sessionHeader = 'mcp-session-id';
const malformedCall = (takes: string): string => `Malformed call: params takes ${takes}. Correct that and call again.`;

/** For tests: leaves a defence out to see that its absence is noticed, shortens a wait, or serves something else. */
export interface FrontDoorHooks {
  readonly off?: ReadonlySet<GuardName | 'bodyCap' | 'depth' | 'array' | 'pause' | 'connections' | 'calls' | 'session' | 'quote'>;
  readonly headersTimeoutMs?: number;
  readonly requestTimeoutMs?: number;
  readonly now?: () => number;
  /** Makes the server object of a request in place of the product's own. */
  readonly createServer?: (exchange: Exchange, notify: ServerNotifier) => McpServer | Server;
}

export interface FrontDoorOptions {
  readonly execute: Execute;
  readonly operations: readonly Operation[];
  /** The sets of tools that are offered; all of them where left out. */
  readonly toolsets?: readonly Toolset[];
  /** The version the server gives itself. */
  readonly version?: string;
  /** 32 random bytes in hex or base64url; a new one when left out. */
  readonly token?: string;
  /** Told once when someone keeps guessing tokens. */
  readonly onAttack?: (what: string) => void;
  readonly hooks?: FrontDoorHooks;
}

/** The one way in for agents: a port on loopback with a token of its own. */
export interface FrontDoor {
  readonly url: string;
  /** What a client must send with each request. */
  readonly headers: Readonly<Record<string, string>>;
  readonly port: number;
  /** How many calls run now. */
  inFlight(): number;
  /** Goes on serving for `graceMs`, then ends every call and closes. Without a grace it closes at once. */
  close(graceMs?: number): Promise<void>;
}

/** Opens the front door on 127.0.0.1, at a port that was free. */
export async function openFrontDoor(options: FrontDoorOptions): Promise<FrontDoor> {
  const { execute, operations, toolsets, version = '0.0.0', token = newToken(), onAttack, hooks = {} } = options;
  assertToken(token);
  const off = new Set<string>(hooks.off);
  const tokenHash = hashToken(token);
  const sessions = createSessions(token);
  const shared = off.has('session') ? sessions.anonymous('') : undefined;
  const guess = createGuessCounter(hooks.now ?? Date.now);
  const running = new Set<RunningCall>();
  const exchanges = new WeakMap<Request, Exchange>();
  const toolbox = { execute, operations, tools: toolsOf(operations, toolsets), toolsets: toolsets ?? allToolsets, version };

  const handler = createMcpHandler(
    ({ requestInfo }) => {
      const exchange = requestInfo && exchanges.get(requestInfo);
      if (!exchange) throw new Error('A request came past the front door.');
      return hooks.createServer?.(exchange, handler.notify) ?? createMcpServer(toolbox, exchange);
    },
    { maxSubscriptions },
  );

  const server = createServer({
    headersTimeout: hooks.headersTimeoutMs ?? 5_000,
    requestTimeout: hooks.requestTimeoutMs ?? 10_000,
    keepAliveTimeout: 30_000,
    connectionsCheckingInterval: Math.min(1_000, hooks.headersTimeoutMs ?? 1_000),
    maxHeaderSize: 16 * 1_024,
  });
  const { trust } = limitConnections(server, off.has('connections') ? Infinity : maxConnections);
  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    // Nothing that goes wrong here may say more than that it did.
    answer(request, response).catch(() => response.destroy());
  };
  server.on('request', onRequest);
  // Else Node would ask for the body before the token was looked at.
  server.on('checkContinue', onRequest);
  const port = await listen(server);
  const url = `http://127.0.0.1:${port}/mcp`;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader('cache-control', 'no-store');
    const refused = findRefusal(request, { port, tokenHash }, off);
    if (refused) return refuse(response, refused.guard === 'token' ? countGuess(refused) : refused);
    trust(request.socket);

    if (request.headers.expect !== undefined) response.writeContinue();
    const body = await readBody(request, off.has('bodyCap') ? Infinity : maxBodyBytes);
    if (!body)
      return refuse(response, { status: 413, code: -32_000, message: `Payload too large: a message takes at most ${maxBodyBytes} bytes.` });
    const parsed = parseMessage(body, off);
    if (!parsed.ok) return refuse(response, parsed.refusal);
    await serve(request, response, parsed.message);
  }

  async function serve(request: IncomingMessage, response: ServerResponse, message: object): Promise<void> {
    const seen = seeMessage(message);
    if (seen.kind === 'malformedCall') return sendError(response, 200, { code: -32_602, message: malformedCall(seen.takes), id: seen.id });
    const known = shared ?? sessions.find(request.headersDistinct[sessionHeader]?.[0]);
    // VS Code cancels in a request of its own and leaves the call's open, so the SDK never hears of it.
    if (seen.kind === 'cancelled') known?.calls.get(seen.requestId)?.cancel();

    const session = seen.kind === 'initialize' ? sessions.open(seen.claimedName) : (known ?? sessions.anonymous(claimedNameIn(seen)));
    // Said in a tool result: any HTTP error would break the connection of VS Code's client.
    const isFull = running.size >= maxCalls && !off.has('calls');
    const refusal = isFull ? `${maxCalls} calls are running already. Wait for one of them to end, then call again.` : undefined;
    const call = seen.kind === 'call' ? beginCall(seen.id, session) : undefined;
    const disconnected = new AbortController();
    const onClose = (): void => {
      if (response.writableFinished) return;
      call?.cancel();
      disconnected.abort();
    };
    response.once('close', onClose);
    // It may have closed while the body was read, before anyone listened.
    if (response.destroyed) onClose();
    try {
      const web = toWebRequest(request, url, disconnected.signal);
      exchanges.set(web, { caller: session.caller, call, refusal });
      const said = await handler.fetch(web, { parsedBody: message });
      const reply = off.has('quote') ? said : await withoutQuotedHeader(said);
      const isHello = seen.kind === 'initialize' && reply.ok;
      await sendWebResponse(reply, response, { 'cache-control': 'no-store', ...(isHello ? { [sessionHeader]: session.id } : {}) });
    } finally {
      call?.end();
    }
  }

  /** A call counts as running, and can be cancelled, from here until its tool is done. */
  function beginCall(id: string | number, { calls }: Session): RunningCall {
    const controller = new AbortController();
    const call: RunningCall = {
      signal: controller.signal,
      cancel: () => {
        if (running.has(call)) controller.abort();
      },
      end: () => {
        running.delete(call);
        if (calls.get(id) === call) calls.delete(id);
      },
    };
    running.add(call);
    calls.set(id, call);
    return call;
  }

  function countGuess(refused: Refusal): Refusal {
    const verdict = off.has('pause') ? 'counted' : guess();
    if (verdict === 'pauseBegins') onAttack?.('Someone keeps sending wrong tokens to the MCP port.');
    return verdict === 'counted' ? refused : { status: 429, code: -32_000, message: 'Too many wrong tokens.' };
  }

  let closing: Promise<void> | undefined;
  const graceOver = Promise.withResolvers<void>();

  async function shut(): Promise<void> {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    running.forEach((call) => call.cancel());
    await handler.close();
    server.closeAllConnections();
    await closed;
  }

  return {
    url,
    headers: { Authorization: `Bearer ${token}` },
    port,
    inFlight: () => running.size,
    close(graceMs = 0) {
      const timer = setTimeout(graceOver.resolve, graceMs);
      if (graceMs === 0) graceOver.resolve();
      closing ??= graceOver.promise.then(shut);
      return closing.finally(() => clearTimeout(timer));
    },
  };
}

/** On the stateless leg every call brings its client's name along. */
function claimedNameIn(seen: Seen): string {
  return seen.kind === 'call' ? (seen.claimedName ?? '') : '';
}

function refuse(response: ServerResponse, { status, code, message }: Refusal): void {
  // The body of a refused request is not read, so nothing more can come over its connection.
  if (status !== 405) response.setHeader('connection', 'close');
  if (status === 405) response.setHeader('allow', 'POST');
  sendError(response, status, { code, message, id: null });
}

function sendError(
  response: ServerResponse,
  status: number,
  { code, message, id }: { code: number; message: string; id: string | number | null },
): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ jsonrpc: '2.0', error: { code, message }, id }));
}

function listen(server: ReturnType<typeof createServer>): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      server.off('error', reject);
      const address = server.address();
      if (typeof address === 'object' && address) resolve(address.port);
      else reject(new Error('The front door has no port.'));
    });
  });
}
