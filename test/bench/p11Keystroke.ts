import { findSecrets, type NameColumns } from '../../src/core/findSecrets.ts';
import { cannedSecret } from './cannedSecrets.ts';
import { openFinder } from './finderWorld.ts';
import type { Figure, Goal } from './goal.ts';
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

/** Milliseconds of each query in each round but the first, which is the compiler's. */
function timeQueries(rounds: number, run: (query: string, round: number) => number): ReadonlyMap<string, readonly number[]> {
  const took = new Map<string, number[]>(queries.map((query) => [query, []]));
  let found = 0;
  for (let round = 0; round <= rounds; round += 1) {
    for (const query of queries) {
      const start = performance.now();
      found += run(query, round);
      const ms = performance.now() - start;
      if (round > 0) took.get(query)?.push(ms);
    }
  }
  if (found === 0) throw new Error('Nothing was found.');
  return took;
}

interface Timed {
  readonly figures: readonly Figure[];
  readonly note: string;
}

function figuresOf(took: ReadonlyMap<string, readonly number[]>, what: string): Timed {
  const medians = [...took].map(([query, each]) => ({ query, ms: median(each) })).toSorted((a, b) => b.ms - a.ms);
  const each = medians.map(({ ms }) => ms);
  const [slowest] = medians;
  const worst = took.get(slowest?.query ?? '') ?? [];
  const listed = medians.slice(0, 3).map(({ query, ms }) => `"${query}" ${ms.toFixed(1)} ms`);
  return {
    figures: [
      { part: `${what}, median query`, value: median(each), goal: 16, unit: 'ms', spread: spreadOf(each) },
      { part: `${what}, worst query`, value: Math.max(...each), goal: 16, unit: 'ms', spread: spreadOf(worst) },
    ],
    note: `Slowest of ${what}: ${listed.join(', ')}. Longest single run: ${Math.max(...[...took.values()].flat()).toFixed(1)} ms.`,
  };
}

export const keystroke: Goal = {
  id: 'P11',
  title: 'Keystroke over 100,000 names',
  async measure({ quick }) {
    const secrets = 100_000;
    const rounds = quick ? 5 : 25;
    // By the alphabet either way: AWS lists in no promised order, and one of the two is the worst for what keeps the best.
    const [up, down] = [columnsOf(secrets, 'up'), columnsOf(secrets, 'down')];
    const search = figuresOf(
      timeQueries(rounds, (query, round) => findSecrets(round % 2 === 0 ? up : down, query).matching),
      'search alone',
    );
    const finder = await openFinder(secrets);
    const list = figuresOf(timeQueries(rounds, finder.type), 'search and list');
    await finder.close();
    return {
      figures: [...list.figures, ...search.figures],
      how: `${queries.length} queries over ${secrets.toLocaleString('en')} names, each query's median of ${rounds} rounds. List: all that Find Secret does at a keystroke in one place, its rows written out as JSON for the window. Search: ranked alone, in ${places.length} places, in order and in reverse by turns, the best 200 kept`,
      notes: [list.note, search.note],
    };
  },
};
