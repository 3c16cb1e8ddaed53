import { once } from 'node:events';
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

/** Writes the SDK's answer out as it comes, no faster than the client reads. */
export async function sendWebResponse(
  answer: Response,
  response: ServerResponse,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  // Whether the connection stays is between Node and the client; the SDK would always keep it.
  answer.headers.delete('connection');
  response.writeHead(answer.status, { ...Object.fromEntries(answer.headers), ...headers });
  if (!answer.body) {
    response.end();
    return;
  }
  response.flushHeaders();
  const closed = once(response, 'close').catch(() => undefined);
  for await (const chunk of answer.body) {
    if (response.destroyed) break;
    if (!response.write(chunk)) await Promise.race([once(response, 'drain'), closed]);
  }
  response.end();
}
