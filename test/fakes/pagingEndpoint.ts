import { createServer, type ServerResponse } from 'node:http';

/** Secrets by name, each with its description, and the token of the next page; or the name of an error. */
export type PageAnswer =
  | { readonly secrets: Readonly<Record<string, string>>; readonly nextToken?: string }
  | { readonly error: string; readonly status?: number };

export interface PagingEndpoint {
  readonly endpoint: string;
  /** The token of each request that came, in order; `start` for none. */
  readonly asked: readonly string[];
  readonly close: () => Promise<void>;
}

/** Starts a loopback server whose ListSecrets answers a token as the script says; `visit` counts from 1 for each token. */
export async function startPagingEndpoint(
  script: (token: string, visit: number) => PageAnswer | Promise<PageAnswer>,
): Promise<PagingEndpoint> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const input: { NextToken?: string } = JSON.parse(Buffer.concat(chunks).toString());
      const token = input.NextToken ?? 'start';
      asked.push(token);
      const visit = asked.filter((each) => each === token).length;
      void Promise.resolve(script(token, visit)).then((answer) => send(response, answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('The paging endpoint has no port.');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    asked,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** A script with one answer for each token, whenever it comes. */
export function byToken(answers: Readonly<Record<string, PageAnswer>>): (token: string) => PageAnswer {
  return (token) => answers[token] ?? { error: 'InvalidNextTokenException' };
}

function send(response: ServerResponse, answer: PageAnswer): void {
  const failed = 'error' in answer;
  response.writeHead(failed ? (answer.status ?? 400) : 200, { 'content-type': 'application/x-amz-json-1.1' });
  response.end(JSON.stringify(failed ? { __type: answer.error } : toWire(answer)));
}

function toWire({ secrets, nextToken }: Extract<PageAnswer, { secrets: unknown }>): object {
  const list = Object.entries(secrets).map(([Name, Description]) => ({
    Name,
    Description,
    ARN: `arn:aws:secretsmanager:us-east-1:111122223333:secret:${Name}-AbCdEf`,
  }));
  return { SecretList: list, ...(nextToken === undefined ? {} : { NextToken: nextToken }) };
}
