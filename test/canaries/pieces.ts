/** A part of a value that is enough to give it away, so that half a leak is found as well as a whole one. */
export interface Piece {
  readonly bytes: Buffer;
  /** Undefined where the bytes are no text. */
  readonly text: string | undefined;
}

const size = 20;
const most = 12;

/** Stretches of twenty characters or bytes, from the first to the last, at most twelve of them; the whole when it is shorter. */
export function windowsOf(value: string | Buffer): readonly Piece[] {
  const units = typeof value === 'string' ? [...value] : [...value];
  const windows = Math.min(most, Math.ceil(units.length / size));
  const step = windows < 2 ? 0 : (units.length - size) / (windows - 1);
  return Array.from({ length: windows }, (_, index) => {
    const from = Math.floor(index * step);
    if (typeof value !== 'string') return { bytes: value.subarray(from, from + size), text: undefined };
    const text = units.slice(from, from + size).join('');
    return { bytes: Buffer.from(text), text };
  });
}
