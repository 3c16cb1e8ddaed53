import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { createRedactor, type Redactor } from '../../src/core/redact.ts';
import { SecretText } from '../../src/core/secretText.ts';

const password = 'Tr0ub4dor&3 <"x">/é密';
const seed = 20_261;

/** Values worth knowing: 12 characters and more, 8 of them different. */
const values = fc
  .oneof(
    fc.string({ unit: 'grapheme-ascii', minLength: 12, maxLength: 40 }),
    fc.string({ unit: 'grapheme', minLength: 12, maxLength: 40 }),
    fc.string({ unit: 'binary', minLength: 12, maxLength: 40 }),
    fc.base64String({ minLength: 12, maxLength: 40 }),
  )
  .filter((text) => new Set(text).size >= 8 && text.isWellFormed() && !text.includes('[redacted]'));

/** Encodings a value leaves in, made here with the platform's own functions. */
function encoded(text: string): Record<string, string> {
  const json = JSON.stringify(text).slice(1, -1);
  const bytes = Buffer.from(text);
  return {
    text,
    json,
    'json in json': JSON.stringify(json).slice(1, -1),
    'json in ascii': json.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
    hex: bytes.toString('hex'),
    'upper-case hex': bytes.toString('hex').toUpperCase(),
    url: encodeURIComponent(text),
    form: new URLSearchParams({ v: text }).toString().slice(2),
    xml: text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;'),
  };
}

function knowing(...texts: readonly string[]): Redactor {
  const redactor = createRedactor();
  for (const text of texts) redactor.know(SecretText.of(text));
  return redactor;
}

describe('createRedactor', () => {
  for (const encoding of Object.keys(encoded(password))) {
    it(`scrubs and finds 60 random values as ${encoding}`, () => {
      fc.assert(
        fc.property(values, (value) => {
          const form = encoded(value)[encoding] ?? assert.fail();
          const redactor = knowing(value);
          assert.equal(redactor.scrub(`{${form}}`), '{[redacted]}');
          assert.ok(redactor.findsIn({ deep: [{ argument: `x${form}y` }] }));
        }),
        { seed, numRuns: 60 },
      );
    });

    it(`leaves an unknown value alone as ${encoding}, so the test above can fail`, () => {
      fc.assert(
        fc.property(values, (value) => {
          const form = encoded(value)[encoding] ?? assert.fail();
          const redactor = knowing('another-value-0123456789');
          assert.equal(redactor.scrub(`{${form}}`), `{${form}}`);
          assert.ok(!redactor.findsIn(form));
        }),
        { seed, numRuns: 60 },
      );
    });
  }

  for (const alphabet of ['base64', 'base64url'] as const) {
    for (const before of ['', 'a', 'ab', 'abc', 'abcd']) {
      it(`takes the value out of a longer text's ${alphabet} when ${before.length} bytes stand before it`, () => {
        fc.assert(
          fc.property(values, fc.constantFrom('', 'z', 'zz', ' and more'), (value, after) => {
            const whole = Buffer.from(`${before}${value}${after}`).toString(alphabet);
            const redactor = knowing(value);
            assert.ok(redactor.findsIn(whole));
            const scrubbed = redactor.scrub(whole);
            assert.ok(scrubbed.includes('[redacted]'));
            // All but the two characters at each edge, whose bits belong to the neighbours as well.
            const gone = whole.length - scrubbed.replaceAll('[redacted]', '').length;
            assert.ok(gone >= Math.floor((Buffer.byteLength(value) * 8) / 6) - 2, `${gone} characters of ${whole}`);
          }),
          { seed, numRuns: 60 },
        );
      });
    }
  }

  it('knows a binary value as base64, as bytes in hex and inside longer base64', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 16, maxLength: 64 }).filter((bytes) => new Set(bytes).size >= 8),
        (raw) => {
          const bytes = Buffer.from(raw);
          const redactor = createRedactor();
          redactor.know(SecretText.ofBase64(bytes.toString('base64')));
          for (const form of [
            bytes.toString('base64'),
            bytes.toString('hex'),
            Buffer.concat([Buffer.from('ab'), bytes]).toString('base64'),
          ]) {
            assert.ok(redactor.findsIn(form), form);
            assert.ok(redactor.scrub(form).includes('[redacted]'), form);
          }
        },
      ),
      { seed, numRuns: 60 },
    );
  });

  it('knows the text a binary value holds', () => {
    const redactor = createRedactor();
    redactor.know(SecretText.ofBase64(Buffer.from(password).toString('base64')));
    assert.equal(redactor.scrub(`it is ${password}.`), 'it is [redacted].');
  });

  it('knows each field of a JSON secret on its own', () => {
    const redactor = knowing('{"username":"postgres-admin-7","password":"Xk29$mQp!vL4","port":5432}');
    assert.equal(redactor.scrub('u=postgres-admin-7 p=Xk29$mQp!vL4 port=5432'), 'u=[redacted] p=[redacted] port=5432');
  });

  it('knows a field at any depth of a JSON secret, lists included', () => {
    const redactor = knowing('{"db":{"main":{"password":"Xk29$mQp!vL4"}},"keys":["first-key-8Hq2","second-key-9Zw3"]}');
    assert.equal(redactor.scrub('Xk29$mQp!vL4 first-key-8Hq2 second-key-9Zw3'), '[redacted] [redacted] [redacted]');
    assert.equal(knowing('["first-key-8Hq2"]').scrub('first-key-8Hq2'), '[redacted]');
  });

  it("does not take the names of a JSON secret's keys for values", () => {
    assert.equal(knowing('{"connection_string":"Xk29$mQp!vL4"}').scrub('connection_string'), 'connection_string');
  });

  it('knows a number further in as it is written, and as programs print it', () => {
    const redactor = knowing('{"db":{"pin":12345678901234567890}}');
    for (const pin of ['12345678901234567890', '12345678901234567000']) assert.ok(redactor.findsIn(pin), pin);
  });

  it('replaces a whole JSON secret as one, leaving nothing of it standing', () => {
    const secret = '{"username":"postgres-admin-7","password":"Xk29$mQp!vL4","port":5432}';
    assert.equal(knowing(secret).scrub(`<${secret}>`), '<[redacted]>');
  });

  it('replaces every occurrence', () => {
    assert.equal(knowing(password).scrub(`${password}, ${password}`), '[redacted], [redacted]');
  });

  it('tells what can have come from an input, by another form of it, from what can not', () => {
    for (const [value, sent] of [
      [password, password.replace(' ', '\u200b')],
      ['🔑🗝️🔒🔐', '🔑?🗝️🔒🔐'],
    ] as const) {
      const redactor = knowing(value);
      assert.ok(redactor.echoes(`it is ${value}.`, { a: [`x${sent}y`] }));
      assert.ok(!redactor.echoes('it is not.', { a: [sent] }));
      assert.ok(!redactor.echoes(`it is ${value}.`, { a: ['prod/db', 'eu-west-1'] }));
    }
  });

  it('takes no long text that happens to hold all characters of a value in their order for a guess', () => {
    const redactor = knowing('orderservice');
    // As random as what AWS gives for the next page of a list.
    const token = Array.from({ length: 40 }, (_, at) => createHash('sha256').update(`${at}`).digest('base64')).join('');
    assert.match(token, new RegExp([...'orderservice'].join('.*'), 'i'));
    assert.ok(!redactor.echoes('prod/orderservice', { next_token: token }));
    assert.ok(redactor.echoes('prod/orderservice', { a: `${token.slice(0, 300)}order\u200bservice${token}` }));
  });

  it('looks for no value that stands in the name of its own secret, which hides nothing', () => {
    const redactor = createRedactor();
    redactor.know(SecretText.of('{"username":"orderservice","password":"Xk29$mQp!vL4"}'), 'prod/OrderService/db');
    assert.ok(!redactor.findsIn({ secret_id: 'prod/OrderService/db' }) && !redactor.findsIn('orderservice'));
    assert.ok(redactor.findsIn('Xk29$mQp!vL4'));
    // Nor when it is met again without that name, until all is forgotten.
    redactor.know(SecretText.of('orderservice'));
    assert.ok(!redactor.findsIn('orderservice'));
    redactor.clear();
    redactor.know(SecretText.of('orderservice'));
    assert.ok(redactor.findsIn('orderservice'));
  });

  it('finds a value in a key, a nested list and a plain string alike', () => {
    const redactor = knowing(password);
    for (const input of [password, [password], { tags: { [password]: '' } }, { a: [{ b: [password] }] }])
      assert.ok(redactor.findsIn(input));
    for (const input of [undefined, null, 7, true, {}, [], 'nothing', { a: [1, null] }]) assert.ok(!redactor.findsIn(input));
  });

  it('ignores values that are short or hold little entropy, because refusing them would confirm guesses', () => {
    for (const text of ['admin', '5432', 'prod', '1234567', 'aaaaaaaaaaaaaaaa', 'abababababab', '00000000000000001']) {
      const redactor = knowing(text);
      assert.equal(redactor.scrub(`is ${text} it`), `is ${text} it`);
      assert.ok(!redactor.findsIn(text), text);
    }
  });

  it('measures a short text in bytes: four ideographs are twelve bytes', () => {
    const redactor = knowing('密码安全');
    assert.equal(redactor.scrub('是 密码安全 吗'), '是 [redacted] 吗');
  });

  it('forgets a value ten minutes after it was last seen, and not before', () => {
    let time = 1_000_000;
    const redactor = createRedactor(() => time);
    redactor.know(SecretText.of(password));
    time += 10 * 60_000 - 1;
    assert.ok(redactor.findsIn(password));
    redactor.know(SecretText.of(password));
    time += 10 * 60_000 - 1;
    assert.ok(redactor.findsIn(password), 'seeing it again starts the ten minutes anew');
    time += 1;
    assert.ok(!redactor.findsIn(password));
    assert.equal(redactor.scrub(password), password);
  });

  it('forgets everything at once when cleared', () => {
    const redactor = knowing(password, 'another-value-0123456789');
    redactor.clear();
    assert.equal(redactor.scrub(`${password} another-value-0123456789`), `${password} another-value-0123456789`);
  });

  it('keeps the 2,000 latest values and drops the oldest', () => {
    const redactor = createRedactor();
    for (let index = 0; index <= 2_000; index += 1) redactor.know(SecretText.of(`value-number-${index}-end`));
    assert.ok(!redactor.findsIn('value-number-0-end'));
    assert.ok(redactor.findsIn('value-number-1-end'));
    assert.ok(redactor.findsIn('value-number-2000-end'));
  });

  it('keeps a value that was seen again, and drops the one seen longest ago', () => {
    const redactor = createRedactor();
    for (let index = 0; index < 2_000; index += 1) redactor.know(SecretText.of(`value-number-${index}-end`));
    redactor.know(SecretText.of('value-number-0-end'));
    redactor.know(SecretText.of('value-number-2000-end'));
    assert.ok(redactor.findsIn('value-number-0-end'));
    assert.ok(!redactor.findsIn('value-number-1-end'));
  });

  it('takes lone surrogates without throwing, in the value and in the text', () => {
    const lone = 'abcdefgh\ud800ijkl';
    const redactor = knowing(lone);
    assert.equal(redactor.scrub(`<${lone}>`), '<[redacted]>');
    assert.equal(redactor.scrub('\udfff'), '\udfff');
    assert.ok(!redactor.findsIn({ '\ud800': '\udfff' }));
  });

  it('looks through a hundred thousand levels of nesting, as JSON.parse delivers them', () => {
    const depth = 100_000;
    const nested: unknown = JSON.parse(`${'['.repeat(depth)}${JSON.stringify(password)}${']'.repeat(depth)}`);
    assert.ok(knowing(password).findsIn(nested));
    assert.ok(!knowing('another-value-0123456789').findsIn(nested));
  });

  it('learns a JSON secret that is nested as deep as its size allows', () => {
    const redactor = knowing(`{"a":${'['.repeat(30_000)}"${password.replaceAll('"', '')}"${']'.repeat(30_000)}}`);
    assert.ok(redactor.findsIn(password.replaceAll('"', '')));
  });
});
