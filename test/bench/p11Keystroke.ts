import { findSecrets, type NameColumns } from '../../src/core/findSecrets.ts';
import { cannedSecret } from './cannedSecrets.ts';
import type { Goal } from './goal.ts';
import { median, spreadOf } from './stats.ts';

/** From one letter that all names hold to words in any order, names in full, and what matches nothing. */
const queries = [
  '',
  'p',
  'pr',
  'prod',
  'prod/billing',
  'password',
  'svc-0999',
  'prod/billing/svc-000000/db/password',
  'token',
  'prdbllng',
  'psw',
  'search media',
  'prod us-east-1 password',
  'eu-west-1',
  'nothing-like-it',
] as const;

const places = ['production us-east-1', 'production eu-west-1', 'staging us-east-1', 'sandbox eu-west-1'] as const;

function columnsOf(secrets: number, order: 'up' | 'down'): NameColumns {
  const indexes = Array.from({ length: secrets }, (_, index) => (order === 'up' ? index : secrets - 1 - index));
  return {
    names: indexes.map((index) => cannedSecret(index).name.toLowerCase()),
    placeOf: indexes.map((index) => index % places.length),
    places,
  };
}

export const keystroke: Goal = {
  id: 'P11',
  title: 'Keystroke over 100,000 names',
  async measure({ quick }) {
    // By the alphabet either way: AWS lists in no promised order, and one of the two is the worst for what keeps the best.
    const [up, down] = [columnsOf(100_000, 'up'), columnsOf(100_000, 'down')];
    const rounds = quick ? 5 : 25;
    const took = new Map<string, number[]>(queries.map((query) => [query, []]));
    let matching = 0;
    // One round more than counts: the first is the compiler's.
    for (let round = 0; round <= rounds; round += 1) {
      for (const query of queries) {
        const start = performance.now();
        matching += findSecrets(round % 2 === 0 ? up : down, query).matching;
        const ms = performance.now() - start;
        if (round > 0) took.get(query)?.push(ms);
      }
    }
    if (matching === 0) throw new Error('Nothing was found.');
    const medians = [...took].map(([query, each]) => ({ query, ms: median(each) })).toSorted((a, b) => b.ms - a.ms);
    const each = medians.map(({ ms }) => ms);
    const [slowest] = medians;
    return {
      figures: [
        { part: 'median query', value: median(each), goal: 16, unit: 'ms', spread: spreadOf(each) },
        { part: 'worst query', value: Math.max(...each), goal: 16, unit: 'ms', spread: spreadOf(took.get(slowest?.query ?? '') ?? []) },
      ],
      how: `${queries.length} queries ranked over ${up.names.length.toLocaleString('en')} names in ${places.length} places, in order and in reverse by turns, the best 200 kept; each query's median of ${rounds} rounds`,
      notes: [
        `Slowest: ${medians
          .slice(0, 3)
          .map(({ query, ms }) => `"${query}" ${ms.toFixed(1)} ms`)
          .join(', ')}. Longest single run: ${Math.max(...[...took.values()].flat()).toFixed(1)} ms.`,
      ],
    };
  },
};
