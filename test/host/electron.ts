import { downloadAndUnzipVSCode, runTests, TestRunFailedError } from '@vscode/test-electron';
import { describeResults } from '../harness/describeResults.ts';
import { bundleHostTests, repository, testsEntry } from './bundle.ts';
import { closingLine, makeWorld, readResults } from './world.ts';

// Runs the host suite in a downloaded desktop VS Code: `node test/host/electron.ts [version]`.

async function findVsCode(version: string): Promise<string | undefined> {
  try {
    return await downloadAndUnzipVSCode({ version, extensionDevelopmentPath: repository });
  } catch {
    console.error('VS Code could not be downloaded here: run the same tests with "npm run test:host", which needs no download.');
    return undefined;
  }
}

async function runSuite(version: string): Promise<number> {
  const vscodeExecutablePath = await findVsCode(version);
  if (vscodeExecutablePath === undefined) return 1;
  await bundleHostTests();
  await using world = await makeWorld();
  const code = await runTests({
    vscodeExecutablePath,
    extensionDevelopmentPath: repository,
    extensionTestsPath: testsEntry,
    // The keyring of the machine is left alone, and may not be there.
    launchArgs: [
      world.workspace,
      '--disable-extensions',
      '--disable-workspace-trust',
      '--use-inmemory-secretstorage',
      `--user-data-dir=${world.userDataDir}`,
    ],
    extensionTestsEnv: { ...world.env, CUSTODY_HOST_RESULTS: world.resultFile },
  }).catch((thrown: unknown) => {
    if (thrown instanceof TestRunFailedError) return thrown.code ?? 1;
    throw thrown;
  });
  const results = await readResults(world.resultFile);
  if (results) console.log(describeResults(results));
  console.log(closingLine('host in desktop VS Code', results));
  return results === undefined || results.stats.passes === 0 ? 1 : code;
}

process.exitCode = await runSuite(process.argv[2] ?? 'stable');
