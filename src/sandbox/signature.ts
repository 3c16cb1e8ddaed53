import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Identity } from './credentials.ts';

// Signature Version 4 for the only requests there are here: POST to `/`
// without a query, signed in the Authorization header.

const algorithm = 'AWS4-HMAC-SHA256';
const maxSkewMs = 5 * 60_000;
const authorizationForm =
  /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\/(\d{8})\/([a-z0-9-]+)\/([a-z0-9-]+)\/aws4_request,\s*SignedHeaders=([a-z0-9;-]+),\s*Signature=([0-9a-f]{64})$/;

export type Refusal = 'missing' | 'incomplete' | 'unknownKey' | 'skewed' | 'mismatch' | 'expiredToken';
export type Verified = { ok: true; identity: Identity; region: string; service: string };

/** Checks who signed a request, and that nothing in it was changed since. */
export function verifySignature(
  request: { headers: IncomingHttpHeaders; body: Buffer },
  findIdentity: (accessKeyId: string) => Identity | undefined,
  now: number,
): Verified | { ok: false; refusal: Refusal; detail: string } {
  const { headers, body } = request;
  if (headers.authorization === undefined) return refuse('missing', 'Request is missing Authentication Token');
  const [, keyId, date, region, service, signedList, signature] = authorizationForm.exec(headers.authorization) ?? [];
  const time = headerOf(headers, 'x-amz-date');
  if (!keyId || !date || !region || !service || !signedList || !signature || time === undefined) {
    return refuse('incomplete', `Authorization header requires ${algorithm} with a credential scope, and X-Amz-Date.`);
  }

  const identity = findIdentity(keyId);
  const token = headerOf(headers, 'x-amz-security-token');
  if (!identity || identity.session?.token !== token) {
    return refuse('unknownKey', 'The security token included in the request is invalid.');
  }

  const signed = signedList.split(';');
  const mustSign = ['host', 'x-amz-date', ...(token === undefined ? [] : ['x-amz-security-token'])];
  if (headers['x-amz-target'] !== undefined) mustSign.push('x-amz-target');
  const unsigned = mustSign.find((name) => !signed.includes(name));
  if (unsigned !== undefined) return refuse('mismatch', `'${unsigned}' must be a signed header.`);

  const sentAt = parseTime(time);
  if (sentAt === undefined || !time.startsWith(date)) {
    return refuse('mismatch', 'Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date.');
  }
  if (now - sentAt > maxSkewMs) return refuse('skewed', `Signature expired: ${time} is more than 5 minutes ago`);
  if (sentAt - now > maxSkewMs) return refuse('skewed', `Signature not yet current: ${time} is more than 5 minutes ahead`);

  const bodyHash = sha256(body);
  const claimedHash = headerOf(headers, 'x-amz-content-sha256') ?? bodyHash;
  const canonicalHeaders = signed.map((name) => `${name}:${collapse(headerOf(headers, name) ?? '')}\n`).join('');
  const canonicalRequest = ['POST', '/', '', canonicalHeaders, signedList, bodyHash].join('\n');
  const scope = `${date}/${region}/${service}/aws4_request`;
  const toSign = [algorithm, time, scope, sha256(canonicalRequest)].join('\n');
  const expected = hmac(signingKey(identity.secretAccessKey, date, region, service), toSign);
  if (claimedHash !== bodyHash || !timingSafeEqual(expected, Buffer.from(signature, 'hex'))) {
    return refuse(
      'mismatch',
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
    );
  }
  if (identity.session && identity.session.expiresAt <= now) {
    return refuse('expiredToken', 'The security token included in the request is expired');
  }
  return { ok: true, identity, region, service };
}

function refuse(refusal: Refusal, detail: string): { ok: false; refusal: Refusal; detail: string } {
  return { ok: false, refusal, detail };
}

function headerOf(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}

function collapse(value: string): string {
  return value.trim().replaceAll(/\s+/g, ' ');
}

function parseTime(text: string): number | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (!parts) return undefined;
  const [, year, month, date, hour, minute, second] = parts;
  const time = Date.parse(`${year}-${month}-${date}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(time) ? undefined : time;
}

function signingKey(secret: string, date: string, region: string, service: string): Buffer {
  return [date, region, service, 'aws4_request'].reduce(hmac, Buffer.from(`AWS4${secret}`));
}

function hmac(key: Buffer, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest();
}

function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}
