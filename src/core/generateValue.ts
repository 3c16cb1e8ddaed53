import { randomInt } from 'node:crypto';
import { SecretText } from './secretText.ts';

const classes = {
  letters: 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ',
  digits: '0123456789',
  // Without quotes, backslash, `/`, `@`, `:` and space, which break connection strings and shells.
  symbols: '!#$%*+,-.=?^_~',
} as const;

export interface GenerateRule {
  /** 8 to 4,096 characters. */
  readonly length: number;
  readonly symbols: boolean;
}

/** A random value with at least one character of each class, from the system's own generator. */
export function generateValue({ length, symbols }: GenerateRule): SecretText {
  const required = symbols ? [classes.letters, classes.digits, classes.symbols] : [classes.letters, classes.digits];
  const all = required.join('');
  const characters = Array.from({ length }, (_, index) => pick(required[index] ?? all));
  return SecretText.of(shuffle(characters).join(''));
}

function pick(from: string): string {
  return from.charAt(randomInt(from.length));
}

function shuffle(characters: readonly string[]): string[] {
  return characters
    .map((character) => ({ character, place: randomInt(2 ** 47) }))
    .sort((a, b) => a.place - b.place)
    .map(({ character }) => character);
}
