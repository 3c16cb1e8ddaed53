import type { Difference } from './differences.ts';

/** A test that has run: without a failure it passed. */
export type Result = { readonly title: string; readonly failure?: string };

export type Verdict = {
  /** How many tests passed that had to. */
  readonly passed: number;
  /** How many tests failed in the very way the table says. */
  readonly differing: number;
  /** What has to be looked at, a sentence each. */
  readonly problems: readonly string[];
};

/** Holds the results against the table: a listed test has to fail as listed, any other has to pass. */
export function judge(results: readonly Result[], differences: readonly Difference[]): Verdict {
  let passed = 0;
  let differing = 0;
  const problems: string[] = [];
  for (const { title, failure } of results) {
    const listed = differences.find((each) => each.test === title);
    if (listed === undefined) {
      if (failure === undefined) passed += 1;
      else problems.push(`"${title}" has to pass or to be listed: ${failure}`);
    } else if (failure === undefined) {
      problems.push(`"${title}" no longer differs: take it from the list of ${listed.operation}.`);
    } else if (!failure.includes(listed.failure)) {
      problems.push(`"${title}" differs in another way than "${listed.failure}": ${failure}`);
    } else {
      differing += 1;
    }
  }
  const titles = new Set(results.map((result) => result.title));
  for (const { test, operation } of differences) {
    if (!titles.has(test)) problems.push(`"${test}", listed for ${operation}, is the title of no test that ran.`);
  }
  if (results.length === 0) problems.push('No test ran, which counts as a failure.');
  return { passed, differing, problems };
}
