import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { runCommand } from '../harness/processes.ts';
import { startChild } from './child.ts';
import type { Goal } from './goal.ts';
import { interleave, median, mib, pairwise, spreadOf } from './stats.ts';

const result = z.object({ ms: z.number(), heapBytes: z.number() });
type Result = z.infer<typeof result>;
type Case = 'paginator' | 'pages' | 'tree';
const listCase = fileURLToPath(new URL('listCase.ts', import.meta.url));

/** Lists every secret of an endpoint once, in a process of its own. */
async function list(name: Case, url: string): Promise<Result> {
  return result.parse(JSON.parse(await runCommand(process.execPath, ['--expose-gc', '--no-warnings', listCase, name, url])));
}

/** How much heap the tree keeps of so many secrets, against the SDK's paginator keeping all. */
export async function heapKept(secrets: number): Promise<number> {
  const endpoint = await startChild('fakeEndpoint.ts', [String(secrets), '0']);
  try {
    const [tree, paginator] = [await list('tree', endpoint.url), await list('paginator', endpoint.url)];
    return tree.heapBytes / paginator.heapBytes;
  } finally {
    await endpoint.stop();
  }
}

export const largeIndex: Goal = {
  id: 'P10',
  title: 'Index of a large account',
  async measure({ quick }) {
    const secrets = quick ? 10_000 : 100_000;
    const rounds = quick ? 3 : 9;
    const endpoint = await startChild('fakeEndpoint.ts', [String(secrets), '0']);
    const run = (name: Case): Promise<Result> => list(name, endpoint.url);
    try {
      const results = await interleave(rounds, {
        paginator: () => run('paginator'),
        tree: () => run('tree'),
        pages: () => run('pages'),
      });
      const ratios = (name: 'tree' | 'pages', key: 'ms' | 'heapBytes'): number[] =>
        pairwise(
          results(name).map((each) => each[key]),
          results('paginator').map((each) => each[key]),
        );
      const [time, heap] = [ratios('tree', 'ms'), ratios('tree', 'heapBytes')];
      const show = (name: 'tree' | 'pages' | 'paginator'): string =>
        `${name} ${(median(results(name).map(({ ms }) => ms)) / 1_000).toFixed(2)} s and ${(median(results(name).map(({ heapBytes }) => heapBytes)) / mib).toFixed(0)} MiB`;
      return {
        figures: [
          { part: 'time', value: median(time), goal: 1, unit: 'x', spread: spreadOf(time) },
          { part: 'heap kept', value: median(heap), goal: 0.35, unit: 'x', spread: spreadOf(heap) },
        ],
        how: `${secrets.toLocaleString('en')} secrets loaded page by page into the tree, each page drawn, against the SDK's paginator keeping all; a process each, ${rounds} interleaved rounds, endpoint without delay`,
        notes: [
          `${show('tree')}; ${show('pages')}; ${show('paginator')}.`,
          `The one path alone, without the tree: ${median(ratios('pages', 'ms')).toFixed(2)}x time.`,
        ],
      };
    } finally {
      await endpoint.stop();
    }
  },
};
