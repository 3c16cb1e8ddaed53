/** A command as its program and arguments, or why no shell-free reading of it exists. */
export type SplitCommand = { readonly program: string; readonly args: readonly string[] } | { readonly problem: string };

const maxLength = 1_000;

// What a shell would act on. Passed on as plain text it would mean something else than it says.
const forShell = new Set('|&;<>()`$\n');

/**
 * Splits a credential_process as AWS documents it: at spaces, with quotes around what holds some, and no expansion.
 * A backslash is a plain character on Windows, where paths hold it, unless a quote follows.
 */
export function splitCommand(command: string, isWindows = process.platform === 'win32'): SplitCommand {
  if (command.length > maxLength)
    return { problem: `it is longer than ${maxLength} characters, which nobody would read before allowing it` };
  const words: string[] = [];
  let word: string | undefined;
  let quote: string | undefined;
  for (let at = 0; at < command.length; at += 1) {
    const character = command.charAt(at);
    const next = command.charAt(at + 1);
    if (escapes(character, next, quote, isWindows)) {
      word = (word ?? '') + next;
      at += 1;
    } else if (quote === undefined ? character === '"' || (character === "'" && !isWindows) : character === quote) {
      quote = quote === undefined ? character : undefined;
      word ??= '';
    } else if (quote === undefined && (character === ' ' || character === '\t')) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (quote !== "'" && forShell.has(character) && (quote === undefined || character === '$' || character === '`')) {
      return { problem: `"${character === '\n' ? 'a new line' : character}" has a meaning in a shell alone` };
    } else if (quote === undefined && word === undefined && character === '~') {
      return { problem: '"~" has a meaning in a shell alone' };
    } else word = (word ?? '') + character;
  }
  if (quote !== undefined) return { problem: 'a quote in it is not closed' };
  if (word !== undefined) words.push(word);
  const [program, ...args] = words;
  if (!program) return { problem: 'it names no program' };
  if (isWindows && /\.(bat|cmd)$/i.test(program)) return { problem: 'Windows starts .bat and .cmd files in a shell alone' };
  return { program, args };
}

function escapes(character: string, next: string, quote: string | undefined, isWindows: boolean): boolean {
  if (character !== '\\' || next === '' || quote === "'") return false;
  if (isWindows) return next === '"';
  return quote === undefined || '"\\$`'.includes(next);
}
