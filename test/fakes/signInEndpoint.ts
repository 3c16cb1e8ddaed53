import { createHash, randomUUID } from 'node:crypto';
import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { Sandbox } from '../../src/sandbox/server.ts';

/** What the person does in the browser. */
export type InBrowser = 'nothing yet' | 'confirms' | 'refuses';

/** IAM Identity Center and the host of `aws login`, in front of a sandbox that answers everything else. */
export interface SignInEndpoint {
  readonly endpoint: string;
  /** The page that a device's code is confirmed on, and the code. */
  readonly page: string;
  readonly code: string;
  inBrowser: InBrowser;
  /** Seconds that a token lives. */
  lifetime: number;
  /** Answers requests for a token with this status, when it is set. */
  broken: number | undefined;
  /** Ends every token; with `refresh` also what could renew them. */
  readonly revoke: (what: { readonly refresh: boolean }) => void;
  /** Paths asked for and not forwarded, in order. */
  readonly asked: readonly string[];
  /** Every token that was handed out, to look for where none may be. */
  readonly secrets: readonly string[];
  /** What clients registered as. */
  readonly registered: readonly Record<string, unknown>[];
  /** Headers and bodies of the requests for a token of `aws login`. */
  readonly logins: readonly { readonly dpop: string; readonly body: Record<string, unknown> }[];
  /** A refresh token as an earlier sign-in would have left it. */
  readonly issueRefreshToken: () => string;
  readonly close: () => Promise<void>;
}

export async function startSignInEndpoint(sandbox: Sandbox): Promise<SignInEndpoint> {
  const access = new Set<string>();
  const refresh = new Set<string>();
  const asked: string[] = [];
  const registered: Record<string, unknown>[] = [];
  const challenges = new Map<string, { challenge: string; back: string }>();
  const secrets: string[] = [];
  const logins: { dpop: string; body: Record<string, unknown> }[] = [];
  const sts = new STSClient({ endpoint: sandbox.endpoint, region: sandbox.region, credentials: sandbox.credentials });
  const issue = (kind: Set<string>): string => {
    const token = `token-${randomUUID()}`;
    kind.add(token);
    secrets.push(token);
    return token;
  };

  async function sessionOf(account: string, role: string) {
    const RoleArn = `arn:aws:iam::${account}:role/${role}`;
    const { Credentials: made } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'from-sign-in' }));
    return {
      accessKeyId: made?.AccessKeyId,
      secretAccessKey: made?.SecretAccessKey,
      sessionToken: made?.SessionToken,
      expiration: made?.Expiration,
    };
  }

  function isGranted(body: Record<string, string>): boolean {
    if (body['grantType'] === 'refresh_token') return refresh.delete(body['refreshToken'] ?? '');
    if (body['grantType'] !== 'authorization_code') return body['deviceCode'] === 'a-device';
    const pending = challenges.get(body['code'] ?? '');
    challenges.delete(body['code'] ?? '');
    const challenge = createHash('sha256')
      .update(body['codeVerifier'] ?? '')
      .digest('base64url');
    return pending?.challenge === challenge && pending.back === body['redirectUri'];
  }

  async function answer(request: IncomingMessage, url: URL): Promise<{ status: number; body: unknown; location?: string }> {
    const body = request.method === 'POST' ? JSON.parse(await textOf(request)) : {};
    const refused = (error: string, status = 400) => ({ status, body: { error, error_description: 'Words that nobody repeats.' } });
    switch (url.pathname) {
      case '/client/register':
        registered.push(body);
        return {
          status: 200,
          body: { clientId: 'a-client', clientSecret: 'a-client-secret', clientSecretExpiresAt: Date.now() / 1_000 + 90 * 86_400 },
        };
      case '/device_authorization':
        return {
          status: 200,
          body: { deviceCode: 'a-device', userCode: self.code, verificationUriComplete: self.page, expiresIn: 600, interval: 0.05 },
        };
      // The browser of a person who is signed in there already: it is sent back at once.
      case '/authorize': {
        const { redirect_uri: back = '', state = '', code_challenge: challenge = '' } = Object.fromEntries(url.searchParams);
        const sentBack = self.inBrowser === 'refuses' ? { error: 'access_denied' } : { code: 'a-code' };
        challenges.set('a-code', { challenge, back });
        return { status: 302, body: {}, location: `${back}?${new URLSearchParams({ ...sentBack, state }).toString()}` };
      }
      case '/token': {
        if (self.broken !== undefined) return refused('server_error', self.broken);
        if (body.clientId !== 'a-client' || body.clientSecret !== 'a-client-secret') return refused('invalid_client', 401);
        if (!isGranted(body)) return refused('invalid_grant');
        if (body.grantType !== 'refresh_token' && self.inBrowser !== 'confirms')
          return refused(self.inBrowser === 'refuses' ? 'access_denied' : 'authorization_pending');
        return {
          status: 200,
          body: { accessToken: issue(access), expiresIn: self.lifetime, refreshToken: issue(refresh), tokenType: 'Bearer' },
        };
      }
      case '/federation/credentials': {
        if (!access.has(String(request.headers['x-amz-sso_bearer_token'])))
          return { status: 401, body: { message: 'Session token not found or invalid' } };
        const role = url.searchParams.get('role_name') ?? '';
        if (role.endsWith('-denied')) return { status: 403, body: { message: 'No access' } };
        const { expiration, ...keys } = await sessionOf(url.searchParams.get('account_id') ?? '', role);
        return { status: 200, body: { roleCredentials: { ...keys, expiration: expiration?.getTime() } } };
      }
      default: {
        logins.push({ dpop: String(request.headers['dpop']), body });
        if (!refresh.delete(body.refreshToken)) return refused('TOKEN_EXPIRED', 403);
        const { expiration: _, ...keys } = await sessionOf('222233334444', 'logged-in');
        return { status: 200, body: { accessToken: keys, tokenType: 'aws_sigv4', expiresIn: self.lifetime, refreshToken: issue(refresh) } };
      }
    }
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://here');
    if (url.pathname === '/') {
      const { method, headers } = request;
      const onward = forward(sandbox.endpoint, { method, headers }, (back) => {
        response.writeHead(back.statusCode ?? 502, back.headers);
        back.pipe(response);
      });
      onward.on('error', () => response.destroy());
      request.pipe(onward);
      return;
    }
    asked.push(url.pathname);
    const { status, body, location } = await answer(request, url);
    response
      .writeHead(status, { 'content-type': 'application/json', ...(location === undefined ? {} : { location }) })
      .end(JSON.stringify(body));
  }

  const server = createServer((request, response) => void handle(request, response).catch(() => response.destroy()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const self: SignInEndpoint = {
    endpoint: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    page: 'https://device.sso.example.com/?user_code=ABCD-EFGH',
    code: 'ABCD-EFGH',
    inBrowser: 'confirms',
    lifetime: 3_600,
    broken: undefined,
    revoke({ refresh: all }) {
      access.clear();
      if (all) refresh.clear();
    },
    asked,
    registered,
    secrets,
    logins,
    issueRefreshToken: () => issue(refresh),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      sts.destroy();
    },
  };
  return self;
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}
