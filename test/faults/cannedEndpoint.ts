import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

/** An answer byte for byte. */
export interface Canned {
  readonly status: number;
  readonly body: Buffer;
  /**
   * `length`: whole, with a content-length. `chunked`: whole, without one. `cut` and `cutChunks`: the connection ends
   * after the body, which announced more. `raw`: the body is all that is sent, in place of an HTTP answer.
   */
  readonly framing: 'length' | 'chunked' | 'cut' | 'cutChunks' | 'raw';
  readonly type?: string;
}

export interface SeenRequest {
  readonly operation: string;
  readonly body: string;
}

/** Answers as it is told, each case on a path of its own, so that many can be tried at once. */
export interface CannedEndpoint {
  /** Where a client is pointed to get this answer; `requests` are those that came there. */
  on(answer: (request: SeenRequest) => Canned): { readonly endpoint: string; readonly requests: readonly SeenRequest[] };
  close(): Promise<void>;
}

interface Place {
  readonly answer: (request: SeenRequest) => Canned;
  readonly requests: SeenRequest[];
}

export async function startCannedEndpoint(): Promise<CannedEndpoint> {
  const places: Place[] = [];

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const place = places[Number(request.url?.split('/')[1])];
    if (!place) throw new Error(`Nothing is served at ${request.url}.`);
    const body = await text(request);
    const seen = { operation: operationOf(request, body), body };
    place.requests.push(seen);
    send(response, place.answer(seen));
  }

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('The endpoint has no port.');

  return {
    on(answer) {
      const place: Place = { answer, requests: [] };
      return { endpoint: `http://127.0.0.1:${address.port}/${places.push(place) - 1}`, requests: place.requests };
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function operationOf(request: IncomingMessage, body: string): string {
  const target = String(request.headers['x-amz-target'] ?? '').replace(/^.*\./, '');
  return target || (new URLSearchParams(body).get('Action') ?? '');
}

function send(response: ServerResponse, { status, body, framing, type = 'application/x-amz-json-1.1' }: Canned): void {
  if (framing === 'raw') {
    response.socket?.end(body);
    return;
  }
  const length = { length: body.length, cut: body.length + 1 + Math.ceil(body.length / 2), chunked: undefined, cutChunks: undefined }[
    framing
  ];
  response.writeHead(status, {
    'content-type': type,
    ...(length === undefined ? { 'transfer-encoding': 'chunked' } : { 'content-length': String(length) }),
  });
  if (framing === 'length' || framing === 'chunked') {
    response.end(body);
    return;
  }
  response.flushHeaders();
  response.write(body, () => response.socket?.end());
}
