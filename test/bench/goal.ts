/** How much of each measurement to make. */
export interface BenchOptions {
  /** Fewer rounds and smaller loads, for a look while working; its figures do not count. */
  readonly quick: boolean;
}

/** One measured figure against its goal. */
export interface Figure {
  /** Set where a goal has several figures: `total`, `one tool`. */
  readonly part?: string;
  readonly value: number;
  /** The most that `value` may be. */
  readonly goal: number;
  /** `tokens`, `x` for a ratio, `KiB`, `ms`, `calls`, ... */
  readonly unit: string;
  /** Lowest and highest round of a figure that was timed, in the figure's unit. */
  readonly spread?: readonly [number, number];
}

export interface Measured {
  readonly figures: readonly Figure[];
  /** How it was measured, in a sentence. */
  readonly how: string;
  /** What else was seen, such as what limits the figure; never part of the goal. */
  readonly notes?: readonly string[];
}

export interface Goal {
  /** `P1`, as in the performance goals. */
  readonly id: string;
  readonly title: string;
  readonly measure: (options: BenchOptions) => Promise<Measured>;
}

export function isMet({ value, goal }: Figure): boolean {
  return value <= goal;
}
