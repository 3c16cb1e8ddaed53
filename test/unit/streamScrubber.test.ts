import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { createStreamScrubbers } from '../../src/core/streamScrubber.ts';
import { SecretText } from '../../src/core/secretText.ts';

const password = `Tr0ub4dor&3 <"x">/é密 it's $HOME\\`;
const plainToken = 'Xk29mQpvL4Zt8RwN3bHs7CyD5fGj1KaEXk31';
const seed = 20_262;

type Cut = (bytes: Buffer) => readonly Buffer[];

function scrub(texts: readonly string[], chunks: readonly Uint8Array[], forms: readonly string[] = []): string {
  const scrubber = createStreamScrubbers(texts.map(SecretText.of), forms)();
  return [...chunks.map(scrubber.push), scrubber.end()].join('');
}

/** The defence switched off: each chunk is scrubbed alone. */
function scrubEachAlone(texts: readonly string[], chunks: readonly Uint8Array[]): string {
  return chunks.map((chunk) => scrub(texts, [chunk])).join('');
}

const cutAt =
  (index: number): Cut =>
  (bytes) => [bytes.subarray(0, index), bytes.subarray(index)];
const byteByByte: Cut = (bytes) => Array.from(bytes, (_, index) => bytes.subarray(index, index + 1));

function wrap(text: string, width: number, end = '\n'): string {
  return text.replace(new RegExp(`.{${width}}`, 'g'), `$&${end}`);
}

/** Made here with the platform's own functions, apart from the product's. */
function encoded(text: string): Readonly<Record<string, string>> {
  const bytes = Buffer.from(text);
  return {
    text,
    base64: bytes.toString('base64'),
    base64url: bytes.toString('base64url'),
    hex: bytes.toString('hex'),
    'upper-case hex': bytes.toString('hex').toUpperCase(),
    url: encodeURIComponent(text),
    json: JSON.stringify(text).slice(1, -1),
    'single quotes of a shell': text.replaceAll("'", "'\\''"),
    'backslashes of a shell': text.replace(/[^\w@%+=:,./\u0080-\uffff-]/g, '\\$&'),
    'base64 in lines': wrap(bytes.toString('base64'), 16),
    'hex in lines': wrap(bytes.toString('hex'), 20, '\r\n'),
    'a dump in hex': (bytes.toString('hex').match(/../g) ?? []).join(' '),
    'escaped bytes': (bytes.toString('hex').match(/../g) ?? []).map((pair) => `\\x${pair}`).join(''),
    'the bytes of a list': (bytes.toString('hex').match(/../g) ?? []).map((pair) => `0x${pair}`).join(', '),
    'the bytes of a list, in upper case': (bytes.toString('hex').toUpperCase().match(/../g) ?? []).map((pair) => `0X${pair}`).join(',\n'),
    'text broken into lines': wrap(text, 11),
  };
}

/** Without what stands around the bytes of a form and says nothing of them. */
function bare(shown: string): string {
  return shown.replace(/\\x|[=\s]/g, '');
}

/** The longest piece of the value, in this form, that can still be read. */
function longestLeft(form: string, shown: string): number {
  const rest = shown.replaceAll('[redacted]', '\0');
  for (let length = form.length; length > 0; length -= 1) {
    for (let at = 0; at + length <= form.length; at += 1) if (rest.includes(form.slice(at, at + length))) return length;
  }
  return 0;
}

describe('createStreamScrubbers', () => {
  for (const value of [password, plainToken]) {
    for (const [name, form] of Object.entries(encoded(value))) {
      it(`leaves nothing of ${value.slice(0, 4)}… as ${name}, wherever the stream is cut`, () => {
        const bytes = Buffer.from(`{${form}}`);
        let leakedAlone = 0;
        for (let index = 0; index <= bytes.length; index += 1) {
          assert.equal(bare(scrub([value], cutAt(index)(bytes))), '{[redacted]}', `cut at ${index}`);
          if (bare(scrubEachAlone([value], cutAt(index)(bytes))) !== '{[redacted]}') leakedAlone += 1;
        }
        assert.equal(bare(scrub([value], byteByByte(bytes))), '{[redacted]}');
        assert.ok(leakedAlone >= bytes.length / 2, `control: ${leakedAlone} cuts leak where each chunk is scrubbed alone`);
      });
    }
  }

  it('leaves at most the two edge characters of base64 that hold bits of the neighbours, at any offset', () => {
    for (const offset of [0, 1, 2]) {
      for (const width of [64, 76]) {
        const text = Buffer.from(`${'x'.repeat(60 + offset)}${plainToken}${plainToken}yy`).toString('base64');
        const form = Buffer.from(plainToken + plainToken).toString('base64');
        const shown = scrub([plainToken + plainToken], byteByByte(Buffer.from(wrap(text, width))));
        assert.ok(longestLeft(form, shown) <= 2, shown);
      }
    }
  });

  it('lets text without values through unchanged, with characters of several bytes cut apart', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.array(fc.nat(400), { maxLength: 8 }), (text, cuts) => {
        const bytes = Buffer.from(text);
        const places = [0, ...cuts.filter((cut) => cut < bytes.length).toSorted((a, b) => a - b), bytes.length];
        const chunks = places.slice(1).map((to, index) => bytes.subarray(places[index], to));
        assert.equal(scrub([plainToken], chunks), bytes.toString());
      }),
      { seed, numRuns: 300 },
    );
  });

  it('leaves no value out of several, in any order and however they are cut', () => {
    const value = fc.string({ unit: 'grapheme-ascii', minLength: 12, maxLength: 30 }).filter((text) => text.replace(/\s/g, '').length >= 8);
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 6 }), fc.array(fc.nat(20), { maxLength: 40 }), (all, sizes) => {
        const bytes = Buffer.from(all.join('|'));
        const chunks: Buffer[] = [];
        let done = 0;
        for (const size of sizes) chunks.push(bytes.subarray(done, (done += size)));
        const shown = scrub(all, [...chunks, bytes.subarray(done)]);
        assert.match(shown, /^(\s*\[redacted\]\s*\|?)+$/);
      }),
      { seed, numRuns: 200 },
    );
  });

  it('takes out both of two values that overlap', () => {
    assert.equal(scrub(['abcdefgh-1234', '1234-ijklmnop'], byteByByte(Buffer.from('<abcdefgh-1234-ijklmnop>'))), '<[redacted]>');
  });

  it('counts each value once, however it was cut', () => {
    const scrubber = createStreamScrubbers([SecretText.of(plainToken)])();
    for (const byte of byteByByte(Buffer.from(`${plainToken} and ${plainToken}`))) scrubber.push(byte);
    scrubber.end();
    assert.equal(scrubber.redactions, 2);
  });

  it('gives out at once what can be no beginning of a value', () => {
    const scrubber = createStreamScrubbers([SecretText.of(plainToken)])();
    assert.equal(scrubber.push(Buffer.from('Name? Xk29')), 'Name? ');
    assert.equal(scrubber.push(Buffer.from('!')), 'Xk29!');
  });

  it('keeps back no more than a value and the gaps in it, when a program prints line breaks without end', () => {
    const scrubber = createStreamScrubbers([SecretText.of(plainToken)])();
    scrubber.push(Buffer.from('Xk29'));
    assert.equal(scrubber.push(Buffer.alloc(200, '\n')).length, 204);
  });

  it('stays within memory where a value overlaps itself without end', () => {
    const scrubber = createStreamScrubbers([SecretText.of('a'.repeat(16))])();
    let shown = '';
    for (let round = 0; round < 200; round += 1) shown += scrubber.push(Buffer.alloc(1_000, 'a'));
    assert.equal(shown + scrubber.end(), '[redacted]');
  });

  it('takes a value of 4 to 7 bytes out as a whole word alone, and leaves a shorter one', () => {
    const shown = scrub(['p4ss', 'a1'], byteByByte(Buffer.from('p4ss xp4ss p4ssx (p4ss) a1 p4ss')));
    assert.equal(shown, '[redacted] xp4ss p4ssx ([redacted]) a1 [redacted]');
  });

  it('finds a short value in hex and base64 too', () => {
    assert.equal(scrub(['p4ss'], [Buffer.from(`${Buffer.from('p4ss').toString('hex')} ${btoa('p4ss')}`)]), '[redacted] [redacted]==');
  });

  it('finds each field of a JSON value, and leaves its booleans', () => {
    const value = JSON.stringify({ password: 'hunter2!', on: true, pin: 4711 });
    assert.equal(scrub([value], [Buffer.from(`${value}\nhunter2! true 4711`)]), '[redacted]\n[redacted] true [redacted]');
  });

  it('finds texts and numbers of a JSON value however deep they lie, as written and as programs print them', () => {
    const value = '{"db":{"password":"summer2024","hosts":[{"pin":12345678901234567890,"note":"a\\u0062c d"}]},"ok":{"on":true,"to":"a1"}}';
    const printed = 'summer2024, 12345678901234567890, 12345678901234567000, abc d, true, a1, password';
    const shown = scrub([value], byteByByte(Buffer.from(`${value}|${printed}`)));
    assert.equal(shown, '[redacted]|[redacted], [redacted], [redacted], [redacted], true, a1, password');
    assert.equal(scrub([value.slice(1)], [Buffer.from(printed)]), printed, 'control: what is no JSON has nothing further in');
  });

  it('finds what lies deeper than the call stack reaches', () => {
    const value = `${'['.repeat(20_000)}"summer2024"${']'.repeat(20_000)}`;
    assert.equal(scrub([value], [Buffer.from('summer2024')]), '[redacted]');
  });

  it('finds a binary value as its bytes, in base64 and in hex', () => {
    const bytes = Buffer.from('00ff10c3a9fe8001b2c3d4e5f60718293a4b5c6d', 'hex');
    const scrubber = createStreamScrubbers([SecretText.ofBase64(bytes.toString('base64'))])();
    const leak = Buffer.concat([bytes, Buffer.from(`|${bytes.toString('base64')}|${bytes.toString('hex')}`)]);
    const shown = byteByByte(leak).map(scrubber.push).join('') + scrubber.end();
    assert.match(shown, /^\0?\[redacted\]\|\[redacted\]=*\|\[redacted\]$/);
  });

  it('finds UTF-16, as some shells of Windows print', () => {
    assert.match(scrub([plainToken], byteByByte(Buffer.from(`<${plainToken}>`, 'utf16le'))), /^<\0\[redacted\]\0>\0$/);
  });

  it('finds forms that others know, as they are', () => {
    assert.equal(scrub([], [Buffer.from('known-el'), Buffer.from('sewhere')], ['known-elsewhere']), '[redacted]');
  });

  it('lets a value through that the program itself turned around, which nobody can know: the limit of it', () => {
    const reversed = [...plainToken].toReversed().join('');
    assert.equal(scrub([plainToken], [Buffer.from(reversed)]), reversed);
  });
});
