import type { Destination } from './destination.ts';
import { plain } from './outputText.ts';

const unusual = /[^\x20-\x7e]/gu;

/** Text in quotes in which every character can be seen for what it is: look-alikes and turned text stand as their codes. */
export function quoted(text: string): string {
  return `"${text
    .replace(/[\\"]/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replace(unusual, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)}"`;
}

/** A command as its argument array says it: what needs no quotes stands without. */
export function shownCommand(command: readonly string[]): string {
  return command.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : quoted(word))).join(' ');
}

/** The names of secrets in a headline: `prod/db and 2 more`. */
export function namesOf(secrets: readonly { readonly name: string }[]): string {
  const [first = '', ...more] = [...new Set(secrets.map(({ name }) => plain(name)))];
  return more.length === 0 ? first : `${first} and ${more.length} more`;
}

/** The secrets of a destination, each once. */
export function eachOnce(secrets: Destination['secrets']): Destination['secrets'] {
  const seen = new Map(secrets.map((secret) => [`${secret.arn} ${secret.key ?? ''}`, secret]));
  return [...seen.values()];
}
