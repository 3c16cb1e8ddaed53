import { secretFields } from './secretFields.ts';
import type { SecretText } from './secretText.ts';

const keepMs = 10 * 60_000;
const minBytes = 8;
const minBitsPerCharacter = 2;
const maxValues = 2_000;

export interface Redactor {
  /** Remembers a value that was fetched, typed or sent, and each field of a JSON one, for ten minutes. */
  know(value: SecretText): void;
  /** Replaces every known value in every encoding. */
  scrub(text: string): string;
  /** Whether any string inside `input` holds a known value in any encoding. */
  findsIn(input: unknown): boolean;
  /** Forgets every value at once. */
  clear(): void;
}

/**
 * Knows the exact values handled lately and takes them out of every output. Values under 8 bytes or of
 * little entropy are not known here: refusing `prod` or `5432` would refuse ordinary calls and confirm
 * guesses. They are kept out by structure instead, since a value only ever sits in its own field.
 */
export function createRedactor(now: () => number = Date.now): Redactor {
  const known = new Map<string, { readonly needles: readonly string[]; readonly until: number }>();

  function living(): string[] {
    for (const [value, entry] of known) if (entry.until <= now()) known.delete(value);
    return [...known.values()].flatMap((entry) => entry.needles);
  }

  function remember(text: string): void {
    if (!worthKnowing(text)) return;
    known.delete(text);
    known.set(text, { needles: encodings(text), until: now() + keepMs });
    const oldest = known.keys().next();
    if (known.size > maxValues && !oldest.done) known.delete(oldest.value);
  }

  return {
    know(value) {
      // Goes into this registry, in memory, to be looked for; it is never sent or written.
      remember(value.reveal());
      if (value.encoding === 'binary') remember(Buffer.from(value.reveal(), 'base64').toString('utf8'));
      // Same place, field by field, so that one password out of a JSON secret is known too.
      for (const field of secretFields(value)) remember(field.value.reveal());
    },
    scrub(text) {
      let clean = text;
      // Longest first: a whole secret goes before the fields inside it, leaving no telling remains.
      for (const needle of living().sort((a, b) => b.length - a.length)) {
        if (clean.includes(needle)) clean = clean.replaceAll(needle, '[redacted]');
      }
      return clean;
    },
    findsIn(input) {
      const needles = living();
      return needles.length > 0 && stringsIn(input).some((text) => needles.some((needle) => text.includes(needle)));
    },
    clear() {
      known.clear();
    },
  };
}

function worthKnowing(text: string): boolean {
  return Buffer.byteLength(text) >= minBytes && bitsPerCharacter(text) >= minBitsPerCharacter;
}

function bitsPerCharacter(text: string): number {
  const counts = new Map<string, number>();
  const sample = text.slice(0, 1_024);
  for (const character of sample) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce((bits, count) => bits - (count / sample.length) * Math.log2(count / sample.length), 0);
}

/** Every form in which a value could leave: as it is, JSON, base64 at each offset, base64url, hex, URL, XML. */
function encodings(text: string): readonly string[] {
  const bytes = Buffer.from(text);
  const hex = bytes.toString('hex');
  const json = JSON.stringify(text).slice(1, -1);
  const forms = [
    text,
    json,
    JSON.stringify(json).slice(1, -1),
    json.replace(/[^\x20-\x7e]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`),
    hex,
    hex.toUpperCase(),
    encodeURIComponent(toWellFormed(text)),
    new URLSearchParams([['', text]]).toString().slice(1),
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;'),
    ...base64Forms(bytes),
  ];
  return [...new Set(forms)].filter((form) => form.length >= minBytes);
}

/** A value inside a longer text meets base64 at one of three offsets; the characters at its edges mix with its neighbours. */
function base64Forms(bytes: Buffer): readonly string[] {
  const middle = [0, 1, 2].map((offset) => {
    const padded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64').replace(/=+$/, '');
    const unsure = (bytes.length + offset) % 3 === 0 ? 0 : 1;
    return padded.slice(offset === 0 ? 0 : offset + 1, padded.length - unsure);
  });
  return [...middle, ...middle.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'))];
}

// encodeURIComponent throws on a lone surrogate, which a value may well hold.
function toWellFormed(text: string): string {
  return Buffer.from(text).toString('utf8');
}

function stringsIn(input: unknown): readonly string[] {
  if (typeof input === 'string') return [input];
  if (typeof input !== 'object' || input === null) return [];
  return Object.entries(input).flatMap(([key, value]) => [key, ...stringsIn(value)]);
}
