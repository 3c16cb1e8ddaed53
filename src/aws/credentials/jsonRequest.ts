import { addAbortSignal, Readable } from 'node:stream';
import { HttpRequest } from '@smithy/core/protocols';
import { CustodyError } from '../../core/errors.ts';
import { clientOptions } from '../clientOptions.ts';

const maxBytes = 1_048_576;
const requestMs = 10_000;

export interface JsonRequest {
  /** `https://oidc.eu-west-1.amazonaws.com`, as the endpoints say. */
  readonly endpoint: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON by POST; without it the request is a GET. */
  readonly body?: object;
  readonly signal?: AbortSignal | undefined;
}

export interface JsonAnswer {
  readonly status: number;
  /** What it holds is no more than a claim; undefined where it is not JSON. */
  readonly body: unknown;
}

/** Sends one request that nobody signs, as sign-in services take them. Its answer goes into no error: it holds tokens. */
export async function sendJson({ endpoint, path, query, headers, body, signal }: JsonRequest): Promise<JsonAnswer> {
  const { protocol, hostname, port } = new URL(endpoint);
  const text = body === undefined ? undefined : JSON.stringify(body);
  const request = new HttpRequest({
    method: text === undefined ? 'GET' : 'POST',
    protocol,
    hostname,
    ...(port === '' ? {} : { port: Number(port) }),
    path,
    ...(query === undefined ? {} : { query: { ...query } }),
    headers: {
      host: port === '' ? hostname : `${hostname}:${port}`,
      ...(text === undefined ? {} : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)) }),
      ...headers,
    },
    body: text,
  });
  const within = AbortSignal.any([AbortSignal.timeout(requestMs), ...(signal ? [signal] : [])]);
  const { requestHandler } = clientOptions();
  try {
    const { response } = await requestHandler.handle(request, { abortSignal: within });
    return { status: response.statusCode, body: await readJson(response.body, within) };
  } catch (thrown) {
    signal?.throwIfAborted();
    if (within.aborted) throw new CustodyError('timeout', `${hostname} did not answer within ${requestMs / 1_000} seconds.`);
    throw thrown;
  } finally {
    requestHandler.destroy();
  }
}

async function readJson(stream: unknown, signal: AbortSignal): Promise<unknown> {
  if (!(stream instanceof Readable)) return undefined;
  addAbortSignal(signal, stream);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > maxBytes) return undefined;
    chunks.push(bytes);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return undefined;
  }
}
