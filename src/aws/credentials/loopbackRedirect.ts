import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { joinSignals } from '../../core/joinSignals.ts';

const path = '/oauth/callback';
// As long as the AWS CLI waits.
const lifetimeMs = 10 * 60_000;

/** What came back with the browser. */
export type Redirected = { readonly code: string } | { readonly error: string };

/** A page on this machine that the browser is sent back to with a code. */
export interface LoopbackRedirect {
  readonly uri: string;
  /** Comes back with the code; whoever does not know it can't end the sign-in. */
  readonly state: string;
  /** The first answer with the state, or undefined after ten minutes. Closes the page. */
  readonly answer: (signal: AbortSignal) => Promise<Redirected | undefined>;
}

export async function openLoopbackRedirect(): Promise<LoopbackRedirect> {
  const state = randomBytes(24).toString('base64url');
  const arrived = Promise.withResolvers<Redirected>();
  let host = '';
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const end = (status: number, text: string): void => {
      response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' }).end(`${text}\n`);
    };
    const code = url.searchParams.get('code');
    const isOurs = request.method === 'GET' && request.headers.host === host && url.pathname === path;
    if (!isOurs || url.searchParams.get('state') !== state) return end(404, 'There is nothing here.');
    arrived.resolve(code ? { code } : { error: url.searchParams.get('error') ?? '' });
    return end(200, code ? 'You are signed in. Go back to VS Code.' : 'You are not signed in. Go back to VS Code.');
  });
  // An abandoned sign-in must keep no process alive.
  server.unref();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  host = `127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  const late = AbortSignal.timeout(lifetimeMs);
  late.addEventListener('abort', () => server.close(), { once: true });

  return {
    uri: `http://${host}${path}`,
    state,
    async answer(left) {
      const { signal, release } = joinSignals([left, late]);
      const ended = new Promise<undefined>((resolve) => {
        if (signal.aborted) resolve(undefined);
        signal.addEventListener('abort', () => resolve(undefined), { once: true });
      });
      const answer = await Promise.race([arrived.promise, ended]);
      release();
      server.close();
      left.throwIfAborted();
      return answer;
    },
  };
}
