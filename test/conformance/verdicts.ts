import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';

const checkSchema = z.looseObject({ id: z.string(), status: z.string(), errorMessage: z.string().optional() });
const folderForm = /^server-(?<scenario>.+)-\d{4}-\d\d-\d\dT[\d-]+Z$/;
const needsFixture = /^Not testable: server does not list the diagnostic tool/;
// Made over whatever was sent, which is the suite's own request when nobody answers.
const ownRequestCheck = 'wire-schema-valid';

export type Check = z.infer<typeof checkSchema>;

/** What a suite wrote about each of its scenarios. */
export type Results = ReadonlyMap<string, readonly Check[]>;

/** One line of a table: what was tried and what came of it. */
export interface Row {
  readonly name: string;
  readonly passed: boolean;
  readonly note: string;
}

/** Reads the results a suite left in its output folder. */
export async function readResults(folder: string): Promise<Results> {
  const results = new Map<string, readonly Check[]>();
  for (const name of await readdir(folder).catch((): readonly string[] => [])) {
    const scenario = folderForm.exec(name)?.groups?.['scenario'];
    if (scenario === undefined) continue;
    // A scenario that broke down leaves an empty folder.
    const written = await readFile(join(folder, name, 'checks.json'), 'utf8').catch(() => '[]');
    results.set(scenario, z.array(checkSchema).parse(JSON.parse(written)));
  }
  return results;
}

/**
 * Stricter than the suites: a warning counts as a failure, since some scenarios say no more when nothing answers, and
 * one check at least must have succeeded that has to do with an answer.
 */
export function isPass(checks: readonly Check[]): boolean {
  const proven = checks.some(({ id, status }) => status === 'SUCCESS' && id !== ownRequestCheck);
  return proven && !checks.some(isBad);
}

/** What the suites themselves call a pass. */
export function isSuitePass(checks: readonly Check[]): boolean {
  return !checks.some(({ status }) => status === 'FAILURE');
}

/** Judges a scenario by what it said of the door and of a closed port. Checks that call a fixture may be left out. */
export function judge(scenario: string, live: Results, dead: Results, { withFixtures }: { readonly withFixtures: boolean }): Row {
  const all = live.get(scenario);
  if (!all) return { name: scenario, passed: false, note: 'did not run' };
  const checks = withFixtures ? all : all.filter(({ errorMessage }) => !needsFixture.test(errorMessage ?? ''));
  const bad = checks.filter(isBad);
  if (bad.length > 0) {
    return { name: scenario, passed: false, note: bad.map(({ id, errorMessage }) => `${id}: ${errorMessage ?? 'failed'}`).join('; ') };
  }
  if (!isPass(checks)) return { name: scenario, passed: false, note: 'no check had to do with an answer' };
  const closed = dead.get(scenario);
  if (closed === undefined) return { name: scenario, passed: false, note: 'the control on a closed port did not run' };
  if (isPass(closed)) return { name: scenario, passed: false, note: 'passes on a closed port too, so it proves nothing' };
  const leftOut = all.length - checks.length;
  const succeeded = checks.filter(({ status }) => status === 'SUCCESS').length;
  return {
    name: scenario,
    passed: true,
    note: `${succeeded} ${succeeded === 1 ? 'check' : 'checks'}${leftOut > 0 ? `, ${leftOut} need fixtures` : ''}`,
  };
}

function isBad({ status }: Check): boolean {
  return status === 'FAILURE' || status === 'WARNING';
}
