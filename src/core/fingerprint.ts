import { createHmac, randomBytes } from 'node:crypto';
import type { SecretText } from './secretText.ts';

// Known to this process alone: a plain hash could be looked up, and that of a short value found out by trying.
const key = randomBytes(32);

/** Equal for equal values `under` one name for as long as this process runs, and of no use to anyone else. */
export function fingerprintOf(value: SecretText | undefined, under = ''): string {
  // Goes into a keyed hash.
  return value === undefined ? 'none' : createHmac('sha256', key).update(`${under}\0`).update(value.reveal()).digest('hex');
}
