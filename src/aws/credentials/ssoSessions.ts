import type { AwsCredentialIdentity } from '@smithy/types';
import * as z from 'zod';
import { CustodyError } from '../../core/errors.ts';
import type { SignInPrompts } from '../../core/signIn.ts';
import type { EndpointOf } from '../endpoints.ts';
import { sendJson } from './jsonRequest.ts';
import { startCodeGrant } from './ssoCodeGrant.ts';
import { startDeviceGrant } from './ssoDeviceGrant.ts';
import { createSsoOidc } from './ssoOidc.ts';
import type { SsoSession, SsoSettings } from './ssoSettings.ts';
import { ssoToken, toTokenFile, type SsoToken } from './ssoToken.ts';
import { readTokenFile, writeTokenFile } from './tokenFile.ts';

// A token is renewed before it ends, as the SDKs do.
const windowMs = 5 * 60_000;

const roleAnswer = z.object({
  roleCredentials: z.object({
    accessKeyId: z.string().min(1),
    secretAccessKey: z.string().min(1),
    sessionToken: z.string().min(1),
    expiration: z.number(),
  }),
});

/** Signs in at IAM Identity Center: one browser page for all that wait for the same session, none while a token can be renewed. */
export interface SsoSessions {
  credentials(profile: string, settings: SsoSettings): Promise<AwsCredentialIdentity>;
}

export function createSsoSessions({
  endpointOf,
  prompts,
}: {
  readonly endpointOf: EndpointOf;
  readonly prompts: SignInPrompts;
}): SsoSessions {
  const running = new Map<string, Promise<SsoToken>>();

  /** A token that is none of the refused one. */
  function tokenOf(profile: string, session: SsoSession, refused?: string): Promise<SsoToken> {
    const { cachePath } = session;
    const known = running.get(cachePath);
    if (known) return known;
    const found = findToken(profile, session, refused).finally(() => running.delete(cachePath));
    running.set(cachePath, found);
    return found;
  }

  async function findToken(profile: string, session: SsoSession, refused: string | undefined): Promise<SsoToken> {
    const { cachePath } = session;
    const read = async (): Promise<SsoToken | undefined> => {
      const token = await readTokenFile(cachePath, ssoToken);
      return token?.accessToken === refused ? undefined : token;
    };
    const usable = await read();
    if (usable && leftMs(usable) > windowMs) return usable;
    const oidc = createSsoOidc(session, endpointOf);
    // A refused token is renewed too: its session may live on.
    const cached = usable ?? (await readTokenFile(cachePath, ssoToken));
    const renewed =
      cached &&
      (await oidc.refresh(cached).catch((thrown: unknown) => (usable && leftMs(usable) > 0 ? undefined : Promise.reject(thrown))));
    if (renewed) return keep(cachePath, renewed);
    // Another window, or the AWS CLI, may have used the same refresh token meanwhile: it works once.
    const latest = await read();
    if (latest && leftMs(latest) > 0) return latest;
    // Profiles of the older kind have no scopes, and no other way.
    const start = prompts.browserIsHere && session.scopes.length > 0 ? startCodeGrant : startDeviceGrant;
    const signedIn = await prompts.signInByBrowser(profile, () => start(profile, oidc));
    if (!signedIn)
      throw new CustodyError(
        'cancelled',
        `Profile ${profile} was not signed in at IAM Identity Center, because nobody did so in the browser.`,
        'Choose "Custody: Test Account" to sign in.',
      );
    return keep(cachePath, signedIn);
  }

  async function roleOf(profile: string, { session, accountId, roleName }: SsoSettings, token: SsoToken) {
    const { status, body } = await sendJson({
      endpoint: endpointOf('portal.sso', session.region),
      path: '/federation/credentials',
      query: { account_id: accountId, role_name: roleName },
      headers: { 'x-amz-sso_bearer_token': token.accessToken },
    });
    if (status === 401) return 'refused';
    if (status === 403 || status === 404)
      throw new CustodyError(
        'access_denied',
        `IAM Identity Center gives profile ${profile} no role ${roleName} in AWS account ${accountId}.`,
      );
    if (status === 429) throw new CustodyError('throttled', `IAM Identity Center throttled the sign-in of profile ${profile}.`);
    if (status >= 500) throw new CustodyError('service_failed', `IAM Identity Center failed at the sign-in of profile ${profile}.`);
    const { data } = roleAnswer.safeParse(body);
    if (!data) throw new CustodyError('malformed_answer', `IAM Identity Center answered profile ${profile} without credentials.`);
    const { expiration, ...keys } = data.roleCredentials;
    return { ...keys, expiration: new Date(expiration) };
  }

  return {
    async credentials(profile, settings) {
      const token = await tokenOf(profile, settings.session);
      const first = await roleOf(profile, settings, token);
      if (first !== 'refused') return first;
      // Signed out elsewhere, which the file does not tell.
      const second = await roleOf(profile, settings, await tokenOf(profile, settings.session, token.accessToken));
      if (second !== 'refused') return second;
      throw new CustodyError('credentials_missing', `IAM Identity Center refused the new sign-in of profile ${profile}.`);
    },
  };
}

function leftMs({ expiresAt }: SsoToken): number {
  return expiresAt.getTime() - Date.now();
}

/** A cache that can't be written costs a sign-in later, and none now. */
async function keep(path: string, token: SsoToken): Promise<SsoToken> {
  await writeTokenFile(path, toTokenFile(token)).catch(() => undefined);
  return token;
}
