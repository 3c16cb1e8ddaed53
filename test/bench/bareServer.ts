import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { DescribeSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { createMcpHandler, Server } from '@modelcontextprotocol/server';
import { cannedKeys } from './benchCustody.ts';
import { cannedRegion } from './cannedSecrets.ts';
import { serveChild } from './child.ts';

// The least server that the same two SDKs make: one plain tool, no token, no checks, no log.
// `node bareServer.ts ENDPOINT`

const client = new SecretsManagerClient({ region: cannedRegion, endpoint: process.argv[2] ?? '', credentials: cannedKeys });
const inputSchema = { type: 'object' as const, properties: { secret_id: { type: 'string' } } };

const handler = createMcpHandler(() => {
  const server = new Server({ name: 'bare', version: '0' }, { capabilities: { tools: {} } });
  server.setRequestHandler('tools/list', () => ({ tools: [{ name: 'describe_secret', inputSchema }] }));
  server.setRequestHandler('tools/call', async ({ params }) => {
    const answer = await client.send(new DescribeSecretCommand({ SecretId: String(params.arguments?.['secret_id']) }));
    return { content: [{ type: 'text', text: JSON.stringify({ name: answer.Name, arn: answer.ARN, tags: answer.Tags }) }] };
  });
  return server;
});

async function exchange(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) if (typeof value === 'string') headers.set(name, value);
  const reply = await handler.fetch(new Request('http://127.0.0.1/mcp', { method: 'POST', headers }), {
    parsedBody: JSON.parse(Buffer.concat(chunks).toString()),
  });
  response.writeHead(reply.status, Object.fromEntries(reply.headers));
  if (reply.body) for await (const chunk of reply.body) response.write(chunk);
  response.end();
}

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  exchange(request, response).catch(() => response.destroy());
});

await serveChild({
  start: () =>
    new Promise((resolve) => {
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        resolve({ url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/mcp`, headers: {} });
      });
    }),
});
