type Test = {
  readonly title: string;
  readonly fullTitle: string;
  readonly file?: string;
  readonly duration?: number;
  readonly err: { readonly message?: string; readonly stack?: string };
};

/** What mocha's JSON reporter writes, as far as it is read here. */
export type Results = {
  readonly stats: { readonly passes: number; readonly failures: number; readonly pending: number };
  readonly tests: readonly Test[];
  readonly failures: readonly Test[];
  readonly pending: readonly Test[];
};

/** The results as a list to read, failures last, closed by one line of counts. */
export function describeResults({ stats, tests, failures, pending }: Results): string {
  const failed = new Set(failures.map(({ fullTitle }) => fullTitle));
  const skipped = new Set(pending.map(({ fullTitle }) => fullTitle));
  const mark = (title: string): string => (failed.has(title) ? '✗' : skipped.has(title) ? '-' : '✓');
  const lines = [...tests, ...failures.filter(({ fullTitle }) => !tests.some((test) => test.fullTitle === fullTitle))];
  const list = lines.map(({ fullTitle, duration }) => `  ${mark(fullTitle)} ${fullTitle}${duration ? ` (${duration} ms)` : ''}`);
  const details = failures.map(({ fullTitle, err }) => `\n  ${fullTitle}\n    ${err.stack ?? err.message ?? 'failed'}`);
  const skippedPart = stats.pending > 0 ? `, ${stats.pending} skipped` : '';
  return [...list, ...details, `${stats.passes} passed, ${stats.failures} failed${skippedPart}`].join('\n');
}
