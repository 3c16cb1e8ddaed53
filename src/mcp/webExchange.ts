import type { IncomingMessage, ServerResponse } from 'node:http';

/** The request in the form the SDK takes it, without its body and without the token, which nothing behind the door needs. */
export function toWebRequest(request: IncomingMessage, url: string, signal: AbortSignal): Request {
  const headers = new Headers();
  for (const [name, values] of Object.entries(request.headersDistinct)) {
    if (name === 'authorization') continue;
    for (const value of values ?? []) headers.append(name, value);
  }
  return new Request(url, { method: 'POST', headers, signal });
}

/** How long headers wait for the body's first part, so that an answer that is nearly ready leaves in one piece with them. */
const flushAfterMs = 20;

/** Writes the SDK's answer out: whole when it is JSON, and a stream as it comes, no faster than the client reads. */
export async function sendWebResponse(answer: Response, response: ServerResponse, own: Readonly<Record<string, string>>): Promise<void> {
  // Whether the connection stays is between Node and the client; the SDK would always keep it.
  answer.headers.delete('connection');
  const headers = { ...Object.fromEntries(answer.headers), ...own };
  if (answer.body && answer.headers.get('content-type')?.startsWith('text/event-stream')) {
    response.writeHead(answer.status, headers);
    return stream(answer.body, response);
  }
  const body = Buffer.from(await answer.arrayBuffer());
  response.writeHead(answer.status, { ...headers, ...(answer.body ? { 'content-length': body.byteLength } : {}) });
  response.end(body);
}

async function stream(body: ReadableStream<Uint8Array>, response: ServerResponse): Promise<void> {
  const flushing = setTimeout(() => response.flushHeaders(), flushAfterMs);
  try {
    for await (const chunk of body) {
      if (response.destroyed) break;
      if (!response.write(chunk)) await drained(response);
    }
    response.end();
  } finally {
    clearTimeout(flushing);
  }
}

/** Resolves once the client has read what was written, or is gone. */
function drained(response: ServerResponse): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  response.once('drain', resolve);
  response.once('close', resolve);
  if (response.closed) resolve();
  return promise.finally(() => {
    response.off('drain', resolve);
    response.off('close', resolve);
  });
}
