import { windowsOf, type Piece } from './pieces.ts';

// Made-up values that must stay where they were put. Seeded, so that a leak found once is found again.

const seed = 20_260_117;
export const count = 200;

export const shapes = [
  'jsonPair',
  'nestedJson',
  'pem',
  'token',
  'password',
  'binary',
  'unicode',
  'emoji',
  'oneCharacter',
  'sevenCharacters',
  'long',
  'multiLine',
] as const;
export type Shape = (typeof shapes)[number];

export interface Canary {
  /** The secret that holds it. */
  readonly name: string;
  readonly shape: Shape;
  /** As text; base64 when `binary`. */
  readonly value: string;
  readonly binary: boolean;
  /** The fields of a JSON one. Empty for any other. */
  readonly fields: Readonly<Record<string, string>>;
  /** What gives it away wherever it stands. Empty for one character, which stands everywhere. */
  readonly pieces: readonly Piece[];
}

interface Dice {
  readonly below: (limit: number) => number;
  readonly text: (length: number, alphabet: readonly string[]) => string;
}

const letters = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const digits = [...'0123456789'];
const word = [...letters, ...digits];
const printable = [...word, ...' !"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'];
const foreign = [...'äöüßéèñçøåжщюяЖλΩπ漢字仮名鍵秘密語안녕비밀שלוםمفتاح'];
const emoji = ['🔑', '🔒', '🐤', '🦜', '🧨', '🧿', '🪤', '🫥', '👩‍🚀', '🏴‍☠️', '🇨🇭', '👍🏽', '🧑🏿‍🔧', '🥷', '🪪', '🛸'];

/** All of them, or the first so many. */
export function makeCanaries(howMany = count): readonly Canary[] {
  const dice = createDice(seed);
  return Array.from({ length: howMany }, (_, index) => make(shapes[index % shapes.length] ?? 'token', index, dice));
}

function make(shape: Shape, index: number, dice: Dice): Canary {
  const name = `canary/${shape}/${String(index).padStart(3, '0')}`;
  const plain = (value: string, pieces = windowsOf(value)): Canary => ({ name, shape, value, binary: false, fields: {}, pieces });
  switch (shape) {
    case 'jsonPair': {
      const fields = { username: dice.text(14, word), password: dice.text(24, printable) };
      return {
        ...plain(
          JSON.stringify(fields),
          Object.values(fields).flatMap((field) => windowsOf(field)),
        ),
        fields,
      };
    }
    case 'nestedJson': {
      const [key, pin, last] = [dice.text(28, word), `4${dice.text(14, digits)}`, dice.text(20, printable)];
      const value = JSON.stringify({ service: { keys: [{ id: index, key }], pin: Number(pin) }, last });
      const fields = { service: JSON.stringify({ keys: [{ id: index, key }], pin: Number(pin) }), last };
      return {
        ...plain(
          value,
          [key, pin, last].flatMap((field) => windowsOf(field)),
        ),
        fields,
      };
    }
    case 'pem': {
      const lines = Array.from({ length: 8 }, () => dice.text(64, [...word, '+', '/']));
      const value = ['-----BEGIN SAMPLE KEY-----', ...lines, '-----END SAMPLE KEY-----', ''].join('\n');
      return plain(
        value,
        lines.flatMap((line) => windowsOf(line)),
      );
    }
    case 'token':
      return plain(`tok_${dice.text(36, word)}`);
    case 'password':
      return plain(dice.text(22, printable));
    case 'binary': {
      const bytes = Buffer.from(Array.from({ length: 96 }, () => dice.below(256)));
      const value = bytes.toString('base64');
      return { name, shape, value, binary: true, fields: {}, pieces: [...windowsOf(value), ...windowsOf(bytes)] };
    }
    case 'unicode':
      return plain(dice.text(26, foreign));
    case 'emoji':
      return plain(dice.text(14, emoji));
    case 'oneCharacter':
      return plain(dice.text(1, [...printable, ...foreign]), []);
    case 'sevenCharacters':
      // One of each kind, as a short password has.
      return plain(`${dice.text(1, letters)}${dice.text(1, digits)}${dice.text(5, word)}`);
    case 'long':
      return plain(dice.text(65_536, word));
    case 'multiLine':
      return plain(Array.from({ length: 6 }, () => dice.text(30, printable)).join(dice.below(2) === 0 ? '\n' : '\r\n\t'));
  }
}

/** Mulberry32: small, and the same on every machine. */
function createDice(start: number): Dice {
  let state = start;
  const below = (limit: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
  return { below, text: (length, alphabet) => Array.from({ length }, () => alphabet[below(alphabet.length)] ?? '').join('') };
}
