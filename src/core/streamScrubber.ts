import { jsonLeaves } from './jsonLeaves.ts';
import { createNeedles, type Needles } from './needles.ts';
import { secretFields } from './secretFields.ts';
import { SecretText } from './secretText.ts';
import { valueForms } from './valueForms.ts';

/** Shorter values stand in any text by chance; taking them out would hide nothing and spoil the output. */
const minBytes = 4;
const mark = Buffer.from('[redacted]');

/** Takes values out of one stream of bytes as it comes, however it is cut into chunks. */
export interface StreamScrubber {
  /** What may be shown of the stream by now. The beginning of what may become a value is kept back. */
  push(chunk: Uint8Array): string;
  /** The rest, at the end of the stream. */
  end(): string;
  /** How often a value was taken out so far. */
  readonly redactions: number;
}

/**
 * Gives a scrubber for each stream of one run. `values` are found in every form, of any length from 4 bytes, with each
 * field of a JSON one and each text and number further in; those that are under 8 bytes in a form stand out as whole words alone. `forms` are looked for as
 * they are. White space inside a form counts for nothing, so that a line break or a dump's gaps hide none.
 */
export function createStreamScrubbers(values: readonly SecretText[], forms: readonly string[] = []): () => StreamScrubber {
  const pieces = values.flatMap(piecesOf);
  const ownForms = pieces.flatMap(({ text, bytes }) => valueForms(text, bytes));
  const all = [...pieces.map(({ bytes }) => bytes), ...[...ownForms, ...forms].map((form) => Buffer.from(form))];
  const kinds = [
    createNeedles('anywhere', all),
    createNeedles('words', all),
    createNeedles(
      'hex',
      pieces.map(({ bytes }) => bytes.toString('hex')).flatMap((hex) => [Buffer.from(hex), Buffer.from(withZeroes(hex))]),
    ),
  ].filter((needles) => needles !== undefined);
  return () => createScrubber(kinds);
}

function piecesOf(value: SecretText): readonly { readonly text: string; readonly bytes: Buffer }[] {
  // Looked through in memory.
  const leaves = value.encoding === 'text' ? jsonLeaves(value.reveal()) : [];
  return (
    [value, ...secretFields(value).map((field) => field.value), ...leaves.map(SecretText.of)]
      // Goes into the needles, in memory, to be looked for.
      .map((piece) => ({ text: piece.reveal(), bytes: Buffer.from(piece.reveal(), piece.encoding === 'text' ? 'utf8' : 'base64') }))
      .filter(({ text, bytes }) => bytes.length >= minBytes && !['true', 'false', 'null'].includes(text))
  );
}

/** As `0x70, 0x61` reads once the x and what stands between are passed over. */
function withZeroes(hex: string): string {
  return hex.replace(/../g, '0$&');
}

function createScrubber(kinds: readonly Needles[]): StreamScrubber {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let held: Buffer = Buffer.alloc(0);
  /** How many of the bytes that are held belong to a value whose mark was given out already. */
  let covered = 0;
  let before: number | undefined;
  let redactions = 0;

  /** What can be decided of the bytes, with a mark in the place of each value. */
  function take(bytes: Buffer, isEnd: boolean): Buffer {
    const found = kinds.map((needles) => needles.find(bytes, before, isEnd));
    const safe = Math.min(bytes.length, ...found.map(({ undecidedFrom }) => undecidedFrom));
    const spans = found.flatMap((each) => each.spans).toSorted(([a], [b]) => a - b);
    const out: Buffer[] = [];
    let done = Math.min(covered, safe);
    let end = covered;
    for (const [from, to] of spans) {
      if (from >= safe) break;
      if (from >= end) {
        out.push(bytes.subarray(done, from), mark);
        redactions += 1;
      }
      end = Math.max(end, to);
      done = Math.min(end, safe);
    }
    out.push(bytes.subarray(done, safe));
    covered = Math.max(0, end - safe);
    before = bytes[safe - 1] ?? before;
    held = bytes.subarray(safe);
    return Buffer.concat(out);
  }

  return {
    push: (chunk) => decoder.decode(take(Buffer.concat([held, chunk]), false), { stream: true }),
    end: () => decoder.decode(take(held, true)),
    get redactions() {
      return redactions;
    },
  };
}
