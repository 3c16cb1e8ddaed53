import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { secretFields } from '../../src/core/secretFields.ts';
import { SecretText } from '../../src/core/secretText.ts';

function fieldsOf(text: string): (readonly [string | undefined, string])[] {
  return secretFields(SecretText.of(text)).map(({ key, value }) => [key, value.reveal()]);
}

describe('secretFields', () => {
  it('gives one field a key of a JSON object, in its order', () => {
    assert.deepEqual(fieldsOf('{"user":"a","password":"b"}'), [
      ['user', 'a'],
      ['password', 'b'],
    ]);
  });

  it('keeps what is no text as JSON, as the console shows it', () => {
    assert.deepEqual(fieldsOf('{"port":5432,"tls":true,"none":null,"list":[1,{"a":2}]}'), [
      ['port', '5432'],
      ['tls', 'true'],
      ['none', 'null'],
      ['list', '[1,{"a":2}]'],
    ]);
  });

  it('gives any other text as one field without a key, unchanged', () => {
    for (const text of ['plain', '', '{', '[]', '["a"]', '{}', '7', '"a"', 'null', ' {"a":1'])
      assert.deepEqual(fieldsOf(text), [[undefined, text]]);
  });

  it('never takes a binary value apart', () => {
    const binary = SecretText.ofBase64(Buffer.from('{"a":"b"}').toString('base64'));
    assert.deepEqual(
      secretFields(binary).map(({ key, value }) => [key, value === binary]),
      [[undefined, true]],
    );
  });

  it('keeps a key named __proto__ as a key', () => {
    assert.deepEqual(fieldsOf('{"__proto__":"a"}'), [['__proto__', 'a']]);
  });

  it('gives an object that nests too deep as one text instead of failing', () => {
    const deep = `{"a":${'['.repeat(30_000)}${']'.repeat(30_000)}}`;
    assert.deepEqual(fieldsOf(deep), [[undefined, deep]]);
  });

  it('gives back every pair of texts that went in', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string().filter((key) => key !== '__proto__'),
          fc.string(),
          { minKeys: 1 },
        ),
        (pairs) => {
          assert.deepEqual(fieldsOf(JSON.stringify(pairs)), Object.entries(pairs));
        },
      ),
      { seed: 4 },
    );
  });
});

describe('a number in a JSON secret', () => {
  it('keeps the digits it was written with, nested ones too', () => {
    const fields = secretFields(SecretText.of('{"pin":12345678901234567890,"price":1.10,"nested":{"id":98765432109876543210}}'));
    assert.deepEqual(
      fields.map((field) => field.value.reveal()),
      ['12345678901234567890', '1.10', '{"id":98765432109876543210}'],
    );
  });
});
