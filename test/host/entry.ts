import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeResults } from '../harness/describeResults.ts';
import { run as runMocha } from '../harness/mochaEntry.ts';

/** Called by VS Code in its extension host. A launch configuration names no file for the results: they are printed then. */
export async function run(): Promise<void> {
  const named = process.env['CUSTODY_HOST_RESULTS'];
  const results = (process.env['CUSTODY_HOST_RESULTS'] = named ?? join(import.meta.dirname, 'results.json'));
  try {
    await runMocha();
  } finally {
    if (named === undefined) console.log(describeResults(JSON.parse(await readFile(results, 'utf8'))));
  }
}
