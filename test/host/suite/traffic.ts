import { channel, type ChannelListener } from 'node:diagnostics_channel';
import { IncomingMessage } from 'node:http';
import { connect, Server } from 'node:net';

// The MCP server runs in this very process, and Node tells what its servers do.

export interface Request {
  readonly port: number;
  readonly authorization: string;
}

/** What reaches the MCP server, in order. */
export interface Traffic extends Disposable {
  readonly requests: readonly Request[];
}

export function watchTraffic(): Traffic {
  const requests: Request[] = [];
  const stop = listen('http.server.request.start', (message) => {
    const request = 'request' in message ? message.request : undefined;
    if (!(request instanceof IncomingMessage) || request.url !== '/mcp') return;
    requests.push({ port: request.socket.localPort ?? 0, authorization: request.headers.authorization ?? '' });
  });
  return { requests, [Symbol.dispose]: stop };
}

/** The ports on loopback that are opened while it watches. */
export interface Listening extends Disposable {
  readonly opened: readonly number[];
}

export function watchListening(): Listening {
  const opened: number[] = [];
  const stop = listen('tracing:net.server.listen:asyncEnd', (message) => {
    const address = 'server' in message && message.server instanceof Server ? message.server.address() : null;
    if (typeof address === 'object' && address?.address === '127.0.0.1') opened.push(address.port);
  });
  return { opened, [Symbol.dispose]: stop };
}

function listen(name: string, hear: (message: object) => void): () => void {
  const listener: ChannelListener = (message) => {
    if (typeof message === 'object' && message !== null) hear(message);
  };
  channel(name).subscribe(listener);
  return () => {
    channel(name).unsubscribe(listener);
  };
}

/** Whether something listens on a port of this machine. */
export function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const end = (open: boolean) => (): void => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', end(true)).once('error', end(false));
  });
}
