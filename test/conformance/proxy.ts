import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { FrontDoor } from '../../src/mcp/http.ts';

export interface SuiteProxy {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/**
 * Stands between a suite, which can send no header of ours, and the front door. It adds the token and turns its own
 * address in Host and Origin into the door's. Any other Host or Origin goes through as it came, for the door to judge.
 */
export async function openProxy(door: FrontDoor): Promise<SuiteProxy> {
  const server = createServer((incoming, outgoing) => forward(incoming, outgoing, door, ownPort()));
  const ownPort = (): number => {
    const address = server.address();
    if (typeof address !== 'object' || !address) throw new Error('The proxy is not listening.');
    return address.port;
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${ownPort()}/mcp`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function forward(incoming: IncomingMessage, outgoing: ServerResponse, door: FrontDoor, ownPort: number): void {
  const own = `127.0.0.1:${ownPort}`;
  const theirs = `127.0.0.1:${door.port}`;
  // The raw pairs, so that a header sent twice still arrives twice.
  const headers = incoming.rawHeaders.map((text, index, all) => {
    const name = index % 2 === 1 ? all[index - 1]?.toLowerCase() : undefined;
    if (name === 'host' && text === own) return theirs;
    return name === 'origin' && text === `http://${own}` ? `http://${theirs}` : text;
  });
  const token = Object.entries(door.headers).flat();
  const { method, url: path } = incoming;
  const onward = request({ host: '127.0.0.1', port: door.port, method, path, headers: [...headers, ...token] }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
    outgoing.flushHeaders();
    answer.pipe(outgoing);
    answer.once('error', () => outgoing.destroy());
  });
  onward.on('error', () => outgoing.destroy());
  outgoing.on('close', () => onward.destroy());
  incoming.pipe(onward);
}
