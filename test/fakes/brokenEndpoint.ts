import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';

export type BrokenMode =
  /** Takes the request and never answers. */
  | { mode: 'silent' }
  /** Sends half of a body, then nothing more, with the connection left open. */
  | { mode: 'stall' }
  /** 200 without a body. */
  | { mode: 'empty' }
  /** 200 with `{}`. */
  | { mode: 'emptyObject' }
  /** 200 with a page, as a captive portal or a proxy answers. */
  | { mode: 'html' }
  /** Half of a JSON body: less than its content-length says, or ended properly without one. */
  | { mode: 'truncated'; framing: 'content-length' | 'chunked' }
  /** An error whose body is not JSON and quotes a value. */
  | { mode: 'errorWithValue'; status: 400 | 500; canary: string }
  /** ThrottlingException a number of times, then what `answer` returns. */
  | { mode: 'throttle'; times: number; answer: (operation: string, input: unknown) => unknown }
  | { mode: 'expiredToken' }
  /** A well-formed answer about a secret that was not asked for. */
  | { mode: 'wrongArn'; arn: string; canary?: string }
  /** Destroys the connection as soon as the request has arrived. */
  | { mode: 'reset' };

export type BrokenRequest = {
  readonly operation: string;
  /** Whether the client closed the connection before it had a whole answer. */
  readonly aborted: boolean;
};

export type BrokenEndpoint = {
  readonly endpoint: string;
  readonly requests: () => readonly BrokenRequest[];
  /** The next request not yet waited for, also one that has arrived already. */
  readonly nextRequest: () => Promise<BrokenRequest>;
  /** The next request given up on and not yet waited for. */
  readonly nextAbort: () => Promise<BrokenRequest>;
  readonly close: () => Promise<void>;
};

const wholeBody = JSON.stringify({
  SecretList: [{ Name: 'half/of/this', ARN: 'arn:aws:secretsmanager' }],
});
const halfBody = wholeBody.slice(0, wholeBody.length / 2);

/** Starts a loopback HTTP server that misbehaves in one way, whatever it is asked. */
export async function startBrokenEndpoint(broken: BrokenMode): Promise<BrokenEndpoint> {
  const seen: { operation: string; aborted: boolean }[] = [];
  const arrivals = createQueue<BrokenRequest>();
  const aborts = createQueue<BrokenRequest>();
  let throttled = 0;
  let closing = false;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const operation = String(request.headers['x-amz-target'] ?? '').replace(/^.*\./, '');
    const entry = { operation, aborted: false };
    seen.push(entry);
    // An end that this server brought about itself is not the client giving up.
    let endedHere = false;
    response.on('close', () => {
      if (response.writableFinished || endedHere || closing) return;
      entry.aborted = true;
      aborts.push({ ...entry });
    });
    const body = await readAll(request);
    arrivals.push({ ...entry });

    switch (broken.mode) {
      case 'silent':
        return;
      case 'stall':
        response.writeHead(200, json(wholeBody.length));
        response.write(halfBody);
        return;
      case 'empty':
        response.writeHead(200, json(0)).end();
        return;
      case 'emptyObject':
        send(response, 200, '{}');
        return;
      case 'html':
        response.writeHead(200, { 'content-type': 'text/html' });
        response.end('<!doctype html><title>Sign in</title><p>Please sign in to the network.');
        return;
      case 'truncated':
        if (broken.framing === 'chunked') {
          response.writeHead(200, json()).end(halfBody);
          return;
        }
        endedHere = true;
        response.writeHead(200, json(wholeBody.length));
        response.write(halfBody, () => response.socket?.end());
        return;
      case 'errorWithValue':
        response.writeHead(broken.status, { 'content-type': 'text/plain' });
        response.end(`${broken.canary} was refused upstream`);
        return;
      case 'throttle':
        throttled += 1;
        if (throttled <= broken.times) sendError(response, 'ThrottlingException', 'Rate exceeded');
        else send(response, 200, JSON.stringify(broken.answer(operation, JSON.parse(body || '{}'))));
        return;
      case 'expiredToken':
        sendError(response, 'ExpiredTokenException', 'The security token included in the request is expired');
        return;
      case 'wrongArn':
        send(response, 200, JSON.stringify(anotherSecret(broken.arn, broken.canary ?? 'value-of-another-secret')));
        return;
      case 'reset':
        endedHere = true;
        request.socket.destroy();
    }
  }

  const server = createServer((request, response) => {
    // The client is allowed to go away at any moment.
    handle(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('The broken endpoint has no port.');

  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    requests: () => seen.map((entry) => ({ ...entry })),
    nextRequest: arrivals.next,
    nextAbort: aborts.next,
    async close() {
      closing = true;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function anotherSecret(arn: string, canary: string): Record<string, unknown> {
  const Name = arn.replace(/^.*:secret:/, '').replace(/-[A-Za-z0-9]{6}$/, '');
  const VersionId = '00000000-0000-4000-8000-000000000000';
  return {
    ARN: arn,
    Name,
    VersionId,
    SecretString: canary,
    VersionStages: ['AWSCURRENT'],
    VersionIdsToStages: { [VersionId]: ['AWSCURRENT'] },
    CreatedDate: 1_700_000_000,
    DeletionDate: 1_700_000_000,
    SecretList: [{ ARN: arn, Name }],
    Versions: [{ VersionId, VersionStages: ['AWSCURRENT'] }],
  };
}

function json(length?: number): Record<string, string> {
  const type = { 'content-type': 'application/x-amz-json-1.1' };
  // The explicit encoding keeps Node from working out a content-length.
  return length === undefined ? { ...type, 'transfer-encoding': 'chunked' } : { ...type, 'content-length': String(length) };
}

function send(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, json(Buffer.byteLength(body))).end(body);
}

function sendError(response: ServerResponse, code: string, message: string): void {
  send(response, 400, JSON.stringify({ __type: code, message }));
}

async function readAll(request: IncomingMessage): Promise<string> {
  let text = '';
  request.setEncoding('utf8');
  for await (const chunk of request) text += String(chunk);
  return text;
}

function createQueue<Item>(): { push: (item: Item) => void; next: () => Promise<Item> } {
  const items: Item[] = [];
  const waiting: ((item: Item) => void)[] = [];
  return {
    push(item) {
      const waiter = waiting.shift();
      if (waiter) waiter(item);
      else items.push(item);
    },
    next() {
      const item = items.shift();
      if (item !== undefined) return Promise.resolve(item);
      return new Promise((resolve) => waiting.push(resolve));
    },
  };
}
