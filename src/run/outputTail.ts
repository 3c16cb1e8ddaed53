export interface OutputTail {
  readonly add: (text: string) => void;
  /** The last part, behind a line that says how much stood before it. */
  readonly text: () => string;
}

/** Keeps the last bytes of a text of any length. */
export function createOutputTail(mostBytes: number): OutputTail {
  let kept = '';
  let total = 0;
  return {
    add(text) {
      total += Buffer.byteLength(text);
      kept += text;
      // Not at every piece, since each cut copies the whole.
      if (kept.length > 2 * mostBytes) kept = lastBytes(kept, mostBytes);
    },
    text() {
      const last = lastBytes(kept, mostBytes);
      const left = total - Buffer.byteLength(last);
      return left === 0 ? last : `(${left} bytes left out)\n${last}`;
    },
  };
}

function lastBytes(text: string, most: number): string {
  const bytes = Buffer.from(text);
  let from = Math.max(0, bytes.length - most);
  // Not from the middle of a character on.
  while (((bytes[from] ?? 0) & 0xc0) === 0x80) from += 1;
  return bytes.toString('utf8', from);
}
