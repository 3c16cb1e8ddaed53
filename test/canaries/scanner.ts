import type { Canary } from './canaries.ts';
import { encodings, formsOf, type Encoding } from './encodings.ts';

/** Something that a channel held, and where it stood. */
export interface Held {
  readonly where: string;
  readonly bytes: Buffer;
}

export interface Hit {
  readonly canary: string;
  readonly encoding: Encoding;
  readonly where: string;
}

export interface Scanner {
  /** How many byte strings it looks for. */
  readonly needles: number;
  /** Every canary in every encoding that stands in there, each once for each place. */
  readonly scan: (held: readonly Held[]) => readonly Hit[];
}

interface Needle {
  readonly bytes: Buffer;
  readonly labels: { readonly canary: string; readonly encoding: Encoding }[];
}

// Anything shorter stands in ordinary text by chance.
const shortest = 7;
const bits = 20;

/** Looks for all of them in one pass: by their first four bytes, then by the whole. */
export function createScanner(canaries: readonly Canary[]): Scanner {
  const needles = new Map<string, Needle>();
  for (const canary of canaries) {
    for (const encoding of encodings) {
      for (const bytes of canary.pieces.flatMap((piece) => formsOf(piece, encoding))) {
        if (bytes.length < shortest) continue;
        const key = bytes.toString('latin1');
        const needle = needles.get(key) ?? { bytes, labels: [] };
        needles.set(key, needle);
        needle.labels.push({ canary: canary.name, encoding });
      }
    }
  }
  const slots = new Uint8Array(1 << bits);
  const byStart = new Map<number, Needle[]>();
  for (const needle of needles.values()) {
    const start = needle.bytes.readUInt32LE(0);
    slots[slotOf(start)] = 1;
    byStart.set(start, [...(byStart.get(start) ?? []), needle]);
  }

  function scanOne({ where, bytes }: Held, hits: Map<string, Hit>): void {
    for (let at = 0; at + shortest <= bytes.length; at += 1) {
      const start = ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)) >>> 0;
      if (slots[slotOf(start)] === 0) continue;
      for (const { bytes: wanted, labels } of byStart.get(start) ?? []) {
        if (at + wanted.length > bytes.length || bytes.compare(wanted, 0, wanted.length, at, at + wanted.length) !== 0) continue;
        for (const label of labels) hits.set(`${label.canary} ${label.encoding} ${where}`, { ...label, where });
      }
    }
  }

  return {
    needles: needles.size,
    scan(held) {
      const hits = new Map<string, Hit>();
      for (const each of held) scanOne(each, hits);
      return [...hits.values()];
    },
  };
}

function slotOf(start: number): number {
  return Math.imul(start, 0x9e3779b1) >>> (32 - bits);
}

export function heldText(where: string, text: string): Held {
  return { where, bytes: Buffer.from(text) };
}
