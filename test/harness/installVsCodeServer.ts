import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runCommand, runNpm, type Log } from './processes.ts';
import { cacheFolder } from './userFolders.ts';

const version = '4.139.1';
// Raise the last number whenever the pruning below changes, so that old installs are not reused.
const folderName = `vscode-server-${version}-2`;
const oneHourMs = 3_600_000;

const unusedExtensions =
  /^(copilot|mermaid-markdown-features|microsoft-authentication|github|github-authentication|tunnel-forwarding|ms-vscode\..*)$/;

// All of these need a compiler, and nothing the tests touch needs them.
const unusedDependencies = [
  'kerberos',
  '@vscode/windows-registry',
  '@vscode/windows-process-tree',
  '@microsoft/mxc-sdk',
  '@vscode/sqlite3',
  '@vscode/deviceid',
];

/** Makes sure the VS Code server is in the user's cache and returns the path of its main file. */
export async function installVsCodeServer(log: Log): Promise<string> {
  const home = join(cacheFolder(), folderName);
  const main = join(home, 'out', 'server-main.js');
  if (await exists(main)) return main;
  await mkdir(dirname(home), { recursive: true });
  await removeAbandoned(dirname(home));
  const work = await mkdtemp(`${home}.partial-`);
  try {
    await build(work, log);
    await moveIntoPlace(join(work, 'package', 'lib', 'vscode'), home);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  log('The VS Code server is ready.');
  return main;
}

async function build(work: string, log: Log): Promise<void> {
  log(`Fetching the VS Code server ${version} (about 45 MB), once only ...`);
  await runNpm(['pack', `code-server@${version}`, '--silent'], { cwd: work });
  log('Unpacking ...');
  await runCommand('tar', ['xzf', `code-server-${version}.tgz`, 'package/lib/vscode'], { cwd: work });
  const server = join(work, 'package', 'lib', 'vscode');
  const extensions = await readdir(join(server, 'extensions'));
  for (const name of extensions.filter((each) => unusedExtensions.test(each))) {
    await rm(join(server, 'extensions', name), { recursive: true });
  }
  await dropUnusedDependencies(join(server, 'package.json'));
  log('Installing its dependencies ...');
  await runNpm(['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: server });
  const github = join(server, 'node_modules', '@github');
  for (const name of (await readdir(github)).filter((each) => each.startsWith('copilot-sdk-'))) {
    await rm(join(github, name), { recursive: true });
  }
}

async function dropUnusedDependencies(manifestPath: string): Promise<void> {
  const manifest: { dependencies: Record<string, string> } = JSON.parse(await readFile(manifestPath, 'utf8'));
  for (const name of unusedDependencies) delete manifest.dependencies[name];
  await writeFile(manifestPath, JSON.stringify(manifest));
}

// A rename is all or nothing: whoever finds the folder finds it whole, and the loser of a race keeps the winner's.
async function moveIntoPlace(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (!(await exists(join(to, 'out', 'server-main.js')))) throw error;
  }
}

async function removeAbandoned(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(`${folderName}.partial-`)) continue;
    const { mtimeMs } = await stat(join(folder, name));
    if (Date.now() - mtimeMs > oneHourMs) await rm(join(folder, name), { recursive: true, force: true });
  }
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
