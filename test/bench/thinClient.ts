import { Agent, request } from 'node:http';
import type { Address } from './child.ts';
import { accountName } from './benchCustody.ts';
import { cannedRegion, cannedSecret } from './cannedSecrets.ts';

/** The least client: kept-alive connections and one POST a call, so that nearly all of the time is the server's. */
export interface ThinClient {
  /** Describes one of the canned secrets; throws unless a tool result comes back. */
  describe(index: number): Promise<void>;
  close(): void;
}

/** Calls that one client has open at most; further ones wait in it. */
export const atOnce = 10;

export function createThinClient({ url, headers }: Address, { bare = false } = {}): ThinClient {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  let id = 0;

  function post(body: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const outgoing = request(
        url,
        {
          method: 'POST',
          agent,
          headers: {
            'content-type': 'application/json',
            accept: 'application/json, text/event-stream',
            'mcp-protocol-version': '2025-11-25',
            ...headers,
          },
        },
        (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
          incoming.on('error', reject);
          incoming.on('end', () => resolve(Buffer.concat(chunks).toString()));
        },
      );
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }

  return {
    async describe(index) {
      const secret = { secret_id: cannedSecret(index).name };
      const input = bare ? secret : { ...secret, account: accountName, region: cannedRegion };
      const params = { name: 'describe_secret', arguments: input };
      id += 1;
      const answer = await post(JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params }));
      // Said either way in the answers of both servers, plain or as an event.
      if (!answer.includes('"result"') || answer.includes('"isError":true') || !answer.includes(secret.secret_id)) {
        throw new Error(`A call failed: ${answer.slice(0, 300)}`);
      }
    },
    close: () => agent.destroy(),
  };
}
