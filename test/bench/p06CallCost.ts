import { medianCallMs, openCallWorld } from './callWorld.ts';
import type { Goal } from './goal.ts';
import { interleave, median, pairwise, spreadOf } from './stats.ts';

export const callCost: Goal = {
  id: 'P6',
  title: 'One call through the whole path',
  async measure({ quick }) {
    const rounds = quick ? 3 : 11;
    const calls = quick ? 100 : 200;
    const world = await openCallWorld(0);
    try {
      for (const call of Object.values(world.calls)) await medianCallMs(call, 300);
      const results = await interleave(rounds, {
        sdk: () => medianCallMs(world.calls.sdk, calls),
        bare: () => medianCallMs(world.calls.bare, calls),
        custody: () => medianCallMs(world.calls.custody, calls),
        withoutLog: () => medianCallMs(world.calls.withoutLog, calls),
      });
      const ratios = pairwise(results('custody'), results('bare'));
      const withoutLog = median(pairwise(results('withoutLog'), results('bare')));
      const ms = (times: readonly number[]): string => `${median(times).toFixed(2)} ms`;
      return {
        figures: [{ value: median(ratios), goal: 1.2, unit: 'x', spread: spreadOf(ratios) }],
        how: `median of ${rounds} interleaved rounds of ${calls} describe_secret over HTTP, against a bare server of the same two SDKs; endpoint without delay; rate limit lifted by an injected clock`,
        notes: [
          `Custody ${ms(results('custody'))}, without its audit file ${ms(results('withoutLog'))} (${withoutLog.toFixed(2)}x), bare server ${ms(results('bare'))}, raw SDK ${ms(results('sdk'))}.`,
        ],
      };
    } finally {
      await world.close();
    }
  },
};
