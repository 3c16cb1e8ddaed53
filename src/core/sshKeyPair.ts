import { createHash, generateKeyPair, randomBytes, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { SecretText } from './secretText.ts';

export type SshAlgorithm = 'ed25519' | 'rsa-3072' | 'rsa-4096';

export interface SshKeyPair {
  /** In OpenSSH's own form, without a passphrase: no other form of an Ed25519 key is read by every ssh. */
  readonly privateKey: SecretText;
  /** As a line of authorized_keys. */
  readonly publicKey: string;
  readonly fingerprint: string;
}

/** A new key pair as ssh-keygen would make it. */
export async function generateSshKeyPair(algorithm: SshAlgorithm): Promise<SshKeyPair> {
  const { publicParts, privateParts } = algorithm === 'ed25519' ? await ed25519() : await rsa(algorithm === 'rsa-3072' ? 3_072 : 4_096);
  const publicBlob = Buffer.concat(publicParts);
  const check = randomBytes(4);
  const open = Buffer.concat([check, check, ...privateParts, block('')]);
  const padding = Buffer.from(Array.from({ length: (8 - (open.length % 8)) % 8 }, (_, index) => index + 1));
  const file = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    // No cipher, no key derivation and no options for it.
    ...['none', 'none', ''].map(block),
    number(1),
    block(publicBlob),
    block(Buffer.concat([open, padding])),
  ]);
  const lines = file.toString('base64').match(/.{1,70}/g) ?? [];
  const kind = algorithm === 'ed25519' ? 'ssh-ed25519' : 'ssh-rsa';
  return {
    privateKey: SecretText.of(['-----BEGIN OPENSSH PRIVATE KEY-----', ...lines, '-----END OPENSSH PRIVATE KEY-----', ''].join('\n')),
    publicKey: `${kind} ${publicBlob.toString('base64')}`,
    fingerprint: `SHA256:${createHash('sha256').update(publicBlob).digest('base64').replace(/=+$/, '')}`,
  };
}

interface Parts {
  readonly publicParts: readonly Buffer[];
  readonly privateParts: readonly Buffer[];
}

async function ed25519(): Promise<Parts> {
  const { privateKey } = await promisify(generateKeyPair)('ed25519');
  const [x, d] = numbersOf(privateKey, 'x', 'd');
  const publicParts = [block('ssh-ed25519'), block(x)];
  return { publicParts, privateParts: [...publicParts, block(Buffer.concat([d, x]))] };
}

async function rsa(modulusLength: number): Promise<Parts> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength });
  const [n, e, d, qi, p, q] = numbersOf(privateKey, 'n', 'e', 'd', 'qi', 'p', 'q');
  return {
    publicParts: [block('ssh-rsa'), whole(e), whole(n)],
    privateParts: [block('ssh-rsa'), whole(n), whole(e), whole(d), whole(qi), whole(p), whole(q)],
  };
}

function numbersOf<const Names extends readonly ('n' | 'e' | 'd' | 'qi' | 'p' | 'q' | 'x')[]>(
  key: KeyObject,
  ...names: Names
): { readonly [Place in keyof Names]: Buffer };
function numbersOf(key: KeyObject, ...names: readonly ('n' | 'e' | 'd' | 'qi' | 'p' | 'q' | 'x')[]): readonly Buffer[] {
  const parts = key.export({ format: 'jwk' });
  return names.map((name) => Buffer.from(parts[name] ?? '', 'base64url'));
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function block(content: string | Buffer): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([number(bytes.length), bytes]);
}

/** A positive number: a first bit that is set would make it negative. */
function whole(bytes: Buffer): Buffer {
  return block((bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
}
