import type { SecretText } from '../core/secretText.ts';

/** The value as a program reads it from a file or from stdin: a binary one as its bytes. */
export function bytesOf(value: SecretText): Buffer {
  // Goes into a file of 0600 or the stdin of the program that was allowed to have it.
  return Buffer.from(value.reveal(), value.encoding === 'text' ? 'utf8' : 'base64');
}
