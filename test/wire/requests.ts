/** One connection's worth of bytes, as latin1 text. */
export interface WireCase {
  readonly what: string;
  readonly wire: string;
  /** Sent in this many pieces; one when left out. */
  readonly pieces?: number;
}

export interface Address {
  readonly port: number;
  readonly token: string;
}

/** The parts of a request that the matrix varies. PORT and TOKEN stand for the door's own. */
export interface Parts {
  readonly host: string | readonly string[];
  readonly origin: string | undefined;
  readonly path: string;
  readonly method: string;
  readonly type: string | undefined;
  readonly token: string | undefined;
  readonly framing: Framing;
  readonly body: string;
  readonly pieces: number;
}

export type Framing = 'length' | 'chunked' | 'small chunks' | 'chunk extensions' | 'trailers' | 'none';

export const goodBody = rpcCall('list_accounts', '{}');

export const goodParts: Parts = {
  host: '127.0.0.1:PORT',
  origin: undefined,
  path: '/mcp',
  method: 'POST',
  type: 'application/json',
  token: 'Bearer TOKEN',
  framing: 'length',
  body: goodBody,
  pieces: 1,
};

export function rpcCall(tool: string, given: string): string {
  return `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"${tool}","arguments":${given}}}`;
}

/** The bytes of UTF-8 text, one character each. */
export function utf8(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** The request that the parts make. The connection closes after it unless `stays`. */
export function requestOf(parts: Partial<Parts>, address: Address, stays = false): string {
  const { host, origin, path, method, type, token, framing, body } = { ...goodParts, ...parts };
  const [framed, fields] = frame(body, framing);
  const lines = [
    `${method} ${path} HTTP/1.1`,
    ...[host].flat().map((value) => `Host: ${value}`),
    'Accept: application/json, text/event-stream',
    ...(origin === undefined ? [] : [`Origin: ${origin}`]),
    ...(token === undefined ? [] : [`Authorization: ${token}`]),
    ...(type === undefined ? [] : [`Content-Type: ${type}`]),
    ...fields,
    ...(stays ? [] : ['Connection: close']),
  ];
  return fill(`${lines.join('\r\n')}\r\n\r\n`, address) + framed;
}

/** Puts the door's own port and token where a text leaves room for them. */
export function fill(text: string, { port, token }: Address): string {
  return text.replaceAll('PORT', String(port)).replaceAll('TOKEN', token);
}

export function chunk(text: string, extension = ''): string {
  return `${text.length.toString(16)}${extension}\r\n${text}\r\n`;
}

function frame(body: string, framing: Framing): readonly [string, readonly string[]] {
  const chunked = ['Transfer-Encoding: chunked'];
  if (framing === 'none') return [body, []];
  if (framing === 'length') return [body, [`Content-Length: ${body.length}`]];
  if (framing === 'chunked') return [`${body === '' ? '' : chunk(body)}0\r\n\r\n`, chunked];
  if (framing === 'trailers') return [`${body === '' ? '' : chunk(body)}0\r\nX-Sum: 1\r\n\r\n`, chunked];
  const size = framing === 'small chunks' ? Math.max(7, Math.ceil(body.length / 50)) : Math.max(40, Math.ceil(body.length / 3));
  const parts = Array.from({ length: Math.ceil(body.length / size) }, (_, i) => body.slice(i * size, (i + 1) * size));
  return [parts.map((part) => chunk(part, framing === 'chunk extensions' ? ';a=b' : '')).join('') + '0\r\n\r\n', chunked];
}
