import { createHash, createPrivateKey, randomUUID, sign } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { AwsCredentialIdentity } from '@smithy/types';
import * as z from 'zod';
import { regionName } from '../../core/account.ts';
import { CustodyError } from '../../core/errors.ts';
import type { EndpointOf } from '../endpoints.ts';
import type { AwsFiles } from './awsFiles.ts';
import { sendJson } from './jsonRequest.ts';
import { readTokenFile, writeTokenFile } from './tokenFile.ts';

const windowMs = 5 * 60_000;
const path = '/v1/token';
const runLogin = 'Run "aws login" for this profile in a terminal, then try again.';

const keys = { accessKeyId: z.string().min(1), secretAccessKey: z.string().min(1), sessionToken: z.string().min(1) };

/** What `aws login` leaves in `~/.aws/login/cache`. Whatever else it holds is kept. */
const loginToken = z.looseObject({
  accessToken: z.looseObject({ ...keys, expiresAt: z.iso.datetime({ offset: true }) }),
  clientId: z.string(),
  refreshToken: z.string(),
  dpopKey: z.string(),
  signInRegion: regionName.optional(),
});
type LoginToken = z.infer<typeof loginToken>;

const answerShape = z.object({ accessToken: z.object(keys), expiresIn: z.number(), refreshToken: z.string() });

export interface LoginSource {
  readonly profile: string;
  readonly loginSession: string;
  /** Where to renew a token that does not say where it came from. */
  readonly region: string;
  readonly files: AwsFiles;
  readonly endpointOf: EndpointOf;
}

/** Credentials of `aws login`, renewed while its session lasts. The SDK's own provider takes the folder from the environment. */
export async function loginCredentials(source: LoginSource): Promise<AwsCredentialIdentity> {
  const { profile, loginSession, files } = source;
  const file = join(dirname(files.config), 'login', 'cache', `${createHash('sha256').update(loginSession).digest('hex')}.json`);
  const token = await readTokenFile(file, loginToken);
  if (!token) throw new CustodyError('credentials_missing', `Profile ${profile} is not signed in.`, runLogin);
  if (leftMs(token) > windowMs) return toCredentials(token);
  const renewed = await renew(token, source);
  if (renewed) {
    await writeTokenFile(file, renewed).catch(() => undefined);
    return toCredentials(renewed);
  }
  // Whoever renewed it first has the one refresh token that still works.
  const latest = await readTokenFile(file, loginToken);
  if (latest && leftMs(latest) > 0) return toCredentials(latest);
  throw new CustodyError('credentials_expired', `The sign-in of profile ${profile} is over.`, runLogin);
}

async function renew(token: LoginToken, { profile, region, endpointOf }: LoginSource): Promise<LoginToken | undefined> {
  const endpoint = endpointOf('signin', token.signInRegion ?? region);
  const proof = proofOf(token.dpopKey, `${endpoint}${path}`);
  if (!proof) return undefined;
  const body = { clientId: token.clientId, grantType: 'refresh_token', refreshToken: token.refreshToken };
  const { status, body: answer } = await sendJson({ endpoint, path, body, headers: { dpop: proof } });
  if (status === 429) throw new CustodyError('throttled', `AWS throttled the sign-in of profile ${profile}.`);
  if (status >= 500) throw new CustodyError('service_failed', `AWS failed at renewing the sign-in of profile ${profile}.`);
  const { data } = answerShape.safeParse(status === 200 ? answer : undefined);
  if (!data) return undefined;
  const expiresAt = new Date(Date.now() + data.expiresIn * 1_000).toISOString();
  return { ...token, accessToken: { ...token.accessToken, ...data.accessToken, expiresAt }, refreshToken: data.refreshToken };
}

/** Proves with the key of the sign-in that the refresh token is sent by whoever it was given to (RFC 9449). */
function proofOf(pem: string, url: string): string | undefined {
  try {
    const key = createPrivateKey(pem);
    const { kty, crv, x, y } = key.export({ format: 'jwk' });
    const header = { alg: 'ES256', typ: 'dpop+jwt', jwk: { kty, crv, x, y } };
    const claims = { jti: randomUUID(), htm: 'POST', htu: url, iat: Math.floor(Date.now() / 1_000) };
    const signed = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    return `${signed}.${sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
  } catch {
    return undefined;
  }
}

function leftMs({ accessToken }: LoginToken): number {
  return Date.parse(accessToken.expiresAt) - Date.now();
}

function toCredentials({ accessToken }: LoginToken): AwsCredentialIdentity {
  const { accessKeyId, secretAccessKey, sessionToken, expiresAt } = accessToken;
  return { accessKeyId, secretAccessKey, sessionToken, expiration: new Date(expiresAt) };
}
