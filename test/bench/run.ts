import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { isMet, type Figure, type Measured } from './goal.ts';
import { goals } from './goals.ts';

// What `npm run bench` runs, after a build: every goal with its figure. Ratios within one run carry over to other
// machines; milliseconds do not. `--only P1,P2` measures some, `--quick` makes fewer rounds, `--json` prints one object.

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, quick: { type: 'boolean', default: false }, only: { type: 'string' } },
});
const wanted = values.only?.split(',').map((id) => id.trim().toUpperCase());
const unknown = wanted?.filter((id) => goals.every((goal) => goal.id !== id)) ?? [];
if (unknown.length > 0) {
  process.stderr.write(`--only takes ${goals.map(({ id }) => id).join(', ')}; ${unknown.join(', ')} is none of them.\n`);
  process.exit(2);
}

function show(figure: Figure): string {
  const { part, value, goal, unit, spread } = figure;
  const digits = unit === 'x' || unit === 'MB' ? 3 : value >= 100 || Number.isInteger(value) ? 0 : 1;
  const number = (of: number): string => of.toFixed(digits);
  const range = spread ? ` (rounds ${number(spread[0])} to ${number(spread[1])})` : '';
  return `  ${isMet(figure) ? 'met    ' : 'NOT MET'}  ${part === undefined ? '' : `${part}: `}${number(value)} ${unit}, goal at most ${goal}${range}`;
}

function toJson({ figures, how, notes = [] }: Measured): object {
  const [first] = figures;
  const all = figures.map((figure) => ({ ...figure, met: isMet(figure) }));
  // The first figure stands for the goal; all of them must be met.
  return { value: first?.value, goal: first?.goal, met: figures.every(isMet), figures: all, how, notes };
}

const results: Record<string, object> = {};
let missed = 0;
const begun = performance.now();
if (!values.json) {
  console.log(`node ${process.version}, ${availableParallelism()} cores${values.quick ? ', quick: these figures do not count' : ''}\n`);
}

for (const { id, title, measure } of goals) {
  if (wanted && !wanted.includes(id)) continue;
  const start = performance.now();
  try {
    const measured = await measure({ quick: values.quick });
    const { figures, how, notes = [] } = measured;
    results[id] = { title, ...toJson(measured) };
    missed += figures.every(isMet) ? 0 : 1;
    if (values.json) continue;
    const seconds = ((performance.now() - start) / 1_000).toFixed(0);
    console.log(
      [`${id}  ${title}  [${seconds} s]`, ...figures.map(show), `  how: ${how}`, ...notes.map((note) => `  ${note}`), ''].join('\n'),
    );
  } catch (thrown) {
    // One that cannot be measured here, such as a peer that cannot be fetched, must not hide the others.
    const error = thrown instanceof Error ? thrown.message : String(thrown);
    results[id] = { title, met: false, error };
    missed += 1;
    if (!values.json) console.log(`${id}  ${title}\n  NOT MEASURED  ${error}\n`);
  }
}

if (values.json) console.log(JSON.stringify({ node: process.version, quick: values.quick, goals: results }));
else
  console.log(
    `${Object.keys(results).length - missed} of ${Object.keys(results).length} goals met in ${((performance.now() - begun) / 1_000).toFixed(0)} s`,
  );
process.exit(0);
