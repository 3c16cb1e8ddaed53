import { join } from 'node:path';
import { runHostTests } from '../harness/hostTests.ts';
import { bundleHostTests, repository, testsEntry } from './bundle.ts';
import { closingLine, makeWorld, readResults } from './world.ts';

// Runs the host suite against the built extension: `node test/host/run.ts [part of a file's name]`.

async function runSuite(only: string | undefined): Promise<number> {
  const files = await bundleHostTests(only);
  if (files.length === 0) {
    console.error('No test file of the suite "host" was found, which counts as a failure.');
    console.log(closingLine('host', undefined));
    return 1;
  }
  await using world = await makeWorld();
  const code = await runHostTests({
    extensionPath: repository,
    testsEntry,
    workspace: world.workspace,
    resultFile: world.resultFile,
    env: world.env,
    logFolder: join(repository, 'out', 'host-logs'),
    timeoutMs: 240_000,
  });
  console.log(closingLine('host', await readResults(world.resultFile)));
  return code;
}

process.exitCode = await runSuite(process.argv[2]);
