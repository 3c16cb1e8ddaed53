import type { ProgramEnd, ProgramsPort, ProgramStart } from '../../src/core/programs.ts';

export interface FakePrograms extends ProgramsPort {
  /** Every program that was started, in order. */
  readonly started: ProgramStart[];
  /** What the next ones do. */
  end: (start: ProgramStart, signal: AbortSignal) => Partial<ProgramEnd> | Promise<Partial<ProgramEnd>>;
}

/** Programs that do nothing, in a folder that is there. */
export function createFakePrograms(): FakePrograms {
  const fake: FakePrograms = {
    started: [],
    end: () => ({}),
    directory: async (wanted = '/srv/shop') => wanted,
    async run(start, signal, tell) {
      fake.started.push(start);
      const end = { exitCode: 0, signal: undefined, timedOut: false, output: 'done\n', redactions: 0, ...(await fake.end(start, signal)) };
      tell?.(end.output);
      return end;
    },
  };
  return fake;
}
