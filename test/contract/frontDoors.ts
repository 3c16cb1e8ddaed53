import type { Socket } from 'node:net';
import type { Call, Execute, Outcome } from '../../src/core/execute.ts';
import type { Operation } from '../../src/core/operation.ts';
import { operations } from '../../src/core/operations/index.ts';
import { openFrontDoor, type FrontDoor, type FrontDoorHooks, type FrontDoorOptions } from '../../src/mcp/http.ts';
import { memoryCustody } from './memoryCustody.ts';
import { openSocket, send, type RawAnswer, type RawRequest } from './rawHttp.ts';

/** What a door can be opened without. */
export type Defence = NonNullable<FrontDoorHooks['off']> extends ReadonlySet<infer Name> ? Name : never;

export const listAccounts = rpc('tools/call', { name: 'list_accounts', arguments: {} });

export interface Doors {
  /** Opens a door over the real one path, without the defences named. */
  open(off?: readonly Defence[], options?: Partial<FrontDoorOptions>): Promise<FrontDoor>;
  /** How many calls came through the doors of this test. */
  readonly entered: number;
}

/** Doors for the tests of the describe block that this is called in; each test's are closed after it. */
export function useDoors(): Doors {
  const doors: FrontDoor[] = [];
  let entered = 0;

  beforeEach(() => {
    entered = 0;
  });

  afterEach(async () => {
    await Promise.all(doors.splice(0).map((door) => door.close()));
  });

  return {
    async open(off = [], options = {}) {
      const { execute } = memoryCustody();
      const counted: Execute = (operation, call) => {
        entered += 1;
        return execute(operation, call);
      };
      const door = await openFrontDoor({ execute: counted, operations, ...options, hooks: { off: new Set(off), ...options.hooks } });
      doors.push(door);
      return door;
    },
    get entered() {
      return entered;
    },
  };
}

export function rpc(method: string, params?: object, id: number | string = 1): string {
  return JSON.stringify({ jsonrpc: '2.0', id, method, params });
}

export function note(method: string, params: object): string {
  return JSON.stringify({ jsonrpc: '2.0', method, params });
}

export function modern(method: string, params: object): string {
  const meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': { name: 'raw', version: '1' },
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  return rpc(method, { ...params, _meta: meta });
}

export function modernHeaders(method: string, name: string): Record<string, string> {
  return { 'mcp-protocol-version': '2026-07-28', 'mcp-method': method, 'mcp-name': name };
}

export function tokenOf(door: FrontDoor): string {
  return door.headers['Authorization']?.slice('Bearer '.length) ?? '';
}

export function goodHeaders(door: FrontDoor, changes: Readonly<Record<string, string>> = {}): Record<string, string> {
  return {
    host: `127.0.0.1:${door.port}`,
    authorization: `Bearer ${tokenOf(door)}`,
    'content-type': 'application/json',
    accept: 'text/event-stream, application/json',
    ...changes,
  };
}

export function post(door: FrontDoor, request: Partial<RawRequest>): Promise<RawAnswer> {
  return send({ port: door.port, headers: goodHeaders(door), ...request });
}

export async function hello(door: FrontDoor, name: string): Promise<string> {
  const answer = await post(door, {
    body: rpc('initialize', { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name, version: '1' } }),
  });
  return String(answer.headers['mcp-session-id']);
}

export async function openMany(door: FrontDoor, count: number): Promise<Socket[]> {
  const sockets: Socket[] = [];
  for (let i = 0; i < count; i += 1) {
    const socket = await openSocket(door.port);
    socket.on('error', () => undefined);
    socket.resume();
    sockets.push(socket);
  }
  return sockets;
}

/** An execute whose calls go on until `finish`, or until they are aborted. */
export function slowExecute() {
  const calls: Call[] = [];
  const finished = Promise.withResolvers<void>();
  let onCall = (): void => undefined;
  const name = ({ caller }: Call): string => (caller.kind === 'agent' ? caller.claimedName : caller.kind);
  const execute: Execute = async <Output>(operation: Operation<Output>, call: Call): Promise<Outcome<Output>> => {
    calls.push(call);
    onCall();
    const aborted = new Promise<void>((resolve) => call.signal?.addEventListener('abort', () => resolve(), { once: true }));
    await Promise.race([finished.promise, aborted]);
    return memoryCustody().execute(operation, call);
  };
  return {
    execute,
    calls,
    finish: () => finished.resolve(),
    running: () => calls.map((call) => `${name(call)}${call.signal?.aborted ? ' aborted' : ''}`),
    async untilRunning(count: number): Promise<readonly Call[]> {
      while (calls.length < count) await new Promise<void>((resolve) => (onCall = resolve));
      return calls;
    },
  };
}
