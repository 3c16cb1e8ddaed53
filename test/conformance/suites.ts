import { freePort } from '../harness/freePort.ts';
import { fixtureServers } from './fixtures/server.ts';
import { runLine, throughProxy, type Bench, type Line, type Table } from './bench.ts';
import { runJudge } from './tools.ts';
import { isSuitePass, judge, type Results } from './verdicts.ts';

/** One suite and what it must say. */
export interface Suite {
  readonly name: string;
  readonly line: Line;
  /** The revision whose required scenarios are run; the line's own choice when left out. */
  readonly revision?: string;
  /** How many scenarios count for the revision. */
  readonly scored: number;
  /** Scenarios that do not count for the revision and pass all the same. */
  readonly more: readonly string[];
  /** Scenarios that the product itself must pass, without fixtures. */
  readonly product: readonly string[];
}

const always = ['tools-list', 'resources-list', 'prompts-list', 'server-sse-multiple-streams', 'dns-rebinding-protection'];

export const suites: readonly Suite[] = [
  { name: '0.1.16, 2025-11-25', line: 'released', scored: 30, more: [], product: ['server-initialize', 'ping', ...always] },
  {
    name: '0.2.0-alpha.12, 2025-11-25',
    line: 'next',
    revision: '2025-11-25',
    scored: 30,
    more: ['json-schema-2020-12'],
    product: ['server-initialize', 'ping', ...always],
  },
  {
    name: '0.2.0-alpha.12, 2026-07-28',
    line: 'next',
    revision: '2026-07-28',
    scored: 37,
    more: ['json-schema-2020-12', 'http-header-validation', 'http-custom-header-server-validation'],
    product: ['server-stateless', 'http-header-validation', 'input-required-result-unsupported-methods', ...always],
  },
];

/** Runs a suite on a closed port, on the front door with fixtures behind it, and on the front door as it is. */
export async function runSuite(suite: Suite, bench: Bench): Promise<readonly Table[]> {
  const dead = await runOn(suite, bench, `http://127.0.0.1:${await freePort()}/mcp`);
  const fixtures = await runOnDoor(suite, bench, true);
  const product = await runOnDoor(suite, bench, false);

  const scored = await scoredScenarios(suite, bench, dead);
  const hollow = scored.filter((scenario) => isSuitePass(dead.get(scenario) ?? []));
  const counted = scored.map((scenario) => judge(scenario, fixtures, dead, { withFixtures: true }));
  const missing = scored.length === suite.scored ? [] : [{ name: 'all', passed: false, note: `${scored.length} ran of ${suite.scored}` }];
  const more = suite.more.map((scenario) => judge(scenario, fixtures, dead, { withFixtures: true }));
  return [
    {
      title: `Conformance ${suite.name}, fixtures, scored`,
      rows: [...counted, ...missing],
      remark: `On a closed port the suite itself passes ${hollow.length} of these; none of them counts by that.`,
    },
    ...(more.length > 0 ? [{ title: `Conformance ${suite.name}, fixtures, not scored`, rows: more }] : []),
    {
      title: `Conformance ${suite.name}, the product's own tools`,
      rows: suite.product.map((scenario) => judge(scenario, product, dead, { withFixtures: false })),
    },
  ];
}

async function runOnDoor(suite: Suite, bench: Bench, withFixtures: boolean): Promise<Results> {
  return throughProxy(withFixtures ? { createServer: fixtureServers() } : {}, (url) => runOn(suite, bench, url));
}

function runOn({ line, revision }: Suite, bench: Bench, url: string): Promise<Results> {
  return runLine(line, bench, ['--url', url, ...(revision === undefined ? [] : ['--requirements', revision])]);
}

/** The scenarios that count, as the suite lists them; the released line runs no others. */
async function scoredScenarios({ line, revision }: Suite, { scripts, home }: Bench, dead: Results): Promise<readonly string[]> {
  if (revision === undefined) return [...dead.keys()].sort();
  const { stdout } = await runJudge(scripts[line], ['list', '--server', '--requirements', revision], home);
  const [, listed = ''] = stdout.split('Server scenarios');
  const [scored = ''] = listed.split(/Client scenarios|Run and reported/);
  return [...scored.matchAll(/^\s+- (\S+)$/gm)].flatMap(([, name]) => name ?? []);
}
