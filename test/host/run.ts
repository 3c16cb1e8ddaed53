import { basename, join } from 'node:path';
import { runHostTests } from '../harness/hostTests.ts';
import { bundleHostTests, repository, testsEntry } from './bundle.ts';
import { closingLine, makeWorld, readResults } from './world.ts';

// Runs the host suite against the built extension: `node test/host/run.ts [part of a file's name]`. At most two files with
// failures run a second time, each in a fresh window, as those of the suite "ui" do.

async function runSuite(only: string | undefined): Promise<number> {
  const { code, failedFiles } = await runFiles(only);
  if (code === 0 || failedFiles.length === 0 || failedFiles.length > 2) return code;
  for (const name of failedFiles) {
    console.log(`host: ${name} runs a second time`);
    const again = await runFiles(name);
    if (again.code !== 0) return again.code;
  }
  return 0;
}

async function runFiles(only: string | undefined): Promise<{ readonly code: number; readonly failedFiles: readonly string[] }> {
  const files = await bundleHostTests(only);
  if (files.length === 0) {
    console.error('No test file of the suite "host" was found, which counts as a failure.');
    console.log(closingLine('host', undefined));
    return { code: 1, failedFiles: [] };
  }
  await using world = await makeWorld();
  const code = await runHostTests({
    extensionPath: repository,
    testsEntry,
    workspace: world.workspace,
    resultFile: world.resultFile,
    env: world.env,
    logFolder: join(repository, 'out', 'host-logs'),
    timeoutMs: 480_000,
  });
  const results = await readResults(world.resultFile);
  console.log(closingLine('host', results));
  return { code, failedFiles: [...new Set(results?.failures.map(({ file }) => basename(file ?? 'a hook of all files', '.js')))] };
}

process.exitCode = await runSuite(process.argv[2]);
