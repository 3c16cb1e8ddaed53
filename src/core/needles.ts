/** Where needles stand in some bytes, and from where on more bytes may still complete one. */
export interface Found {
  readonly spans: readonly (readonly [from: number, to: number])[];
  readonly undecidedFrom: number;
}

export interface Needles {
  /** `before` is the byte in front of these, where there was one. At the end of the stream nothing is undecided. */
  find(bytes: Buffer, before: number | undefined, isEnd: boolean): Found;
}

type Kind = keyof typeof kinds;

/** A table that says what a byte counts as; 0 is passed over. */
function createTable(passedOver: string, toLower: boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => {
    const character = String.fromCharCode(byte);
    if (byte === 0 || passedOver.includes(character)) return 0;
    return toLower && byte < 128 ? character.toLowerCase().charCodeAt(0) : byte;
  });
}

// With the zeroes between, UTF-16 reads like ASCII.
const spaces = ' \t\r\n\v\f';

const kinds = {
  /** Eight bytes and more are no accident, so they are found inside other text and across line breaks. */
  anywhere: { window: 8, table: createTable(spaces, false) },
  /** Shorter ones, as they are, where no letter or digit touches them. */
  words: { window: 4, table: createTable('', false) },
  /** Digits of bytes, in either case, with whatever dumps and escapes put between them. */
  hex: { window: 8, table: createTable(`${spaces}:,-\\xX%`, true) },
} as const;

/** A gap of more ends a match, so that what is kept back stays within the length of a needle and its gaps. */
const maxGap = 64;

/**
 * Looks for many needles at once: the hash of a few bytes rolls over the text, and only where it is a needle's own are
 * bytes compared. Undefined where no text is a needle of that kind.
 */
export function createNeedles(kind: Kind, texts: readonly Buffer[]): Needles | undefined {
  const { window, table } = kinds[kind];
  const byHash = new Map<number, Buffer[]>();
  const starts = new Set<string>();
  for (const needle of new Map(texts.map((text) => [keyOf(text), text])).values()) {
    if (kind === 'words' && !isForWords(needle)) continue;
    const folded = trimmed(fold(needle, table).bytes);
    if (folded.length < window) continue;
    const hash = hashOf(folded.subarray(0, window));
    byHash.set(hash, [...(byHash.get(hash) ?? []), folded]);
    for (let length = 1; length < window; length += 1) starts.add(keyOf(folded.subarray(0, length)));
  }
  if (byHash.size === 0) return undefined;
  const mayBe = new Uint8Array(1 << 16);
  for (const hash of byHash.keys()) mayBe[hash >>> 16] = 1;
  const outgoing = power(window);

  return {
    find(bytes, before, isEnd) {
      const { bytes: folded, at } = fold(bytes, table);
      const spans: (readonly [number, number])[] = [];
      let undecidedFrom = bytes.length;
      const leaveOpen = (index: number): void => {
        if (!isEnd) undecidedFrom = Math.min(undecidedFrom, at[index] ?? 0);
      };

      function compare(index: number, needle: Buffer): void {
        const there = folded.subarray(index, index + needle.length);
        if (!needle.subarray(0, there.length).equals(there)) return;
        if (there.length < needle.length) return leaveOpen(index);
        const from = at[index] ?? 0;
        const to = (at[index + needle.length - 1] ?? 0) + 1;
        if (kind === 'words') {
          const previous = from > 0 ? bytes[from - 1] : before;
          if (isWord(previous) && isWord(bytes[from])) return;
          if (to === bytes.length && !isEnd) return leaveOpen(index);
          if (isWord(bytes[to]) && isWord(bytes[to - 1])) return;
        }
        spans.push([from, to]);
      }

      let hash = 0;
      for (let end = 0; end < folded.length; end += 1) {
        hash = (Math.imul(hash, base) + (folded[end] ?? 0)) | 0;
        if (end >= window) hash = (hash - Math.imul(outgoing, folded[end - window] ?? 0)) | 0;
        if (end < window - 1 || mayBe[hash >>> 16] === 0) continue;
        for (const needle of byHash.get(hash) ?? []) compare(end - window + 1, needle);
      }
      for (let index = Math.max(0, folded.length - window + 1); index < folded.length; index += 1) {
        if (starts.has(keyOf(folded.subarray(index)))) leaveOpen(index);
      }
      return { spans, undecidedFrom };
    },
  };
}

/** Where too little is left of a form without white space to be found anywhere. */
function isForWords(needle: Buffer): boolean {
  return fold(needle, kinds.anywhere.table).bytes.length < kinds.anywhere.window;
}

/** The bytes that count, and where each of them stands. */
function fold(bytes: Buffer, table: Uint8Array): { readonly bytes: Buffer; readonly at: Uint32Array } {
  const folded = Buffer.allocUnsafe(bytes.length);
  const at = new Uint32Array(bytes.length);
  let length = 0;
  let gap = 0;
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = table[bytes[index] ?? 0] ?? 0;
    gap = byte === 0 ? gap + 1 : 0;
    // A zero is no byte of a value's own, so it ends whatever matched up to here.
    if (byte === 0 && gap !== maxGap) continue;
    folded[length] = byte;
    at[length] = index;
    length += 1;
  }
  return { bytes: folded.subarray(0, length), at };
}

/** Without the gaps at its edges, which another may print it without. */
function trimmed(folded: Buffer): Buffer {
  const first = folded.findIndex((byte) => byte !== 0);
  return folded.subarray(Math.max(first, 0), folded.findLastIndex((byte) => byte !== 0) + 1);
}

const base = 0x01_00_01_93;

function power(exponent: number): number {
  let result = 1;
  for (let step = 0; step < exponent; step += 1) result = Math.imul(result, base);
  return result;
}

function hashOf(bytes: Buffer): number {
  let hash = 0;
  for (const byte of bytes) hash = (Math.imul(hash, base) + byte) | 0;
  return hash;
}

function keyOf(bytes: Buffer): string {
  return bytes.toString('latin1');
}

function isWord(byte: number | undefined): boolean {
  return byte !== undefined && (byte >= 128 || /\w/.test(String.fromCharCode(byte)));
}
