import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { generateValue } from '../../src/core/generateValue.ts';

describe('generateValue', () => {
  it('has the length asked for and at least one of each class', () => {
    fc.assert(
      fc.property(fc.integer({ min: 8, max: 200 }), fc.boolean(), (length, symbols) => {
        const value = generateValue({ length, symbols }).reveal();
        assert.equal(value.length, length);
        assert.match(value, /[a-zA-Z]/);
        assert.match(value, /[0-9]/);
        assert.equal(/[^a-zA-Z0-9]/.test(value), symbols);
      }),
      { seed: 2, numRuns: 300 },
    );
  });

  it('never uses what breaks a shell, a JSON text or a connection string', () => {
    assert.ok(!/["'`\\/@:\s&<>(){}[\];|]/.test(generateValue({ length: 4_096, symbols: true }).reveal()));
  });

  it('gives 4,096 characters when asked', () => {
    assert.equal(generateValue({ length: 4_096, symbols: false }).byteLength, 4_096);
  });

  it('gives another value each time', () => {
    const values = Array.from({ length: 200 }, () => generateValue({ length: 16, symbols: true }).reveal());
    assert.equal(new Set(values).size, 200);
  });

  it('does not keep the required classes in the same places', () => {
    const places = Array.from({ length: 200 }, () => generateValue({ length: 8, symbols: false }).reveal().search(/[0-9]/));
    assert.ok(new Set(places).size >= 4);
  });

  it('uses every character of its alphabet', () => {
    const used = new Set(generateValue({ length: 4_096, symbols: false }).reveal());
    assert.ok(used.size >= 60, `${used.size} of 62`);
  });
});
