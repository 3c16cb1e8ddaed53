import { mkdir, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import Mocha from 'mocha';

type Outcome = { readonly stats: { readonly passes: number; readonly failures: number } };

/** What VS Code calls in its extension host: runs every bundled test file beside this one with mocha. */
export function run(): Promise<void> {
  return runFolder(import.meta.dirname);
}

async function runFolder(folder: string): Promise<void> {
  const output = process.env['CUSTODY_HOST_RESULTS'];
  if (!output) throw new Error('Set CUSTODY_HOST_RESULTS to the file the results go to.');
  await mkdir(dirname(output), { recursive: true });
  const mocha = new Mocha({ timeout: 120_000, reporter: 'json', reporterOptions: { output }, forbidOnly: Boolean(process.env['CI']) });
  const names = await readdir(folder, { recursive: true });
  // The list is read from the folder: a test file missing from a list kept by hand would never run.
  for (const name of names.filter((each) => /\.test\.[cm]?js$/.test(each)).sort()) mocha.addFile(join(folder, name));
  await mocha.loadFilesAsync();
  await new Promise<void>((resolve) => mocha.run(() => resolve()));
  const { stats }: Outcome = JSON.parse(await readFile(output, 'utf8'));
  if (stats.failures > 0) throw new Error(`Mend the ${stats.failures} failing tests.`);
  if (stats.passes === 0) throw new Error(`Add a test that runs: ${folder} holds none.`);
}
