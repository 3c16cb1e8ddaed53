import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { Sandbox } from '../../src/sandbox/server.ts';

/** How a role of the AWS engine makes credentials. */
export type VaultRole = { readonly type: 'assumed_role'; readonly arn: string } | { readonly type: 'iam_user' };

export interface VaultRequest {
  readonly method: string;
  readonly path: string;
  readonly namespace: string | undefined;
  readonly token: string | undefined;
  readonly body: unknown;
}

export interface FakeVault {
  readonly address: string;
  readonly token: string;
  /** Leases that live, by id. */
  readonly leases: Map<string, { readonly path: string }>;
  /** Every lease id ever given. */
  readonly issued: readonly string[];
  readonly requests: readonly VaultRequest[];
  /** What goes wrong from now on. */
  mood: 'well' | 'sealed' | 'expired' | 'denied' | 'redirecting' | 'silent' | 'html' | 'noRevoke';
  leaseSeconds: number;
  /** What the next lease waits for. */
  held: Promise<void> | undefined;
  readonly close: () => Promise<void>;
}

interface VaultOptions {
  readonly sandbox: Sandbox;
  readonly mount?: string;
  readonly namespace?: string;
  readonly roles: Readonly<Record<string, VaultRole>>;
}

/** Answers as the HTTP API of Vault and of its AWS secrets engine are documented, with credentials the sandbox takes. */
export async function startVault({ sandbox, mount = 'aws', namespace, roles }: VaultOptions): Promise<FakeVault> {
  const leases: FakeVault['leases'] = new Map();
  const issued: string[] = [];
  const requests: VaultRequest[] = [];
  const token = `hvs.${randomBytes(20).toString('hex')}`;
  const sts = new STSClient({ endpoint: sandbox.endpoint, region: sandbox.region, credentials: sandbox.credentials });

  async function answer(seen: VaultRequest, response: ServerResponse): Promise<void> {
    const { mood } = vault;
    if (mood === 'silent') return;
    if (mood === 'html') return void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in to the network</html>');
    if (mood === 'redirecting') return void response.writeHead(307, { location: `${vault.address}/elsewhere` }).end();
    if (mood === 'sealed') return refuse(response, 503, 'Vault is sealed');
    if (seen.token !== token || mood === 'expired')
      return refuse(response, 403, '2 errors occurred:\n\t* permission denied\n\t* invalid token\n\n');
    if (mood === 'denied') return refuse(response, 403, `1 error occurred:\n\t* permission denied: ${seen.token}\n\n`);
    if (seen.namespace !== namespace) return refuse(response, 404, `no handler for route "${seen.path}". route entry not found.`);
    if (seen.path === '/v1/sys/leases/revoke') return revoke(seen, response);
    const [, kind, name = ''] = new RegExp(`^/v1/${mount}/(sts|creds)/([\\w.-]+)$`).exec(seen.path) ?? [];
    if (kind === undefined) return refuse(response, 404, `no handler for route "${seen.path.slice(4)}". route entry not found.`);
    if (kind === 'creds' && seen.method !== 'GET') return refuse(response, 405, 'unsupported operation');
    const role = roles[name];
    if (!role) return refuse(response, 400, `Role "${name}" not found`);
    if (role.type === 'iam_user' && kind === 'sts') return refuse(response, 400, `role does not support STS`);
    await vault.held;
    await issue(`${mount}/${kind}/${name}`, role, seen.body, response);
  }

  function revoke({ body, method }: VaultRequest, response: ServerResponse): void {
    if (vault.mood === 'noRevoke') return refuse(response, 403, '1 error occurred:\n\t* permission denied\n\n');
    const { lease_id: id }: { lease_id?: unknown } = Object(body);
    if ((method !== 'POST' && method !== 'PUT') || typeof id !== 'string') return refuse(response, 400, 'lease_id must be specified');
    leases.delete(id);
    response.writeHead(204).end();
  }

  async function issue(path: string, role: VaultRole, body: unknown, response: ServerResponse): Promise<void> {
    const { ttl = '' }: { ttl?: unknown } = Object(body);
    const seconds = Number(/^(\d+)s$/.exec(String(ttl))?.[1] ?? vault.leaseSeconds);
    const id = `${path}/${randomBytes(12).toString('hex')}`;
    leases.set(id, { path });
    issued.push(id);
    const data = role.type === 'iam_user' ? userData() : await sessionData(role.arn);
    const renewable = role.type === 'iam_user';
    json(response, 200, {
      request_id: randomUUID(),
      lease_id: id,
      renewable,
      lease_duration: seconds,
      data,
      wrap_info: null,
      warnings: null,
      auth: null,
    });
  }

  function userData(): object {
    const { accessKeyId, secretAccessKey } = sandbox.credentials;
    return { access_key: accessKeyId, secret_key: secretAccessKey, security_token: null };
  }

  async function sessionData(arn: string): Promise<object> {
    const answered = await sts.send(new AssumeRoleCommand({ RoleArn: arn, RoleSessionName: 'vault-token' }));
    const { AccessKeyId, SecretAccessKey, SessionToken } = answered.Credentials ?? {};
    return {
      access_key: AccessKeyId,
      secret_key: SecretAccessKey,
      security_token: SessionToken,
      session_token: SessionToken,
      arn,
      ttl: 3_599,
    };
  }

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await read(request);
    const { method = '', url: path = '', headers } = request;
    const header = (name: string): string | undefined => [headers[name] ?? []].flat()[0];
    const seen = { method, path, namespace: header('x-vault-namespace'), token: header('x-vault-token'), body };
    requests.push(seen);
    await answer(seen, response);
  }

  const server = createServer((request, response) => {
    take(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;

  const vault: FakeVault = {
    address: `http://127.0.0.1:${port}`,
    token,
    leases,
    issued,
    requests,
    mood: 'well',
    leaseSeconds: 3_600,
    held: undefined,
    async close() {
      sts.destroy();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  return vault;
}

async function read(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(Buffer.from(part));
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8'));
  } catch {
    return undefined;
  }
}

function refuse(response: ServerResponse, status: number, error: string): void {
  json(response, status, { errors: [error] });
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
