import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Holds a server to so many connections. Beyond that the oldest one that never showed a good token goes, so
 * that a flood of silent connections cannot keep a real client out, as Node's own limit would let it.
 */
export function limitConnections(server: Server, max: number): { readonly trust: (socket: Socket) => void } {
  const strangers = new Set<Socket>();
  const trusted = new WeakSet<Socket>();
  let open = 0;

  server.on('connection', (socket: Socket) => {
    open += 1;
    strangers.add(socket);
    socket.once('close', () => {
      open -= 1;
      strangers.delete(socket);
    });
    // When everyone else is trusted this is the newcomer itself.
    if (open > max) strangers.values().next().value?.destroy();
  });

  return {
    trust(socket) {
      if (trusted.has(socket)) return;
      trusted.add(socket);
      strangers.delete(socket);
    },
  };
}
