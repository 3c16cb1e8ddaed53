import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { glob } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import Mocha from 'mocha';

// Runs one suite, `node test/harness/suite.ts unit [words of a test's name]`, and closes with a line that counts.
// Files are found, never listed by hand: a file that is not listed would never run and nobody would notice.
// `--part 1/2` runs every second file of them, `--part 2/2` the others; `--file tree` runs tree.test.ts alone, whole, since
// tests of one window follow from each other.
// `--again 2` gives at most two files with failures a second run, each from a fresh window in a process of its own: the
// editor's own window now and then swallows a click or a key. What failed first is printed all the same.

const options = {
  part: { type: 'string', default: '1/1' },
  file: { type: 'string', default: '*' },
  again: { type: 'string', default: '0' },
} as const;
const { values, positionals } = parseArgs({ options, allowPositionals: true });
const [suite = 'unit', grep] = positionals;
const [part = 1, parts = 1] = values.part.split('/').map(Number);
const mocha = new Mocha({ timeout: 300_000, reporter: process.env['CI'] ? 'dot' : 'spec', ...(grep === undefined ? {} : { grep }) });
for await (const file of glob(`test/${suite}/**/${values.file}.test.ts`)) mocha.addFile(file);
mocha.files = mocha.files.toSorted().filter((_, index) => index % parts === part - 1);
await mocha.loadFilesAsync();

const failedFiles = new Set<string>();
const runner = mocha.run(() => void close());
runner.on('fail', ({ file }) => failedFiles.add(file ?? 'a hook of all files'));

async function close(): Promise<never> {
  const { passes = 0, failures = 0, pending = 0, tests = 0 } = runner.stats ?? {};
  if (tests === 0) console.error(`No test of the suite "${suite}" was found, which counts as a failure.`);
  console.log(`${suite}: ${passes} passed, ${failures} failed${pending > 0 ? `, ${pending} skipped` : ''}`);
  const mended = failures > 0 && failedFiles.size <= Number(values.again) && (await passAgain([...failedFiles]));
  // A handle a test left open must not hold the run; whether one leaks is for a test of its own to say.
  process.exit((failures > 0 && !mended) || tests === 0 ? 1 : 0);
}

async function passAgain(files: readonly string[]): Promise<boolean> {
  for (const file of files) {
    const name = basename(file, '.test.ts');
    console.log(`${suite}: ${name} runs a second time`);
    const again = spawn(process.execPath, [import.meta.filename, suite, '--file', name], { stdio: 'inherit' });
    const [code] = await once(again, 'exit');
    if (code !== 0) return false;
  }
  return true;
}
