import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { jsonFault } from '../../webview/secret/jsonFault.ts';

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('the place where a text stops being JSON', () => {
  it('is the line and column of what is wrong, counted from 1', () => {
    assert.deepEqual(jsonFault('{"a": 1,\n  "b": }'), { line: 2, column: 8 });
    assert.deepEqual(jsonFault('{"a": 1,}'), { line: 1, column: 9 });
    assert.deepEqual(jsonFault('[1, 2'), { line: 1, column: 6 });
    assert.deepEqual(jsonFault(''), { line: 1, column: 1 });
    assert.deepEqual(jsonFault('{a: 1}'), { line: 1, column: 2 });
    assert.deepEqual(jsonFault('1 2'), { line: 1, column: 3 });
    assert.deepEqual(jsonFault('01'), { line: 1, column: 2 });
  });

  it('is nowhere for exactly the texts that JSON.parse takes', () => {
    const pieces = fc.array(
      fc.constantFrom('{', '}', '[', ']', ',', ':', '"a"', '"\\u00e9"', '"\\x"', '1', '-0.5e3', '01', 'true', 'nul', ' ', '\n', '\u00A0'),
    );
    const mangled = fc.tuple(fc.json(), fc.nat(), fc.constantFrom('', ',', '"', '}', 'x')).map(([text, at, extra]) => {
      const place = at % (text.length + 1);
      return text.slice(0, place) + extra + text.slice(place + (extra === '' ? 1 : 0));
    });
    fc.assert(
      fc.property(
        fc.oneof(
          pieces.map((all) => all.join('')),
          fc.json(),
          mangled,
        ),
        (text) => {
          assert.equal(jsonFault(text) === undefined, parses(text));
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it('is found in a text that nests deeper than calls can', () => {
    assert.equal(jsonFault('['.repeat(30_000) + ']'.repeat(30_000)), undefined);
    assert.deepEqual(jsonFault('['.repeat(30_000)), { line: 1, column: 30_001 });
  });
});
