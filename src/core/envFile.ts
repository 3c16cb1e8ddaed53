import { CustodyError } from './errors.ts';
import { SecretText } from './secretText.ts';

/** One assignment of a `.env` file, as dotenv reads it, with where its value stands in the text. */
interface Assignment {
  readonly name: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

const skipped = /\s*/y;
// A colon assigns as well, with a space or a new line behind it.
const assigned = /(?:export\s+)?([\w.-]+)(?:\s*=|:(?:\r\n|\s))/y;
const spaces = /[^\S\r\n]*/y;
const unquoted = /[^#\r\n]*/y;
const endOfLine = /[^\S\r\n]*(?:#[^\r\n]*)?(?=[\r\n]|$)/y;
const restOfLine = /[^\r\n]*(?:\r\n?|\n)?/y;

/** The variables of a `.env` file in order, as dotenv reads them: of two of one name the last counts. */
export function readEnvFile(file: SecretText): ReadonlyMap<string, SecretText> {
  // Goes into values that are SecretText again.
  return new Map(assignmentsOf(file.reveal()).map(({ name, value }) => [name, SecretText.of(value)]));
}

/**
 * The file with some variables set, each where it was or else at the end; every other byte stays. Throws CustodyError
 * where a value can't be written so that it is read back the same.
 */
export function setInEnvFile(file: SecretText | undefined, variables: ReadonlyMap<string, SecretText>): SecretText {
  // Goes into another SecretText, with some values replaced.
  const before = file?.reveal() ?? '';
  const found = new Map(assignmentsOf(before).map((assignment) => [assignment.name, assignment]));
  const eol = /\r\n|\r|\n/.exec(before)?.[0] ?? '\n';
  let text = before;
  // From the end, so that places in front of it still hold.
  for (const { name, start, end } of [...found.values()].sort((a, b) => b.start - a.start)) {
    const value = variables.get(name);
    if (!value) continue;
    const rest = text.slice(end);
    // A comment that stood right behind an empty value must not become part of the new one.
    text = `${text.slice(0, start)}${written(name, value, eol)}${rest.startsWith('#') ? ' ' : ''}${rest}`;
  }
  for (const [name, value] of variables) {
    if (found.has(name)) continue;
    if (!isVariableName(name)) throw new CustodyError('invalid_input', `A variable can't be named ${JSON.stringify(name.slice(0, 128))}.`);
    text = `${text}${text === '' || /[\r\n]$/.test(text) ? '' : eol}${name}=${written(name, value, eol)}${eol}`;
  }
  // An open quote further up may reach over what was added.
  assertReadsAs(text, new Map([...[...found].map(([name, { value }]) => [name, value] as const), ...revealed(variables)]));
  return SecretText.of(text);
}

/** What programs and shells take as the name of a variable. */
export const variableNamePattern = /^[A-Za-z_]\w{0,127}$/;

export function isVariableName(name: string): boolean {
  return variableNamePattern.test(name);
}

function assignmentsOf(text: string): readonly Assignment[] {
  const found: Assignment[] = [];
  const move = (pattern: RegExp, at: number): number => {
    pattern.lastIndex = at;
    return pattern.test(text) ? pattern.lastIndex : at;
  };
  for (let at = move(skipped, 0); at < text.length; at = move(skipped, move(restOfLine, at))) {
    assigned.lastIndex = at;
    const name = assigned.exec(text)?.[1];
    if (name === undefined) continue;
    const from = assigned.lastIndex;
    // dotenv looks for an opening quote on later lines too.
    const opening = move(skipped, from);
    const closing = closingQuote(text, opening);
    const start = closing === undefined ? Math.min(opening, move(spaces, from)) : opening;
    const end = closing === undefined ? start + text.slice(start, move(unquoted, start)).trimEnd().length : closing + 1;
    found.push({ name, value: valueOf(text.slice(start, end)), start, end });
    at = end;
  }
  return found;
}

/** Where the quote that opens here is closed, with nothing but a comment behind it. An escaped quote closes where no other does. */
function closingQuote(text: string, opening: number): number | undefined {
  const quote = text.charAt(opening);
  if (!/["'`]/.test(quote)) return undefined;
  const escaped: number[] = [];
  const isLast = (at: number): boolean => {
    endOfLine.lastIndex = at + 1;
    return endOfLine.test(text);
  };
  for (let at = text.indexOf(quote, opening + 1); at !== -1; at = text.indexOf(quote, at + 1)) {
    if (at === opening + 1 || text[at - 1] !== '\\') return isLast(at) ? at : escaped.findLast(isLast);
    escaped.push(at);
  }
  return escaped.findLast(isLast);
}

function valueOf(raw: string): string {
  const plain = raw.replace(/\r\n?/g, '\n').trim();
  const inner = /^(['"`])([\s\S]*)\1$/.exec(plain)?.[2] ?? plain;
  return plain.startsWith('"') ? inner.replaceAll('\\n', '\n').replaceAll('\\r', '\r') : inner;
}

/**
 * The value as it stands in the file. Quoted so that a shell which reads the file runs nothing of it: where that can't
 * be, the value is refused.
 */
function written(name: string, secret: SecretText, eol: string): string {
  // Goes into the text of the file, which is SecretText again.
  const value = secret.reveal();
  if (/^[\w./:@%+,=-]+$/.test(value)) return value;
  const isOneLine = eol === '\n' || !value.includes('\n');
  if (!/['\r\0]|\\$/.test(value) && isOneLine) return `'${value}'`;
  if (!/["\\$`\0]/.test(value)) return `"${value.replaceAll('\r', '\\r').replaceAll('\n', isOneLine ? '\n' : '\\n')}"`;
  throw new CustodyError(
    'invalid_state',
    `The value for ${name} holds quotes or backslashes together with other signs in a way that no .env file can hold safely.`,
    'Leave its key out, or start the program with run_with_secrets.',
  );
}

function assertReadsAs(text: string, expected: ReadonlyMap<string, string>): void {
  const read = new Map(assignmentsOf(text).map(({ name, value }) => [name, value]));
  if (read.size === expected.size && [...expected].every(([name, value]) => read.get(name) === value)) return;
  throw new CustodyError(
    'invalid_state',
    'The .env file was not changed, because what is in it would then be read otherwise.',
    'Look for a quote in it that is not closed.',
  );
}

function revealed(variables: ReadonlyMap<string, SecretText>): readonly (readonly [string, string])[] {
  // Compared with what was read back, and dropped.
  return [...variables].map(([name, value]) => [name, value.reveal()]);
}
