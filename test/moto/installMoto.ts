import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { findOnPath } from '../harness/findOnPath.ts';
import { runCommand, type Log } from '../harness/processes.ts';
import { cacheFolder } from '../harness/userFolders.ts';

const version = '5.2.5';
const onWindows = process.platform === 'win32';
const oneHourMs = 3_600_000;
const systemPython = onWindows ? 'python' : 'python3';

/** Makes sure moto is in the user's cache and returns the Python that can run it. */
export async function installMoto(log: Log): Promise<string> {
  const home = join(cacheFolder(), `moto-${version}`);
  if (await hasMoto(home)) return pythonOf(home);
  await mkdir(dirname(home), { recursive: true });
  await removeAbandoned(home);
  await requireVenv(log);
  const work = await mkdtemp(`${home}.partial-`);
  try {
    log(`Installing moto ${version} (about 320 MB on the disk), once only ...`);
    await runCommand(systemPython, ['-m', 'venv', work]);
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input'];
    await runCommand(pythonOf(work), [...pip, `moto[server]==${version}`], { log });
    await moveIntoPlace(work, home);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return pythonOf(home);
}

// Only this interpreter is ever run: the scripts beside it name the folder they were installed in.
function pythonOf(home: string): string {
  return onWindows ? join(home, 'Scripts', 'python.exe') : join(home, 'bin', 'python');
}

// The version is asked for, since the folder also goes stale when the Python it was made with is upgraded.
async function hasMoto(home: string): Promise<boolean> {
  try {
    const script = 'import importlib.metadata as metadata; print(metadata.version("moto"))';
    return (await runCommand(pythonOf(home), ['-c', script])).trim() === version;
  } catch {
    return false;
  }
}

// A rename is all or nothing: whoever finds the folder finds it whole, and the loser of a race keeps the winner's.
async function moveIntoPlace(from: string, to: string): Promise<void> {
  if (await hasMoto(to)) return;
  await rm(to, { recursive: true, force: true });
  try {
    await rename(from, to);
  } catch (error) {
    if (!(await hasMoto(to))) throw error;
  }
}

// An install that was interrupted leaves its folder behind.
async function removeAbandoned(home: string): Promise<void> {
  for (const name of await readdir(dirname(home))) {
    if (!name.startsWith(`${basename(home)}.partial-`)) continue;
    const path = join(dirname(home), name);
    const { mtimeMs } = await stat(path);
    if (Date.now() - mtimeMs > oneHourMs) await rm(path, { recursive: true, force: true });
  }
}

// Debian keeps the venv module in a package of its own.
async function requireVenv(log: Log): Promise<void> {
  if (await hasVenv()) return;
  if (process.getuid?.() === 0 && (await findOnPath(['apt-get'])) !== undefined) {
    log('Installing python3-venv ...');
    await runCommand('apt-get', ['update', '--quiet']);
    await runCommand('apt-get', ['install', '--yes', '--no-install-recommends', 'python3-venv']);
    if (await hasVenv()) return;
  }
  throw new Error(`Install Python 3 with its venv module, then run this again: ${venvLine()}`);
}

function hasVenv(): Promise<boolean> {
  return runCommand(systemPython, ['-c', 'import venv, ensurepip']).then(
    () => true,
    () => false,
  );
}

function venvLine(): string {
  if (onWindows) return 'winget install Python.Python.3.13';
  return process.platform === 'darwin' ? 'brew install python3' : 'sudo apt-get install python3-venv';
}
