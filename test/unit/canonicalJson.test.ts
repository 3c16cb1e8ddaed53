import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { canonicalJson, hashOf } from '../../src/core/canonicalJson.ts';
import { SecretText } from '../../src/core/secretText.ts';

/** The same JSON with the keys of every object the other way round. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, inner]) => [key, reversed(inner)]),
  );
}

describe('canonicalJson', () => {
  it('puts keys in order at every depth and leaves lists alone', () => {
    assert.equal(canonicalJson({ b: [{ d: 1, c: 2 }, 'x'], a: null }), '{"a":null,"b":[{"c":2,"d":1},"x"]}');
  });

  it('gives the same text whatever order the keys came in, and text that parses back to the same', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        assert.equal(canonicalJson(value), canonicalJson(reversed(value)));
        assert.deepEqual(JSON.parse(canonicalJson(value)), JSON.parse(JSON.stringify(value)));
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it('gives different texts to different values', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        fc.pre(!isSame(a, b));
        assert.notEqual(hashOf(a), hashOf(b));
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it('tells a list from an object, a number from its text and an empty text from nothing', () => {
    const texts = [[], {}, 1, '1', '', null, false, { a: [] }, { a: {} }, ['a', 'b'], ['b', 'a']].map(hashOf);
    assert.equal(new Set(texts).size, texts.length);
  });

  it('keeps a key named __proto__ as data', () => {
    assert.equal(canonicalJson(JSON.parse('{"__proto__":{"a":1}}')), '{"__proto__":{"a":1}}');
  });

  it('masks a secret value that strays into it', () => {
    assert.ok(!canonicalJson({ value: SecretText.of('correct-horse') }).includes('horse'));
  });
});

describe('hashOf', () => {
  it('is SHA-256 of the canonical text, in hex', () => {
    // printf '{}' | sha256sum
    assert.equal(hashOf({}), '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a');
  });
});

function isSame(a: unknown, b: unknown): boolean {
  try {
    assert.deepEqual(JSON.parse(JSON.stringify(a)), JSON.parse(JSON.stringify(b)));
    return true;
  } catch {
    return false;
  }
}
