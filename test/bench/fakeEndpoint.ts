import { createServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { serveChild } from './child.ts';
import { cannedDescribe, cannedPage } from './cannedSecrets.ts';

// A process that answers DescribeSecret, ListSecrets and GetCallerIdentity with ready-made bytes and checks no
// signature, so that next to nothing of a measured time is its own. `node fakeEndpoint.ts SECRETS DELAY_MS`

const [secrets = 0, delayMs = 0] = process.argv.slice(2).map(Number);
const pages = new Map<number, string>();

function pageAt(from: number): string {
  const known = pages.get(from) ?? cannedPage(from, secrets);
  pages.set(from, known);
  return known;
}

/** STS takes forms and answers in XML. */
const identity =
  '<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::111122223333:user/bench</Arn><UserId>AIDAEXAMPLE</UserId><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>';

function answer(operation: string, body: string): string | undefined {
  if (body.startsWith('Action=GetCallerIdentity')) return identity;
  const input: { SecretId?: string; NextToken?: string } = JSON.parse(body || '{}');
  if (operation === 'secretsmanager.DescribeSecret') return cannedDescribe(input.SecretId ?? '');
  if (operation === 'secretsmanager.ListSecrets') return pageAt(Number(input.NextToken ?? 0));
  return undefined;
}

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const text = answer(String(request.headers['x-amz-target']), Buffer.concat(chunks).toString());
    const send = (): void => {
      response.writeHead(text === undefined ? 400 : 200, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(text ?? '{"__type":"InvalidRequestException"}');
    };
    if (delayMs > 0) void delay(delayMs).then(send);
    else send();
  });
});

await serveChild({
  start: () =>
    new Promise((resolve) => {
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        resolve({ url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`, headers: {} });
      });
    }),
});
