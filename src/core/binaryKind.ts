import type { SecretText } from './secretText.ts';

interface BinaryKind {
  readonly name: string;
  /** What files of this kind usually end in. */
  readonly extension: string;
}

const unknown: BinaryKind = { name: 'kind unknown', extension: 'bin' };

// By their first bytes, in hex. A length of two bytes stands in the middle of the first, written as `....`.
const known: readonly (readonly [RegExp, BinaryKind])[] = [
  [/^3082....020103/, { name: 'PKCS #12 keystore', extension: 'p12' }],
  [/^308[1-3]/, { name: 'DER, such as a certificate or key', extension: 'der' }],
  [/^feedfeed/, { name: 'Java keystore (JKS)', extension: 'jks' }],
  [/^cececece/, { name: 'Java keystore (JCEKS)', extension: 'jceks' }],
  [/^1f8b/, { name: 'gzip', extension: 'gz' }],
  [/^504b0304/, { name: 'zip', extension: 'zip' }],
  [/^89504e470d0a1a0a/, { name: 'PNG picture', extension: 'png' }],
  [/^25504446/, { name: 'PDF', extension: 'pdf' }],
  [/^2d2d2d2d2d424547494e/, { name: 'PEM text', extension: 'pem' }],
];

/** What a binary value looks like by its first bytes: a guess for the reader, and nothing is decided by it. */
export function binaryKind(secret: SecretText): BinaryKind {
  // Goes nowhere: the first bytes are compared with the beginnings above.
  const start = Buffer.from(secret.reveal().slice(0, 24), 'base64').toString('hex');
  return known.find(([beginning]) => beginning.test(start))?.[1] ?? unknown;
}
