import { setTimeout as delay } from 'node:timers/promises';
import { medianCallMs, openCallWorld } from './callWorld.ts';
import type { Goal } from './goal.ts';
import { atOnce } from './thinClient.ts';
import { median, mib, percentile } from './stats.ts';

const perSecond = 200;
const everyMs = (1_000 * atOnce) / perSecond;

interface Load {
  /** Milliseconds from when a call was due to its answer. */
  readonly times: readonly number[];
  readonly errors: readonly string[];
}

/** Sends ten calls at once, twenty times a second. Each call's time counts from when it was due, so a stall is not hidden. */
async function load(call: (index: number) => Promise<void>, seconds: number): Promise<Load> {
  const times: number[] = [];
  const errors: string[] = [];
  const pending: Promise<void>[] = [];
  const start = performance.now();
  for (let burst = 0; burst < (seconds * perSecond) / atOnce; burst += 1) {
    const due = start + burst * everyMs;
    await delay(Math.max(0, due - performance.now()));
    for (let place = 0; place < atOnce; place += 1) {
      pending.push(
        call(burst * atOnce + place).then(
          () => void times.push(performance.now() - due),
          (thrown) => void errors.push(String(thrown)),
        ),
      );
    }
  }
  await Promise.all(pending);
  return { times, errors };
}

const showMs = (times: readonly number[]): string => `p50 ${median(times).toFixed(1)} ms, p99 ${percentile(times, 0.99).toFixed(0)} ms`;

export const underLoad: Goal = {
  id: 'P8',
  title: '200 calls a second, ten at once',
  async measure({ quick }) {
    const seconds = quick ? 12 : 60;
    const parts = 12;
    const controlSeconds = quick ? 2 : 10;
    const world = await openCallWorld(0);
    try {
      for (const call of Object.values(world.calls)) await medianCallMs(call, 300);
      const bare = await load(world.calls.bare, controlSeconds);
      const withoutLog = await load(world.calls.withoutLog, controlSeconds);
      const runs: Load[] = [];
      const heaps: number[] = [];
      let rssBytes = 0;
      for (let part = 0; part < parts; part += 1) {
        runs.push(await load(world.calls.custody, seconds / parts));
        const memory = await world.custody.memory();
        heaps.push(memory.heapBytes);
        rssBytes = Math.max(rssBytes, memory.rssBytes);
      }
      const times = runs.flatMap((run) => run.times);
      const errors = runs.flatMap((run) => run.errors);
      // The first half fills caches and the 30 s of deadlines that stay behind calls; after it nothing may grow.
      const [middle, end] = [heaps.slice(6, 9), heaps.slice(9)];
      return {
        figures: [
          { part: 'errors', value: errors.length, goal: 0, unit: 'calls' },
          { part: 'p99', value: percentile(times, 0.99), goal: 150, unit: 'ms' },
          { part: 'heap, last quarter by the one before', value: median(end) / median(middle), goal: 1.05, unit: 'x' },
        ],
        how: `${seconds} s of bursts of ten describe_secret every ${everyMs} ms, timed from when each was due; heap of the server after a collection, ${parts} times; endpoint without delay; rate limit lifted by an injected clock`,
        notes: [
          `${showMs(times)}, longest ${Math.max(...times).toFixed(0)} ms. The same load for ${controlSeconds} s: without the audit file ${showMs(withoutLog.times)}; bare server ${showMs(bare.times)}.`,
          `Heap ${heaps.map((heap) => (heap / mib).toFixed(1)).join(', ')} MiB, RSS at most ${(rssBytes / mib).toFixed(0)} MiB.`,
          ...(quick ? ['A quick run ends before the first deadline does, so its heap still grows.'] : []),
          ...new Set(errors.slice(0, 3)),
        ],
      };
    } finally {
      await world.close();
    }
  },
};
