import assert from 'node:assert/strict';
import { parseMetadata, writeMetadata } from '../../src/vscode/rotation/externalMetadata.ts';

describe('what a partner asks for, typed as key=value', () => {
  it('is read with spaces, empty values and equals signs in values, and written back', () => {
    assert.deepEqual(parseMetadata(' url = https://a/?x=1 ,tenant=eu1, note= '), { url: 'https://a/?x=1', tenant: 'eu1', note: '' });
    assert.deepEqual(parseMetadata(''), {});
    assert.equal(writeMetadata({ url: 'a', tenant: 'eu1' }), 'url=a, tenant=eu1');
    assert.deepEqual(parseMetadata(writeMetadata({ url: 'a', tenant: 'eu1' })), { url: 'a', tenant: 'eu1' });
  });

  it('is refused without a key, without an equals sign, and with a key twice', () => {
    for (const text of ['=a', 'a', 'a=1, a=2', 'a=1,,b']) assert.equal(parseMetadata(text), undefined, text);
  });
});
