/** Numbers that look random and come out the same for the same seed. */
export interface Random {
  /** From 0 up to 1, which it never reaches. */
  next(): number;
  below(limit: number): number;
  chance(part: number): boolean;
  pick<T>(all: readonly T[]): T;
  hex(length: number): string;
}

/** CUSTODY_SEED repeats a run that failed, or tries another. */
export const seed = Number(process.env['CUSTODY_SEED'] ?? 20_261_121);

/** Mulberry32: small, fast and good enough to choose tests by. */
export function createRandom(from: number): Random {
  let state = from >>> 0;
  const next = (): number => {
    state = (state + 0x6d_2b_79_f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    next,
    below,
    chance: (part) => next() < part,
    pick(all) {
      for (const one of all.slice(below(all.length))) return one;
      throw new Error('There is nothing to pick from.');
    },
    hex: (length) => Array.from({ length }, () => below(16).toString(16)).join(''),
  };
}
