import { carriesToken } from './token.ts';

/** What is known of a request before its body is read. */
export interface RequestHead {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  /** Every value of each header: Node keeps only the first of some. */
  readonly headersDistinct: Readonly<Record<string, readonly string[] | undefined>>;
}

/** The door a request knocks at. */
export interface Door {
  readonly port: number;
  readonly tokenHash: Buffer;
}

export interface Refusal {
  readonly status: number;
  /** A JSON-RPC error code. */
  readonly code: number;
  readonly message: string;
}

type Check = (head: RequestHead, door: Door) => Refusal | undefined;

/** Exactly our address: a name that was rebound to this machine, or another port, is refused. */
function checkHost({ headersDistinct }: RequestHead, { port }: Door): Refusal | undefined {
  const hosts = headersDistinct['host'] ?? [];
  return hosts.length === 1 && hosts[0] === `127.0.0.1:${port}` ? undefined : refusal(403, 'Forbidden: wrong Host.');
}

/** Only programs come without an Origin; a page on any other origin is refused, one on another local port included. */
function checkOrigin({ headersDistinct }: RequestHead, { port }: Door): Refusal | undefined {
  const origins = headersDistinct['origin'] ?? [];
  return origins.every((origin) => origin === `http://127.0.0.1:${port}`) ? undefined : refusal(403, 'Forbidden: wrong Origin.');
}

function checkPath({ url }: RequestHead): Refusal | undefined {
  return url === '/mcp' ? undefined : refusal(404, 'Not found: the endpoint is /mcp.');
}

/** GET and DELETE come from VS Code's own client on each start and stop, so this refusal is ordinary. */
function checkMethod({ method }: RequestHead): Refusal | undefined {
  return method === 'POST' ? undefined : refusal(405, 'Method not allowed: the endpoint takes POST.');
}

function checkToken({ headersDistinct }: RequestHead, { tokenHash }: Door): Refusal | undefined {
  const given = headersDistinct['authorization'] ?? [];
  // No WWW-Authenticate goes with it: it would send clients looking for an OAuth server.
  return given.length === 1 && carriesToken(given[0], tokenHash) ? undefined : refusal(401, 'Unauthorized: the token is missing or wrong.');
}

function checkContentType({ headersDistinct }: RequestHead): Refusal | undefined {
  const given = headersDistinct['content-type'] ?? [];
  const type = given[0]?.split(';')[0]?.trim().toLowerCase();
  return given.length === 1 && type === 'application/json' ? undefined : refusal(415, 'Unsupported media type: send application/json.');
}

/** In the order they are made. A page's request fails before the token is looked at, and a bad token before the body is. */
const guards = {
  host: checkHost,
  origin: checkOrigin,
  path: checkPath,
  method: checkMethod,
  token: checkToken,
  contentType: checkContentType,
} as const satisfies Readonly<Record<string, Check>>;

export type GuardName = keyof typeof guards;

const order: readonly GuardName[] = ['host', 'origin', 'path', 'method', 'token', 'contentType'];

/** The first guard that refuses, leaving out those in `off`. */
export function findRefusal(
  head: RequestHead,
  door: Door,
  off: ReadonlySet<string>,
): (Refusal & { readonly guard: GuardName }) | undefined {
  for (const guard of order) {
    const refused = off.has(guard) ? undefined : guards[guard](head, door);
    if (refused) return { ...refused, guard };
  }
  return undefined;
}

function refusal(status: number, message: string): Refusal {
  return { status, code: -32_000, message };
}
