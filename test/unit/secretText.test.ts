import assert from 'node:assert/strict';
import { Console } from 'node:console';
import { Writable } from 'node:stream';
import { format, inspect } from 'node:util';
import { serialize } from 'node:v8';
import * as fc from 'fast-check';
import { SecretText } from '../../src/core/secretText.ts';

const value = 'correct-horse-battery-staple';

/** Every way of printing by accident. A string here is a leak where it holds the value. */
function prints(secret: SecretText | string): Record<string, string> {
  const holder = { deep: { deep: { deep: { list: [secret], map: new Map([['key', secret]]) } } } };
  return {
    String: String(secret),
    template: `${secret}`,
    plus: secret + '',
    concat: ''.concat(String(secret)),
    join: [secret].join(','),
    number: String(Number(secret)),
    json: JSON.stringify(secret),
    jsonNested: JSON.stringify(holder),
    inspect: inspect(secret),
    inspectNested: inspect(holder, { depth: 10 }),
    inspectHidden: inspect(holder, { depth: 10, showHidden: true, getters: true }),
    inspectWithoutCustom: inspect(secret, { customInspect: false, showHidden: true, depth: 10 }),
    formatS: format('%s', secret),
    formatO: format('%o %O %j', secret, secret, secret),
    clone: inspect(structuredClone(secret), { depth: 10, showHidden: true }),
    serialized: serialize(secret).toString('latin1'),
    entries: JSON.stringify(Object.entries(secret)),
    spread: JSON.stringify({ ...(typeof secret === 'string' ? { secret } : secret) }),
    assigned: JSON.stringify(Object.assign({}, { secret })),
    names: JSON.stringify(Object.getOwnPropertyNames(secret)),
    descriptors: JSON.stringify(Object.getOwnPropertyDescriptors(secret)),
    cause: inspect(new Error('failed', { cause: secret }), { depth: 10, showHidden: true }),
    causeNested: inspect(new Error('failed', { cause: holder }), { depth: 10 }),
    errorMessage: new Error(`failed for ${secret}`).stack ?? '',
    locale: secret.toLocaleString(),
    console: captured((console) => console.log('value', secret, holder)),
    dir: captured((console) => console.dir(secret, { depth: 10, showHidden: true })),
    table: captured((console) => console.table([{ secret }])),
  };
}

function captured(print: (to: Console) => void): string {
  const chunks: string[] = [];
  const stdout = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk.toString());
      done();
    },
  });
  print(new Console({ stdout, stderr: stdout }));
  return chunks.join('');
}

describe('SecretText', () => {
  for (const [way, printed] of Object.entries(prints(SecretText.of(value)))) {
    it(`does not show its value through ${way}`, () => {
      assert.ok(!printed.includes(value), printed);
    });
  }

  it('is what keeps the value hidden: a plain string shows in nearly all of the same ways', () => {
    const leaks = Object.entries(prints(value)).filter(([, printed]) => printed.includes(value));
    assert.ok(leaks.length >= 22, `only ${leaks.length} of the ways above can show a leak at all`);
  });

  it('shows a mask, so that a reader sees that something was left out', () => {
    const secret = SecretText.of(value);
    assert.deepEqual([String(secret), JSON.stringify({ secret }), inspect(secret)], ['[secret]', '{"secret":"[secret]"}', '[secret]']);
  });

  it("does not show through a thrown and uncaught error's properties", () => {
    const error = Object.assign(new Error('failed'), { secret: SecretText.of(value) });
    assert.ok(!inspect(error, { showHidden: true, depth: 10 }).includes(value));
  });

  it('gives the value back from reveal and nowhere else', () => {
    assert.equal(SecretText.of(value).reveal(), value);
    assert.equal(SecretText.ofBase64('AAECAw==').reveal(), 'AAECAw==');
  });

  it('counts a text in UTF-8 bytes, as the service does', () => {
    assert.equal(SecretText.of('').byteLength, 0);
    assert.equal(SecretText.of('abc').byteLength, 3);
    assert.equal(SecretText.of('é').byteLength, 2);
    assert.equal(SecretText.of('密碼').byteLength, 6);
    assert.equal(SecretText.of('🔑').byteLength, 4);
  });

  it('counts a binary value in decoded bytes, whatever its padding', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        assert.equal(SecretText.ofBase64(Buffer.from(bytes).toString('base64')).byteLength, bytes.length);
      }),
      { seed: 1 },
    );
  });

  it('says which of text and binary it is', () => {
    assert.deepEqual([SecretText.of('a').encoding, SecretText.ofBase64('YQ==').encoding], ['text', 'binary']);
  });
});

describe('SecretText.equals', () => {
  it('is true for the same value in the same encoding alone', () => {
    assert.equal(SecretText.of(value).equals(SecretText.of(value)), true);
    assert.equal(SecretText.of(value).equals(SecretText.of(`${value} `)), false);
    assert.equal(SecretText.of('AAEC').equals(SecretText.ofBase64('AAEC')), false);
    assert.equal(SecretText.ofBase64('AAEC').equals(SecretText.ofBase64('AAEC')), true);
  });
});
