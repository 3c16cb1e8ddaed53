import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import type { SecretText } from './secretText.ts';

/** Whom a certificate names and until when it holds. */
export interface CertificateFacts {
  readonly subject: string;
  /** A date, as in 2027-01-31. */
  readonly validTo: string;
}

interface Problem {
  readonly problem: string;
}

/** Whether a key belongs to a certificate; says whose certificate it is, or in one sentence what is wrong. */
export function checkCertificatePair(
  certificate: SecretText,
  privateKey: SecretText,
  chain: SecretText | undefined,
): CertificateFacts | Problem {
  const read = readCertificate(certificate);
  if (!read) return { problem: 'The certificate can’t be read. Give it in PEM form, from BEGIN CERTIFICATE to END CERTIFICATE.' };
  const key = readKey(privateKey);
  if (!key) return { problem: 'The private key can’t be read. Give it in PEM form and without a passphrase.' };
  if (!read.checkPrivateKey(key)) return { problem: 'The private key does not belong to the certificate.' };
  if (chain && !chainIsReadable(chain))
    return { problem: 'The chain can’t be read. Give its certificates in PEM form, one after the other.' };
  return factsOf(read);
}

/** Undefined where it is no certificate. */
export function certificateFacts(certificate: SecretText): CertificateFacts | undefined {
  const read = readCertificate(certificate);
  return read && factsOf(read);
}

function factsOf({ subject, validTo }: X509Certificate): CertificateFacts {
  return { subject: subject.replaceAll('\n', ', '), validTo: new Date(validTo).toISOString().slice(0, 10) };
}

function readCertificate(certificate: SecretText): X509Certificate | undefined {
  try {
    // Goes into the parser, which keeps the certificate: no secret.
    return new X509Certificate(certificate.reveal());
  } catch {
    return undefined;
  }
}

function readKey(privateKey: SecretText): KeyObject | undefined {
  try {
    // Goes into a key object of Node's, which prints nothing of it and is dropped after the comparison.
    return createPrivateKey(privateKey.reveal());
  } catch {
    return undefined;
  }
}

function chainIsReadable(chain: SecretText): boolean {
  // Goes into the parser: certificates, no secrets.
  const blocks = chain.reveal().match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  try {
    return blocks.length > 0 && blocks.every((pem) => new X509Certificate(pem).subject !== undefined);
  } catch {
    return false;
  }
}
