import assert from 'node:assert/strict';
import { shownText } from '../../webview/shownText.ts';

/** Letters and marks that fill space, or none, and are seen by nobody. */
const fillers: Readonly<Record<string, string>> = {
  'U+3164': '\u3164',
  'U+115F': '\u115F',
  'U+1160': '\u1160',
  'U+FFA0': '\uFFA0',
  'U+034F': '\u034F',
  'U+17B4': '\u17B4',
  'U+17B5': '\u17B5',
  'U+180B': '\u180B',
  'U+2065': '\u2065',
  'U+FE0F': '\uFE0F',
  'U+E0100': '\u{E0100}',
  'U+E01EF': '\u{E01EF}',
};

describe('a text that others wrote', () => {
  for (const [name, letter] of Object.entries(fillers)) {
    it(`has ${name} written out, which is no control character but unseen all the same`, () => {
      assert.equal(shownText(`prod/${letter}db`), `prod/‹${name}›db`);
      // By these classes alone it would stay.
      assert.doesNotMatch(letter, /[\p{Cc}\p{Cf}\s]/u);
    });
  }

  it('has what reorders or hides letters written out: bidi, zero width, tags and line separators', () => {
    assert.equal(shownText('a\u202Eb\u200Bc\u{E0041}d\u2028e\u0007f\uFEFFg'), 'a‹U+202E›b‹U+200B›c‹U+E0041›d‹U+2028›e‹U+0007›f‹U+FEFF›g');
  });

  it('keeps letters of every script, lines and tabs as they are', () => {
    for (const text of ['prod/db', 'éàß', '한글', 'ខ្មែរ', 'עברית', 'مفتاح', '漢字', 'one\n\ttwo', '🔑🇨🇭👍🏽', ''])
      assert.equal(shownText(text), text);
  });
});
