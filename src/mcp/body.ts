import type { IncomingMessage } from 'node:http';
import type { Refusal } from './guards.ts';

export const maxBodyBytes = 256 * 1_024;
const maxDepth = 32;

// A sender that is cut off mid-body sees a reset and not the answer, so up to here the rest is read and dropped.
const maxDroppedBytes = 8 * 1_024 * 1_024;

/** Reads the body up to the cap. Undefined when it is longer; rejects when it never ends. */
export function readBody(request: IncomingMessage, cap: number): Promise<Buffer | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer | undefined>();
  const chunks: Buffer[] = [];
  let bytes = 0;
  // Heard as events, as every call waits for this: iterating a request costs several times as much.
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.byteLength;
    if (bytes <= cap) chunks.push(chunk);
    else chunks.length = 0;
    if (bytes > maxDroppedBytes) request.destroy();
  });
  request.once('end', () => resolve(bytes > cap ? undefined : Buffer.concat(chunks)));
  request.once('error', reject);
  request.once('close', () => {
    // It closes after every whole body too, and an error costs its stack.
    if (!request.readableEnded) reject(new Error('The request was cut off.'));
  });
  return promise;
}

export type Parsed = { readonly ok: true; readonly message: object } | { readonly ok: false; readonly refusal: Refusal };

/** Parses one JSON-RPC message. A switch in `off` leaves that check out. */
export function parseMessage(body: Buffer, off: ReadonlySet<string>): Parsed {
  const message = parseJson(body);
  if (message === undefined) return refused(-32_700, 'Parse error: send one JSON-RPC message as JSON in UTF-8.');
  if (typeof message !== 'object' || message === null) return refused(-32_600, 'Invalid request: send one JSON-RPC message.');
  // One request, one call: an array would walk round every limit that counts requests.
  if (Array.isArray(message) && !off.has('array')) return refused(-32_600, 'Invalid request: send messages one by one, not as an array.');
  if (!off.has('depth') && isDeeperThan(message, maxDepth)) {
    return refused(-32_600, `Invalid request: JSON may be nested at most ${maxDepth} deep.`);
  }
  return { ok: true, message };
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(utf8.decode(body));
  } catch {
    return undefined;
  }
}

// Level by level and not by recursion, which a deep enough message would crash.
function isDeeperThan(message: object, depth: number): boolean {
  let level = [message];
  for (let deep = 1; level.length > 0; deep += 1) {
    if (deep > depth) return true;
    level = level.flatMap((value): unknown[] => Object.values(value)).filter((value) => typeof value === 'object' && value !== null);
  }
  return false;
}

function refused(code: number, message: string): Parsed {
  return { ok: false, refusal: { status: 400, code, message } };
}
