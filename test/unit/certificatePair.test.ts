import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { certificateFacts, checkCertificatePair } from '../../src/core/certificatePair.ts';
import { SecretText } from '../../src/core/secretText.ts';
import { certificateKeyPem, certificatePem } from '../fakes/certificate.ts';

const { privateKey: other } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const check = (certificate: string, key: string, chain?: string) =>
  checkCertificatePair(SecretText.of(certificate), SecretText.of(key), chain === undefined ? undefined : SecretText.of(chain));

describe('a certificate and its key', () => {
  it('belong together, and say whose they are and until when', () => {
    assert.deepEqual(check(certificatePem, certificateKeyPem), { subject: 'CN=payments.example.com, O=Example', validTo: '2126-10-28' });
    assert.deepEqual(
      check(certificatePem, certificateKeyPem, `${certificatePem}\n${certificatePem}`),
      certificateFacts(SecretText.of(certificatePem)),
    );
  });

  it('are refused when the key is another one', () => {
    const pem = other.export({ type: 'pkcs8', format: 'pem' }).toString();
    assert.deepEqual(check(certificatePem, pem), { problem: 'The private key does not belong to the certificate.' });
  });

  it('are refused in one sentence that repeats nothing of them when they can’t be read', () => {
    const locked = other.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'open-sesame' }).toString();
    for (const [certificate, key, chain] of [
      ['not-a-pem-a1', certificateKeyPem, undefined],
      [certificateKeyPem, certificateKeyPem, undefined],
      [certificatePem, 'not-a-pem-b2', undefined],
      [certificatePem, locked, undefined],
      [certificatePem, certificateKeyPem, 'not-a-pem-c3'],
      [certificatePem, certificateKeyPem, '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'],
    ] as const) {
      const told = check(certificate, key, chain);
      assert.ok('problem' in told, certificate);
      assert.match(told.problem, /^The \w+( \w+)? can’t be read\. Give [^.]+\.$/);
      assert.doesNotMatch(told.problem, /not-a-pem|AAAA/);
    }
    assert.equal(certificateFacts(SecretText.of('x')), undefined);
  });
});
