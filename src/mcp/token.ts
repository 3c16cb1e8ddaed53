import { hash, randomBytes, timingSafeEqual } from 'node:crypto';

// 32 random bytes in hex, or in base64url.
const tokenForm = /^(?:[0-9a-f]{64}|[A-Za-z0-9_-]{43})$/;

/** A new token: 256 random bits. One per listening port, never changed while it listens. */
export function newToken(): string {
  return randomBytes(32).toString('hex');
}

/** Throws when a token is too weak to guard a port. */
export function assertToken(token: string): void {
  if (!tokenForm.test(token)) throw new Error('A token is 32 random bytes, in hex or base64url.');
}

/** A hash of fixed length, so that comparing tells nothing about the token, its length included. */
export function hashToken(token: string): Buffer {
  return hash('sha256', token, 'buffer');
}

/** Whether an Authorization header carries the token, in a time that does not depend on how much of it is right. */
export function carriesToken(authorization: string | undefined, tokenHash: Buffer): boolean {
  if (!authorization?.startsWith('Bearer ')) return false;
  return timingSafeEqual(hashToken(authorization.slice('Bearer '.length)), tokenHash);
}
