import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { pageHtml } from '../../src/vscode/panels/pageHtml.ts';
import { bundlePages, pageNames } from './bundlePages.ts';

export const messageNonce = 'nonce-of-the-message';

const types: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.css': 'text/css', '.ttf': 'font/ttf' };

export interface PageServer {
  readonly origin: string;
  /** Paths that were asked for and are not ours: what a page should never have wanted. */
  readonly strays: () => readonly string[];
  readonly close: () => Promise<void>;
}

/** Serves the pages on loopback inside the very frame, and under the very policy, that the extension gives them. */
export async function servePages(): Promise<PageServer> {
  const folder = await bundlePages();
  let strays: readonly string[] = [];
  const files = new Set([...pageNames.map((name) => `/${name}.js`), '/custody.css', '/codicon.css', '/codicon.ttf']);

  const server = createServer((request, response) => void respond(request, response));
  const origin = await listen(server);

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '').replace(/\?.*/, '');
    const page = pageNames.find((name) => path === `/${name}`);
    if (page) return answer(response, 'text/html', html(page));
    if (files.has(path)) return answer(response, types[extname(path)] ?? '', await readFile(join(folder, path)));
    if (path !== '/favicon.ico') strays = [...strays, path];
    response.writeHead(404).end();
  }

  function html(page: string): string {
    return pageHtml({
      scriptNonce: 'nonce-of-the-script',
      messageNonce,
      cspSource: origin,
      script: `${origin}/${page}.js`,
      styles: [`${origin}/codicon.css`, `${origin}/custody.css`],
    });
  }

  return {
    origin,
    strays: () => strays,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function answer(response: ServerResponse, type: string, body: string | Buffer): void {
  response.writeHead(200, { 'content-type': type }).end(body);
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The page server has no port.');
  return `http://127.0.0.1:${address.port}`;
}
