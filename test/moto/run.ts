import { differences } from './differences.ts';
import { installMoto } from './installMoto.ts';
import { runSuite } from './runSuite.ts';
import { startMoto } from './startMoto.ts';
import { judge } from './verdict.ts';

// Runs the contract suite of the sandbox against moto, an emulator by others: `node test/moto/run.ts`.
// What both were wrong about in the same way stays unseen; where they differ, the service's documentation decides.

async function run(): Promise<number> {
  const python = await installMoto((line) => console.log(line));
  await using moto = await startMoto(python);
  const { passed, differing, problems } = judge(await runSuite(moto), differences);
  for (const problem of problems) console.error(problem);
  console.log(`${differing} tests fail on moto as listed in test/moto/differences.ts.`);
  console.log(`moto: ${passed} passed, ${problems.length} failed`);
  return problems.length > 0 ? 1 : 0;
}

try {
  process.exitCode = await run();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.log('moto: 0 passed, 1 failed');
  process.exitCode = 1;
}
