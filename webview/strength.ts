export interface Strength {
  /** An upper bound: whoever knows more about how it was made needs fewer guesses. */
  readonly bits: number;
  readonly word: 'weak' | 'fair' | 'good' | 'strong';
}

// Longer ones are strong or repeat; looking at them all would stall typing.
const longest = 256;

const common: readonly string[] =
  'password passwort passw0rd admin administrator root user guest login welcome letmein secret changeme default master test testing qwerty abc123 iloveyou monkey dragon sunshine princess football baseball superman batman shadow trustno1 hello freedom whatever starwars summer winter spring autumn computer internet server database postgres mysql oracle prod production staging example demo temp token access manager company hunter2 correct horse battery staple'.split(
    ' ',
  );
const rows = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm', '1234567890', 'qwertzuiop', 'azertyuiop', '1qaz2wsx3edc4rfv5tgb', '!@#$%^&*()'];
const keyboard = rows.flatMap((row) => [row, Array.from(row).toReversed().join('')]);
const leet: Readonly<Record<string, string>> = { '0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '@': 'a', $: 's', '!': 'i' };

/** How hard a value is to guess, at most: its length and kinds of characters, less what guessers try first. */
export function estimateStrength(text: string): Strength {
  const characters = text.slice(0, longest);
  const each = Math.log2(poolOf(text));
  const plain = characters.toLowerCase();
  const unleet = plain.replaceAll(/[013457@$!]/g, (sign) => leet[sign] ?? sign);
  let bits = 0;
  for (let place = 0; place < characters.length;) {
    const [length, cost] = patternAt(characters, plain, unleet, place, each) ?? [1, each];
    bits += cost;
    place += length;
  }
  const whole = Math.floor(Math.min(bits, repeatedBlock(characters, each)));
  return { bits: whole, word: whole < 36 ? 'weak' : whole < 60 ? 'fair' : whole < 90 ? 'good' : 'strong' };
}

/** How many characters one like these may be. */
function poolOf(text: string): number {
  const kinds: readonly (readonly [RegExp, number])[] = [
    [/[a-z]/, 26],
    [/[A-Z]/, 26],
    [/[0-9]/, 10],
    [/[!-/:-@[-`{-~ ]/, 33],
    [/[^ -~]/, 100],
  ];
  return Math.max(
    2,
    kinds.reduce((sum, [kind, size]) => sum + (kind.test(text) ? size : 0), 0),
  );
}

/** The longest run from here that is guessed as one, with what it is worth. */
function patternAt(characters: string, plain: string, unleet: string, place: number, each: number): readonly [number, number] | undefined {
  const word = common.filter((known) => plain.startsWith(known, place) || unleet.startsWith(known, place)).sort(byLength)[0];
  const run = Math.max(runOf(characters, place, 0), runOf(characters, place, 1), runOf(characters, place, -1), onKeyboard(plain, place));
  if (word !== undefined && word.length >= run) return [word.length, Math.log2(common.length) + 2];
  if (run >= 3) return [run, each + Math.log2(run)];
  const year = /^(19|20)\d\d/.exec(plain.slice(place, place + 4));
  return year ? [4, 7] : undefined;
}

const byLength = (one: string, other: string): number => other.length - one.length;

/** How many characters from here are each this far from the one before: 0 for aaa, 1 for abc, -1 for cba. */
function runOf(characters: string, place: number, step: number): number {
  const code = (at: number): number => characters.charCodeAt(at);
  let length = 1;
  while (code(place + length) === code(place + length - 1) + step) length += 1;
  return length;
}

function onKeyboard(plain: string, place: number): number {
  let length = 2;
  const fits = (size: number): boolean =>
    place + size <= plain.length && keyboard.some((row) => row.includes(plain.slice(place, place + size)));
  while (fits(length + 1)) length += 1;
  return length;
}

/** What it is worth when it is one shorter text over and over. */
function repeatedBlock(characters: string, each: number): number {
  for (let size = 1; size <= characters.length / 2; size += 1) {
    const times = Math.ceil(characters.length / size);
    if (characters.slice(0, size).repeat(times).startsWith(characters)) return size * each + Math.log2(times);
  }
  return Number.POSITIVE_INFINITY;
}
