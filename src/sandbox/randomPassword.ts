import { randomInt } from 'node:crypto';
import { invalidParameter } from './awsError.ts';

const lowercase = 'abcdefghijklmnopqrstuvwxyz';
const numbers = '0123456789';
const punctuation = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';

export type PasswordRules = {
  PasswordLength: number;
  ExcludeCharacters: string;
  ExcludeLowercase: boolean;
  ExcludeUppercase: boolean;
  ExcludeNumbers: boolean;
  ExcludePunctuation: boolean;
  IncludeSpace: boolean;
  RequireEachIncludedType: boolean;
};

/** A random password by GetRandomPassword's rules. */
export function randomPassword(rules: PasswordRules): string {
  const excluded = new Set(rules.ExcludeCharacters);
  const types = [
    rules.ExcludeLowercase ? '' : lowercase,
    rules.ExcludeUppercase ? '' : lowercase.toUpperCase(),
    rules.ExcludeNumbers ? '' : numbers,
    rules.ExcludePunctuation ? '' : punctuation,
    rules.IncludeSpace ? ' ' : '',
  ]
    .map((characters) => Array.from(characters).filter((character) => !excluded.has(character)))
    .filter((characters) => characters.length > 0);

  const all = types.flat();
  if (all.length === 0) {
    throw invalidParameter('The exclusions leave no characters to generate a password from.');
  }
  const required = rules.RequireEachIncludedType ? types.map(pick) : [];
  if (required.length > rules.PasswordLength) {
    throw invalidParameter('The password length is too short for the required character types.');
  }
  const rest = Array.from({ length: rules.PasswordLength - required.length }, () => pick(all));
  return shuffle([...required, ...rest]).join('');
}

function pick(characters: readonly string[]): string {
  return characters[randomInt(characters.length)] ?? '';
}

function shuffle(characters: readonly string[]): string[] {
  const rest = [...characters];
  return characters.flatMap(() => rest.splice(randomInt(rest.length), 1));
}
