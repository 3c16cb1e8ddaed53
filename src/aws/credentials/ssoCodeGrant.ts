import { createHash, randomBytes } from 'node:crypto';
import type { BrowserSignIn } from '../../core/signIn.ts';
import { openLoopbackRedirect } from './loopbackRedirect.ts';
import { notSignedIn, type SsoOidc } from './ssoOidc.ts';
import type { SsoToken } from './ssoToken.ts';

/**
 * A sign-in that ends in the browser it began in (RFC 7636), as the AWS CLI does it: nobody else's browser can be talked
 * into confirming it. It takes a browser on this machine.
 */
export async function startCodeGrant(profile: string, oidc: SsoOidc): Promise<BrowserSignIn<SsoToken>> {
  const { startUrl, scopes } = oidc.session;
  const client = await oidc.register({
    grantTypes: ['authorization_code', 'refresh_token'],
    // Registered without its port, which is another one each time.
    redirectUris: ['http://127.0.0.1/oauth/callback'],
    issuerUrl: startUrl,
  });
  const { clientId, clientSecret } = client;
  const codeVerifier = randomBytes(32).toString('base64url');
  const { uri: redirectUri, state, answer: redirected } = await openLoopbackRedirect();
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    state,
    code_challenge_method: 'S256',
    scopes: scopes.join(' '),
    code_challenge: createHash('sha256').update(codeVerifier).digest('base64url'),
  });
  return {
    url: `${oidc.endpoint}/authorize?${query.toString()}`,
    async wait(signal) {
      const back = await redirected(signal);
      if (!back) throw notSignedIn(profile, 'took too long');
      if ('error' in back) throw notSignedIn(profile, 'was refused in the browser');
      const grant = { grantType: 'authorization_code', redirectUri, codeVerifier, code: back.code };
      return oidc.toToken(await oidc.post('/token', { clientId, clientSecret, ...grant }, signal), client);
    },
  };
}
