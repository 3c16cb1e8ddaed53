import { request, type IncomingHttpHeaders } from 'node:http';
import { connect, type Socket } from 'node:net';

export interface RawRequest {
  readonly port: number;
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Buffer;
  readonly signal?: AbortSignal;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The JSON-RPC messages in the body, sent as JSON or as a stream of events. */
  readonly messages: readonly RpcMessage[];
}

export interface RpcMessage {
  readonly id?: string | number | null;
  readonly method?: string;
  readonly result?: {
    readonly isError?: boolean;
    readonly content?: readonly { readonly text?: string }[];
    readonly contents?: readonly { readonly text?: string }[];
    readonly tools?: readonly object[];
  };
  readonly error?: { readonly code: number; readonly message: string };
}

/** Sends exactly these headers and no others, on a connection of its own. */
export function send({ port, method = 'POST', path = '/mcp', headers = {}, body, signal }: RawRequest): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const flat = Object.entries(headers).flatMap(([name, value]) =>
      (typeof value === 'string' ? [value] : value).flatMap((one) => [name, one]),
    );
    const length = body === undefined || 'transfer-encoding' in headers ? [] : ['content-length', String(Buffer.byteLength(body))];
    const outgoing = request({
      host: '127.0.0.1',
      port,
      method,
      path,
      agent: false,
      setHost: false,
      headers: [...flat, ...length],
      ...(signal ? { signal } : {}),
    });
    outgoing.on('error', reject);
    outgoing.on('response', (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text, messages: messagesIn(text) });
      });
    });
    outgoing.end(body);
  });
}

/** A bare connection, for what no HTTP client would send. */
export function openSocket(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket));
    socket.once('error', reject);
  });
}

/** Everything a connection says until the other side ends it. */
export async function readToEnd(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  await new Promise((resolve) => socket.once('close', resolve));
  return Buffer.concat(chunks).toString();
}

function messagesIn(text: string): readonly RpcMessage[] {
  const parts =
    text.startsWith('{') || text.startsWith('[')
      ? [text]
      : text.split('\n').flatMap((line) => (line.startsWith('data: {') ? [line.slice(6)] : []));
  return parts.flatMap((part): RpcMessage[] => [JSON.parse(part)].flat());
}
