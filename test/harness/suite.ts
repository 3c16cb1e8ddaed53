import { glob } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import Mocha from 'mocha';

// Runs one suite, `node test/harness/suite.ts unit [words of a test's name]`, and closes with a line that counts.
// Files are found, never listed by hand: a file that is not listed would never run and nobody would notice.
// `--part 1/2` runs every second file of them, `--part 2/2` the others; `--file tree` runs tree.test.ts alone, whole, since
// tests of one window follow from each other.

const options = { part: { type: 'string', default: '1/1' }, file: { type: 'string', default: '*' } } as const;
const { values, positionals } = parseArgs({ options, allowPositionals: true });
const [suite = 'unit', grep] = positionals;
const [part = 1, parts = 1] = values.part.split('/').map(Number);
const mocha = new Mocha({ timeout: 60_000, reporter: process.env['CI'] ? 'dot' : 'spec', ...(grep === undefined ? {} : { grep }) });
for await (const file of glob(`test/${suite}/**/${values.file}.test.ts`)) mocha.addFile(file);
mocha.files = mocha.files.toSorted().filter((_, index) => index % parts === part - 1);
await mocha.loadFilesAsync();

const runner = mocha.run(() => {
  const { passes = 0, failures = 0, pending = 0, tests = 0 } = runner.stats ?? {};
  if (tests === 0) console.error(`No test of the suite "${suite}" was found, which counts as a failure.`);
  console.log(`${suite}: ${passes} passed, ${failures} failed${pending > 0 ? `, ${pending} skipped` : ''}`);
  // A handle a test left open must not hold the run; whether one leaks is for a test of its own to say.
  process.exit(failures > 0 || tests === 0 ? 1 : 0);
});
