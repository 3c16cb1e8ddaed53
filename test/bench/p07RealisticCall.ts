import { medianCallMs, openCallWorld } from './callWorld.ts';
import type { Goal } from './goal.ts';
import { interleave, median, pairwise, spreadOf } from './stats.ts';

const delayMs = 40;

export const realisticCall: Goal = {
  id: 'P7',
  title: 'One call when AWS takes 40 ms',
  async measure({ quick }) {
    const rounds = quick ? 3 : 11;
    const calls = quick ? 8 : 20;
    const world = await openCallWorld(delayMs);
    try {
      for (const call of Object.values(world.calls)) await medianCallMs(call, 20);
      const results = await interleave(rounds, {
        sdk: () => medianCallMs(world.calls.sdk, calls),
        bare: () => medianCallMs(world.calls.bare, calls),
        custody: () => medianCallMs(world.calls.custody, calls),
        withoutLog: () => medianCallMs(world.calls.withoutLog, calls),
      });
      const ratios = pairwise(results('custody'), results('sdk'));
      const others = [results('withoutLog'), results('bare')].map((times) => `${median(pairwise(times, results('sdk'))).toFixed(3)}x`);
      return {
        figures: [{ value: median(ratios), goal: 1.1, unit: 'x', spread: spreadOf(ratios) }],
        how: `median of ${rounds} interleaved rounds of ${calls} describe_secret over HTTP, against the raw SDK call; endpoint answers after ${delayMs} ms; rate limit lifted by an injected clock`,
        notes: [
          `Custody ${median(results('custody')).toFixed(1)} ms, raw SDK ${median(results('sdk')).toFixed(1)} ms; without the audit file ${others[0]}, bare server ${others[1]}.`,
        ],
      };
    } finally {
      await world.close();
    }
  },
};
