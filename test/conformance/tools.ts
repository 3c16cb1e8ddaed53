import { once } from 'node:events';
import { access, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runNpm, spawnGroup, stopGroup, type Log } from '../harness/processes.ts';
import { cacheFolder } from '../harness/userFolders.ts';

// Both lines of the suite: the released one stops at revision 2025-11-25.
const packages = [
  'conformance-released@npm:@modelcontextprotocol/conformance@0.1.16',
  'conformance-next@npm:@modelcontextprotocol/conformance@0.2.0-alpha.12',
  '@modelcontextprotocol/inspector@2.12.0',
];
// Raise the last number whenever the packages change, so that an old install is not reused.
const folderName = 'mcp-tools-1';
const deadlineMs = 60_000;

/** The programs that judge the front door from outside. */
export interface JudgeScripts {
  readonly released: string;
  readonly next: string;
  readonly inspector: string;
}

/** Makes sure that the judges are in the user's cache, at exactly the versions above. */
export async function installJudges(log: Log): Promise<JudgeScripts> {
  const home = join(cacheFolder(), folderName);
  if (!(await exists(home))) {
    await mkdir(dirname(home), { recursive: true });
    const work = await mkdtemp(`${home}.partial-`);
    try {
      log('Fetching the conformance suites and the inspector, once only ...');
      await runNpm(['install', '--prefix', work, '--ignore-scripts', '--no-audit', '--no-fund', ...packages], { cwd: work });
      await moveIntoPlace(work, home);
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  }
  const modules = join(home, 'node_modules');
  return {
    released: join(modules, 'conformance-released', 'dist', 'index.js'),
    next: join(modules, 'conformance-next', 'dist', 'index.js'),
    inspector: join(modules, '@modelcontextprotocol', 'inspector', 'clients', 'launcher', 'build', 'index.js'),
  };
}

export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a judge to its end, with a home folder of the run's own, and gives back whatever code it ended with. One that
 * hangs is ended, and what it did not get to counts as failed by being absent.
 */
export async function runJudge(script: string, args: readonly string[], home: string): Promise<Finished> {
  const env = { ...process.env, HOME: home, USERPROFILE: home, NO_COLOR: '1' };
  const child = spawnGroup(process.execPath, [script, ...args], { env, cwd: home, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  try {
    const [code]: readonly unknown[] = await once(child, 'close', { signal: AbortSignal.timeout(deadlineMs) });
    return { code: typeof code === 'number' ? code : -1, stdout, stderr };
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'AbortError') throw error;
    return { code: -1, stdout, stderr: `${stderr}\nStill running after ${deadlineMs} ms.` };
  } finally {
    await stopGroup(child);
  }
}

// A rename is all or nothing, and the loser of a race keeps the winner's folder.
async function moveIntoPlace(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (!(await exists(to))) throw error;
  }
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
