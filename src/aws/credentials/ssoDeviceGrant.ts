import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import type { BrowserSignIn } from '../../core/signIn.ts';
import { errorOf, failed, notSignedIn, parsed, type SsoOidc } from './ssoOidc.ts';
import type { SsoToken } from './ssoToken.ts';

const deviceAnswer = z.object({
  deviceCode: z.string(),
  userCode: z.string().regex(/^[A-Za-z0-9-]{1,32}$/),
  // It is opened in the browser.
  verificationUriComplete: z.url({ protocol: /^https$/ }),
  expiresIn: z.number(),
  interval: z.number().min(0).default(5),
});

/** A sign-in by a code that the person compares: for a browser on any machine, and for profiles of the older kind. */
export async function startDeviceGrant(profile: string, oidc: SsoOidc): Promise<BrowserSignIn<SsoToken>> {
  const client = await oidc.register();
  const { clientId, clientSecret } = client;
  const { startUrl } = oidc.session;
  const device = parsed(deviceAnswer, await oidc.post('/device_authorization', { clientId, clientSecret, startUrl }));
  const { deviceCode, userCode, verificationUriComplete, expiresIn } = device;
  const until = Date.now() + expiresIn * 1_000;
  const asked = { clientId, clientSecret, grantType: 'urn:ietf:params:oauth:grant-type:device_code', deviceCode };
  return {
    url: verificationUriComplete,
    code: userCode,
    async wait(signal) {
      let seconds = device.interval;
      while (Date.now() < until) {
        await delay(seconds * 1_000, undefined, { signal });
        const answer = await oidc.post('/token', asked, signal);
        if (answer.status === 200) return oidc.toToken(answer, client);
        const error = errorOf(answer);
        if (error === 'slow_down') seconds += 5;
        else if (error === 'access_denied') throw notSignedIn(profile, 'was refused in the browser');
        else if (error === 'expired_token') break;
        else if (error !== 'authorization_pending') throw failed(answer);
      }
      throw notSignedIn(profile, 'took too long');
    },
  };
}
