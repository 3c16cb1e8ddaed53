import { jsonLeaves } from './jsonLeaves.ts';
import { oneLine } from './outputText.ts';
import { secretFields } from './secretFields.ts';
import type { SecretText } from './secretText.ts';
import { stringsIn } from './stringsIn.ts';
import { valueForms } from './valueForms.ts';

const keepMs = 10 * 60_000;
const minBytes = 8;
const minBitsPerCharacter = 2;
const maxValues = 2_000;
const endLength = 1_024;
/** How much may lie between the characters of a value that was changed on its way through. */
const mostBetween = 32;

export interface Redactor {
  /**
   * Remembers a value that was fetched, typed or sent, and each field of a JSON one, for ten minutes. What stands in the name
   * of its own secret, as user names do, hides nothing, and is not looked for: to name the secret is no guess.
   */
  know(value: SecretText, secretName?: string): void;
  /**
   * Replaces every known value in every encoding, each as a whole. Never a part of one: whoever can put its first
   * characters into an output would learn the next from what happens to it.
   */
  scrub(text: string): string;
  /** Whether any string inside `input` holds a known value in any encoding. */
  findsIn(input: unknown): boolean;
  /** Whether a known value stands in `text` that can have come from `input`, in whatever way it was changed in between. */
  echoes(text: string, input: unknown): boolean;
  /** The forms in which the known values are looked for, for what is scrubbed as it streams. */
  forms(): readonly string[];
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
  const inNames = new Set<string>();
  /** Longest first: a whole secret goes before the fields inside it, leaving no telling remains. */
  let needles: readonly string[] | undefined;

  function forget(text: string): void {
    if (known.delete(text)) needles = undefined;
  }

  function living(): readonly string[] {
    for (const [value, entry] of known) if (entry.until <= now()) forget(value);
    needles ??= [...known.values()].flatMap((entry) => entry.needles).sort((a, b) => b.length - a.length);
    return needles;
  }

  function remember(text: string, secretName: string, bytes?: Buffer): void {
    if (!worthKnowing(text)) return;
    if (secretName.toLowerCase().includes(text.toLowerCase())) inNames.add(text);
    if (inNames.has(text)) return forget(text);
    const before = bytes ? undefined : known.get(text);
    if (!before) needles = undefined;
    // Once more as the last, since the first go when there are too many.
    known.delete(text);
    known.set(text, { needles: before?.needles ?? formsToFind(text, bytes), until: now() + keepMs });
    const oldest = known.keys().next();
    if (known.size > maxValues && !oldest.done) forget(oldest.value);
  }

  return {
    know(value, secretName = '') {
      // Goes into this registry, in memory, to be looked for; it is never sent or written.
      const text = value.reveal();
      if (value.encoding === 'binary') {
        const bytes = Buffer.from(text, 'base64');
        remember(bytes.toString('utf8'), secretName);
        remember(text, secretName, bytes);
        return;
      }
      // Same place, piece by piece, so that one password out of a JSON secret is known too, however deep it lies.
      for (const field of secretFields(value)) remember(field.value.reveal(), secretName);
      for (const piece of jsonLeaves(text)) remember(piece, secretName);
      // Last, because the oldest go first when there are too many.
      remember(text, secretName);
    },
    scrub(text) {
      let clean = text;
      for (const needle of living()) {
        if (clean.includes(needle)) clean = clean.replaceAll(needle, '[redacted]');
      }
      return clean;
    },
    findsIn(input) {
      const all = living();
      return all.length > 0 && readings(input).some((text) => all.some((needle) => text.includes(needle)));
    },
    echoes(text, input) {
      const shown = living().filter((needle) => text.includes(needle));
      if (shown.length === 0) return false;
      const given = bare(stringsIn(input, true).join(''));
      return shown.some((needle) => standsInOrder(bare(needle), given));
    },
    forms: living,
    clear() {
      known.clear();
      needles = undefined;
      inNames.clear();
    },
  };
}

// Names of regions, engines and hosts stand in most database secrets, and in ordinary arguments as well.
const ordinary = /^[a-z]{2,4}(-[a-z]+){1,2}-\d{1,2}$/;

/**
 * Whether a text is long and mixed enough to stand nowhere by chance. Not that no list of guesses holds it: a word with a
 * year and a mark passes too, and how many guesses agents have is for `createGuessPause` and `createFileGuesses` to say.
 */
export function worthKnowing(text: string): boolean {
  const bytes = Buffer.byteLength(text);
  if (bytes < minBytes || ordinary.test(text)) return false;
  // A short text of one kind of character is more likely a word, such as `postgres`, than a password.
  if (bytes < 12) return [/[a-z]/, /[A-Z]/, /\d/, /[^\w\s./:-]/].filter((kind) => kind.test(text)).length >= 3;
  return bitsPerCharacter(text) >= minBitsPerCharacter;
}

function bitsPerCharacter(text: string): number {
  const counts = new Map<string, number>();
  let total = 0;
  for (const character of text.slice(0, 1_024)) {
    counts.set(character, (counts.get(character) ?? 0) + 1);
    total += 1;
  }
  return [...counts.values()].reduce((bits, count) => bits - (count / total) * Math.log2(count / total), 0);
}

function formsToFind(text: string, bytes: Buffer | undefined): readonly string[] {
  // As metadata is shown: on one line, and in quotes.
  const shown = oneLine(text);
  const forms = new Set([...valueForms(text, bytes), shown, JSON.stringify(shown).slice(1, -1)]);
  return [...forms].filter((form) => Buffer.byteLength(form) >= minBytes);
}

/**
 * Every way in which an input is read for known values: text by text, with neighbours put together, as a value may come in
 * two fields, with percent signs decoded, as we would show it or tidy a path, and hex in one case, which may mix both.
 */
function readings(input: unknown): readonly string[] {
  const all = stringsIn(input, true);
  const decoded = all.map(percentDecoded);
  const hex = (all.join('\0').match(/[\da-f]{16,}/gi) ?? []).join('\0').toLowerCase();
  const together = [stringsIn(input, false), all].map((texts) => texts.map(ends).join(''));
  const shown = [...[all, decoded].map((texts) => texts.map(oneLine).join('\0')), ...together.map(oneLine)];
  // Most inputs read the same in nearly every way, and are looked through once for all of those.
  return [
    ...new Set([
      ...[all, decoded].map((texts) => texts.join('\0')),
      ...together,
      ...shown.flatMap((text) => [text, text.normalize('NFC'), text.normalize('NFD'), text.normalize('NFKC')]),
      all.filter(hasSlash).map(asPath).join('\0'),
      hex,
    ]),
  ];
}

function hasSlash(text: string): boolean {
  return /[/\\]/.test(text);
}

/** Without its detours, as a path is shown. */
function asPath(text: string): string {
  const kept: string[] = [];
  for (const part of text.split(/[/\\]+/)) {
    if (part === '..') kept.pop();
    else if (part !== '.') kept.push(part);
  }
  return oneLine(kept.join('/'));
}

/** A text without what is quoted, blanked or tidied away on its way through ours, in one case, as some disks fold names. */
function bare(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{C}\p{Default_Ignorable_Code_Point}/\\.?"]/gu, '');
}

/** Whether a part's characters follow one another in a text, close together: far apart, those of any part do in a long one. */
function standsInOrder(part: string, text: string): boolean {
  for (let start = text.indexOf(part.slice(0, 1)); start !== -1; start = text.indexOf(part.slice(0, 1), start + 1)) {
    let met = 0;
    for (let at = start; at < start + part.length + mostBetween && at < text.length && met < part.length; at += 1)
      if (text[at] === part[met]) met += 1;
    if (met === part.length) return true;
  }
  return false;
}

/** What of a text can meet its neighbours. A long one is not looked through once more for each way of reading it. */
function ends(text: string): string {
  return text.length > 2 * endLength ? `${text.slice(0, endLength)}\0${text.slice(-endLength)}` : text;
}

function percentDecoded(text: string): string {
  return text.replace(/(?:%[\da-f]{2})+/gi, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'));
}
