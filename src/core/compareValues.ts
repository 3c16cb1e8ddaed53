import { fingerprintOf } from './fingerprint.ts';
import { worthKnowing } from './redact.ts';
import { secretFields } from './secretFields.ts';
import type { SecretText } from './secretText.ts';

/** What may be told of a value: nothing of its text, and no more of its length than it takes to see a mistake. */
export interface ValueTrait {
  readonly type: 'text' | 'number' | 'boolean' | 'empty' | 'list' | 'object' | 'binary';
  /** `16 to 31 bytes`. */
  readonly size: string;
  /**
   * Equal for equal values under one key for as long as this process runs. Another under each key, so that no secret or file can
   * hold more than one guess at a field. None of what is short or simple, nor for an agent of what a file holds.
   */
  readonly fingerprint: string | undefined;
}

/** A key of two values; `key` is undefined for one that is no JSON object. */
export interface ComparedField {
  readonly key: string | undefined;
  readonly is: 'same' | 'different' | 'only_first' | 'only_second' | 'not_compared';
  readonly first: ValueTrait | undefined;
  readonly second: ValueTrait | undefined;
}

const fingerprintLength = 8;

/** Compares two values key by key. A key is told apart by its name and type, never by a part of its value. */
export function compareValues(first: SecretText, second: SecretText): readonly ComparedField[] {
  const [one, other] = [fieldsOf(first), fieldsOf(second)];
  return [...new Set([...one.keys(), ...other.keys()])].map((key) => {
    const [a, b] = [one.get(key), other.get(key)];
    const traits = { key, first: a && traitOf(a, key), second: b && traitOf(b, key) };
    if (!a || !b) return { ...traits, is: a ? 'only_first' : 'only_second' };
    return { ...traits, is: a.type === b.type && a.value.equals(b.value) ? 'same' : 'different' };
  });
}

/** A field, and the text that a file holds for it. */
export interface FieldAndText {
  readonly key: string | undefined;
  readonly field: SecretText;
  readonly text: SecretText | undefined;
}

/** Compares fields with texts of a file, which have no types. */
export function compareWithTexts(pairs: readonly FieldAndText[]): readonly ComparedField[] {
  return pairs.map(({ key, field, text }) => {
    const first = traitOf({ value: field, type: 'text' }, key);
    if (text === undefined) return { key, is: 'only_first', first, second: undefined };
    return { key, is: field.equals(text) ? 'same' : 'different', first, second: traitOf({ value: text, type: 'text' }, key) };
  });
}

/**
 * The same for an agent, which may have written the file. Short and simple values are not compared. Of the others it
 * learns whether the one text for each field is equal, and no fingerprint: that of a text could be held against the field of
 * another secret, where nobody counted it. What is compared is still a guess, so the caller counts it.
 */
export function compareWithTextsForAgent(pairs: readonly FieldAndText[]): readonly ComparedField[] {
  return compareWithTexts(pairs).map(({ key, is, first, second }) => {
    const isCompared = is === 'only_first' || first?.fingerprint !== undefined;
    return { key, is: isCompared ? is : 'not_compared', first: unprinted(first), second: isCompared ? unprinted(second) : undefined };
  });
}

function unprinted(trait: ValueTrait | undefined): ValueTrait | undefined {
  return trait && { ...trait, fingerprint: undefined };
}

interface TypedField {
  readonly value: SecretText;
  readonly type: ValueTrait['type'];
}

function fieldsOf(secret: SecretText): ReadonlyMap<string | undefined, TypedField> {
  const types = typesIn(secret);
  const whole = secret.encoding === 'binary' ? 'binary' : 'text';
  return new Map(
    secretFields(secret).map(({ key, value }) => [key, { value, type: key === undefined ? whole : (types.get(key) ?? 'text') }]),
  );
}

function typesIn(secret: SecretText): ReadonlyMap<string, ValueTrait['type']> {
  try {
    // Only the types of its members go on from here.
    const parsed: unknown = secret.encoding === 'text' ? JSON.parse(secret.reveal()) : undefined;
    return new Map(typeof parsed === 'object' && parsed !== null ? Object.entries(parsed).map(([key, value]) => [key, typeOf(value)]) : []);
  } catch {
    return new Map();
  }
}

function typeOf(value: unknown): ValueTrait['type'] {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'object') return 'object';
  if (typeof value === 'boolean') return 'boolean';
  return typeof value === 'number' ? 'number' : 'text';
}

function traitOf({ value, type }: TypedField, key: string | undefined): ValueTrait {
  // Its characters are counted in memory. Of its keyed hash, 32 bits go on from here.
  const text = value.reveal();
  const fingerprint = worthKnowing(text) ? fingerprintOf(value, JSON.stringify(key ?? null)).slice(0, fingerprintLength) : undefined;
  return { type, size: sizeOf(value.byteLength), fingerprint };
}

function sizeOf(bytes: number): string {
  if (bytes < 8) return 'under 8 bytes';
  const from = 2 ** Math.floor(Math.log2(bytes));
  return `${from} to ${2 * from - 1} bytes`;
}
