import assert from 'node:assert/strict';
import { binaryKind } from '../../src/core/binaryKind.ts';
import { SecretText } from '../../src/core/secretText.ts';

const ofHex = (hex: string): string => binaryKind(SecretText.ofBase64(Buffer.from(hex, 'hex').toString('base64'))).extension;

describe('what a binary value looks like', () => {
  for (const [extension, hex] of [
    ['p12', '3082095602010330820910'],
    ['der', '30820122300d06092a864886f70d'],
    ['jks', 'feedfeed00000002'],
    ['jceks', 'cececece00000002'],
    ['gz', '1f8b0800000000000003'],
    ['zip', '504b030414000000'],
    ['png', '89504e470d0a1a0a0000'],
    ['pdf', '255044462d312e37'],
    ['bin', '00000000'],
    ['bin', '1f'],
    // Digits are text, though the first of them has the byte that DER begins with.
    ['bin', Buffer.from('0123456789').toString('hex')],
  ] as const) {
    it(`is ${extension} for ${hex}`, () => assert.equal(ofHex(hex), extension));
  }

  it('is PEM for its first line', () => assert.equal(ofHex(Buffer.from('-----BEGIN CERTIFICATE-----').toString('hex')), 'pem'));
});
