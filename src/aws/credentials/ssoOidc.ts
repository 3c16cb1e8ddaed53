import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import { CustodyError } from '../../core/errors.ts';
import type { BrowserSignIn } from '../../core/signIn.ts';
import type { EndpointOf } from '../endpoints.ts';
import { sendJson, type JsonAnswer } from './jsonRequest.ts';
import type { SsoSession } from './ssoSettings.ts';
import type { SsoToken } from './ssoToken.ts';

const clientAnswer = z.object({ clientId: z.string(), clientSecret: z.string(), clientSecretExpiresAt: z.number() });
const deviceAnswer = z.object({
  deviceCode: z.string(),
  userCode: z.string().regex(/^[A-Za-z0-9-]{1,32}$/),
  // It is opened in the browser.
  verificationUriComplete: z.url({ protocol: /^https$/ }),
  expiresIn: z.number(),
  interval: z.number().min(0).default(5),
});
const tokenAnswer = z.object({ accessToken: z.string().min(1), expiresIn: z.number(), refreshToken: z.string().optional() });
const refusal = z.object({ error: z.string().regex(/^\w{1,60}$/) });

/** IAM Identity Center's own side of a sign-in, for one session. */
export interface SsoOidc {
  /** Asks for a code that the person confirms in the browser. */
  start(profile: string): Promise<BrowserSignIn<SsoToken>>;
  /** A new token for an old one, or undefined where that is over. */
  refresh(token: SsoToken): Promise<SsoToken | undefined>;
}

export function createSsoOidc({ startUrl, region, scopes }: SsoSession, endpointOf: EndpointOf): SsoOidc {
  const endpoint = endpointOf('oidc', region);
  const post = (path: string, body: object, signal?: AbortSignal): Promise<JsonAnswer> => sendJson({ endpoint, path, body, signal });
  const toToken = (answer: JsonAnswer, more: Partial<SsoToken>): SsoToken => {
    const { accessToken, expiresIn, refreshToken } = parsed(tokenAnswer, answer);
    const expiresAt = new Date(Date.now() + expiresIn * 1_000);
    return { ...more, startUrl, region, accessToken, expiresAt, ...(refreshToken === undefined ? {} : { refreshToken }) };
  };

  return {
    async start(profile) {
      const registration = { clientName: 'custody-vscode', clientType: 'public', ...(scopes.length > 0 ? { scopes } : {}) };
      const { clientId, clientSecret, clientSecretExpiresAt } = parsed(clientAnswer, await post('/client/register', registration));
      const client = { clientId, clientSecret };
      const device = parsed(deviceAnswer, await post('/device_authorization', { ...client, startUrl }));
      const { deviceCode, userCode, verificationUriComplete, expiresIn } = device;
      const until = Date.now() + expiresIn * 1_000;
      const asked = { ...client, grantType: 'urn:ietf:params:oauth:grant-type:device_code', deviceCode };
      return {
        url: verificationUriComplete,
        code: userCode,
        async wait(signal) {
          let seconds = device.interval;
          while (Date.now() < until) {
            await delay(seconds * 1_000, undefined, { signal });
            const answer = await post('/token', asked, signal);
            if (answer.status === 200)
              return toToken(answer, { ...client, registrationExpiresAt: new Date(clientSecretExpiresAt * 1_000) });
            const error = errorOf(answer);
            if (error === 'slow_down') seconds += 5;
            else if (error === 'access_denied') throw notSignedIn(profile, 'was refused in the browser');
            else if (error === 'expired_token') break;
            else if (error !== 'authorization_pending') throw failed(answer);
          }
          throw notSignedIn(profile, 'took too long, so its code is over');
        },
      };
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

function errorOf({ body }: JsonAnswer): string | undefined {
  return refusal.safeParse(body).data?.error;
}

function parsed<T>(schema: z.ZodType<T>, answer: JsonAnswer): T {
  const found = answer.status === 200 ? schema.safeParse(answer.body) : undefined;
  if (!found?.success) throw failed(answer);
  return found.data;
}

function failed(answer: JsonAnswer): CustodyError {
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

function notSignedIn(profile: string, what: string): CustodyError {
  return new CustodyError(
    'credentials_missing',
    `The sign-in of profile ${profile} ${what}.`,
    'Choose "Custody: Test Account" to sign in again.',
  );
}
