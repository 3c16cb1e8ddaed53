import * as z from 'zod';
import { CustodyError } from '../../core/errors.ts';
import type { EndpointOf } from '../endpoints.ts';
import { sendJson, type JsonAnswer } from './jsonRequest.ts';
import type { SsoSession } from './ssoSettings.ts';
import type { SsoToken } from './ssoToken.ts';

const clientAnswer = z.object({ clientId: z.string(), clientSecret: z.string(), clientSecretExpiresAt: z.number() });
const tokenAnswer = z.object({ accessToken: z.string().min(1), expiresIn: z.number(), refreshToken: z.string().optional() });
const refusal = z.object({ error: z.string().regex(/^\w{1,60}$/) });

/** Who asks IAM Identity Center: registered anew for each sign-in, and kept with its token to renew it. */
export interface OidcClient {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly registrationExpiresAt: Date;
}

/** The token service of IAM Identity Center, for one session. */
export interface SsoOidc {
  readonly session: SsoSession;
  readonly endpoint: string;
  post(path: string, body: object, signal?: AbortSignal): Promise<JsonAnswer>;
  register(grant?: object): Promise<OidcClient>;
  toToken(answer: JsonAnswer, client: Partial<SsoToken>): SsoToken;
  /** A new token for an old one, or undefined where that is over. */
  refresh(token: SsoToken): Promise<SsoToken | undefined>;
}

export function createSsoOidc(session: SsoSession, endpointOf: EndpointOf): SsoOidc {
  const { startUrl, region, scopes } = session;
  const endpoint = endpointOf('oidc', region);
  const post: SsoOidc['post'] = (path, body, signal) => sendJson({ endpoint, path, body, signal });
  const toToken: SsoOidc['toToken'] = (answer, client) => {
    const { accessToken, expiresIn, refreshToken } = parsed(tokenAnswer, answer);
    const expiresAt = new Date(Date.now() + expiresIn * 1_000);
    return { ...client, startUrl, region, accessToken, expiresAt, ...(refreshToken === undefined ? {} : { refreshToken }) };
  };
  return {
    session,
    endpoint,
    post,
    toToken,

    async register(grant = {}) {
      const body = { clientName: 'custody-vscode', clientType: 'public', ...(scopes.length > 0 ? { scopes } : {}), ...grant };
      const { clientSecretExpiresAt, ...client } = parsed(clientAnswer, await post('/client/register', body));
      return { ...client, registrationExpiresAt: new Date(clientSecretExpiresAt * 1_000) };
    },

    async refresh(token) {
      const { clientId, clientSecret, refreshToken, registrationExpiresAt } = token;
      if (!clientId || !clientSecret || !refreshToken) return undefined;
      if (registrationExpiresAt && registrationExpiresAt.getTime() <= Date.now()) return undefined;
      const answer = await post('/token', { clientId, clientSecret, grantType: 'refresh_token', refreshToken });
      if (answer.status === 200) return toToken(answer, token);
      if (answer.status >= 500 || answer.status === 429) throw failed(answer);
      return undefined;
    },
  };
}

/** OAuth's own name of a refusal. */
export function errorOf({ body }: JsonAnswer): string | undefined {
  return refusal.safeParse(body).data?.error;
}

export function parsed<T>(schema: z.ZodType<T>, answer: JsonAnswer): T {
  const found = answer.status === 200 ? schema.safeParse(answer.body) : undefined;
  if (!found?.success) throw failed(answer);
  return found.data;
}

export function failed(answer: JsonAnswer): CustodyError {
  const { status } = answer;
  const error = errorOf(answer);
  const code =
    status === 429 ? 'throttled' : status >= 500 ? 'service_failed' : status === 200 ? 'malformed_answer' : 'credentials_missing';
  return new CustodyError(
    code,
    `IAM Identity Center did not answer the sign-in as expected (${error ?? `status ${status}`}).`,
    ...(code === 'credentials_missing' ? ['Check sso_start_url and sso_region in the AWS configuration.'] : []),
  );
}

export function notSignedIn(profile: string, what: string): CustodyError {
  return new CustodyError(
    'credentials_missing',
    `The sign-in of profile ${profile} ${what}.`,
    'Choose "Custody: Test Account" to sign in again.',
  );
}
