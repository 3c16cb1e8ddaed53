import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { dirname } from 'node:path';
import type { Duplex } from 'node:stream';

type ProxyOptions = {
  readonly port: number;
  readonly serverPort: number;
  readonly keyFile: string;
  readonly connectionToken?: string | undefined;
};

/**
 * Stands in front of a bare VS Code server and answers /mint-key, which the server itself does not know.
 * Without that key VS Code keeps secrets in memory only, and they would be gone after a reload.
 */
export async function startMintKeyProxy(options: ProxyOptions): Promise<{ readonly stop: () => Promise<void> }> {
  const key = await readOrMakeKey(options.keyFile);
  const sockets = new Set<Duplex>();
  const server = createServer((incoming, outgoing) => {
    if (incoming.url === '/mint-key') answerKey(incoming, outgoing, key, options.connectionToken);
    else forward(incoming, outgoing, options.serverPort);
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('upgrade', (incoming, socket, head) => forwardUpgrade(incoming, socket, head, options.serverPort));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(new Error(`Choose another port than ${options.port}: it is taken.`, { cause })));
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  return { stop };
}

async function readOrMakeKey(file: string): Promise<Buffer> {
  await mkdir(dirname(file), { recursive: true });
  // "wx" leaves an existing key alone: a new one would make every stored secret unreadable.
  await writeFile(file, randomBytes(32), { mode: 0o600, flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  return readFile(file);
}

function answerKey(incoming: IncomingMessage, outgoing: ServerResponse, key: Buffer, token: string | undefined): void {
  const cookies = (incoming.headers.cookie ?? '').split(';').map((cookie) => cookie.trim());
  const allowed = token === undefined || cookies.includes(`vscode-tkn=${token}`);
  if (incoming.method === 'POST' && allowed) outgoing.writeHead(200).end(key);
  else outgoing.writeHead(403).end();
}

function forward(incoming: IncomingMessage, outgoing: ServerResponse, port: number): void {
  const { method, url, headers } = incoming;
  const onward = request({ host: '127.0.0.1', port, method, path: url, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  onward.on('error', () => outgoing.destroy());
  outgoing.on('close', () => onward.destroy());
  incoming.pipe(onward);
}

function forwardUpgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer, port: number): void {
  const onward = connect(port, '127.0.0.1', () => {
    const headers = pairs(incoming.rawHeaders).map(([name, value]) => `${name}: ${value}\r\n`);
    onward.write(`${incoming.method} ${incoming.url} HTTP/1.1\r\n${headers.join('')}\r\n`);
    onward.write(head);
    socket.pipe(onward).pipe(socket);
  });
  for (const [one, other] of [
    [socket, onward],
    [onward, socket],
  ] as const) {
    one.on('error', () => other.destroy());
    one.on('close', () => other.destroy());
  }
}

function pairs(raw: readonly string[]): readonly (readonly [string, string])[] {
  return raw.flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1] ?? ''] as const] : []));
}
