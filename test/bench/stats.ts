/** The value below which a share (0 to 1) of the numbers lies, by nearest rank. */
export function percentile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const found = sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
  if (found === undefined) throw new Error('There is nothing to take a percentile of.');
  return found;
}

export function median(numbers: readonly number[]): number {
  return percentile(numbers, 0.5);
}

/** Lowest and highest. */
export function spreadOf(numbers: readonly number[]): readonly [number, number] {
  return [Math.min(...numbers), Math.max(...numbers)];
}

/** The ratio of each round to the same round of the other, so that noise common to both cancels out. */
export function pairwise(numbers: readonly number[], base: readonly number[]): number[] {
  return numbers.map((number, round) => number / (base[round] ?? Number.NaN));
}

/** Milliseconds that work took. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Runs every case once a round, in an order that turns by one each round, and hands out each case's results. */
export async function interleave<Name extends string, Result>(
  rounds: number,
  cases: Readonly<Record<Name, () => Promise<Result>>>,
): Promise<(name: Name) => readonly Result[]> {
  const entries = Object.entries<() => Promise<Result>>(cases).map(([name, run]) => ({ name, run, results: [] as Result[] }));
  for (let round = 0; round < rounds; round += 1) {
    const turn = round % entries.length;
    for (const { run, results } of [...entries.slice(turn), ...entries.slice(0, turn)]) results.push(await run());
  }
  return (wanted) => entries.find(({ name }) => name === wanted)?.results ?? [];
}

export const kib = 1_024;
export const mib = 1_024 * 1_024;

/** Tokens of a text, by the usual estimate of four bytes each. */
export function tokensOf(text: string): number {
  return Buffer.byteLength(text) / 4;
}
