import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';

/** A change as it passed. */
export interface PassedChange {
  readonly operation: string;
  readonly secret: string;
  readonly token: string | undefined;
  /** What the service answered; undefined while it has not. */
  status?: number;
}

export type Stage = 'arrived' | 'carriedOut' | 'answered';
/** What is to become of a change: go on, be lost with nothing done, or lose its answer. */
export type Verdict = 'pass' | 'lose' | 'loseAnswer';

export interface Interposer {
  readonly endpoint: string;
  readonly changes: readonly PassedChange[];
  /** Asked at each stage of each change. */
  onStage: (change: PassedChange, stage: Stage) => Verdict | Promise<Verdict>;
  readonly close: () => Promise<void>;
}

const changing = /^(Create|Update|Delete|Restore)Secret$|^PutSecretValue$|^(Tag|Untag)Resource$/;

/** Stands between the product and an endpoint, lets everything else through, and decides on each change. */
export async function startInterposer(target: string): Promise<Interposer> {
  const changes: PassedChange[] = [];

  async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readAll(incoming);
    const operation = String(incoming.headers['x-amz-target'] ?? '').replace(/^.*\./, '');
    if (!changing.test(operation)) {
      send(response, await forward(incoming, body));
      return;
    }
    const { Name, SecretId, ClientRequestToken }: Record<string, string | undefined> = JSON.parse(body.toString());
    const change: PassedChange = { operation, secret: Name ?? SecretId ?? '', token: ClientRequestToken };
    changes.push(change);
    if ((await interposer.onStage(change, 'arrived')) === 'lose') {
      response.destroy();
      return;
    }
    const answer = await forward(incoming, body);
    change.status = answer.status;
    if ((await interposer.onStage(change, 'carriedOut')) === 'loseAnswer') {
      response.destroy();
      return;
    }
    send(response, answer);
    await interposer.onStage(change, 'answered');
  }

  /** As it came, the name it was called by included, or its signature would not fit. */
  function forward({ method, headers }: IncomingMessage, body: Buffer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const outgoing = request(target, { method, headers }, (answer) => {
        readAll(answer).then((text) => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text }), reject);
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }

  const server = createServer((incoming, response) => {
    // A client that was killed may be gone at any point.
    handle(incoming, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('The interposer has no port.');
  const interposer: Interposer = {
    endpoint: `http://127.0.0.1:${address.port}`,
    changes,
    onStage: () => 'pass',
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
  return interposer;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

function send(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, headers).end(body);
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
