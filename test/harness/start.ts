import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { findFile, findOnPath } from './findOnPath.ts';
import { packVsix } from './packVsix.ts';
import { runCommand } from './processes.ts';
import { seedSettings } from './seedSettings.ts';
import { dataFolder } from './userFolders.ts';
import { installVsix, startVsCodeServer } from './vscodeServer.ts';

const repository = resolve(import.meta.dirname, '..', '..');

// A fixed port: a browser keeps secrets per address, so another port would begin with none.
const usualPort = 9820;

/** Opens the built extension in the VS Code of this machine or, where there is none, in one served to the browser. */
export async function start(workspace: string | undefined): Promise<void> {
  const code = process.env['CUSTODY_START_SERVER'] ? undefined : await findOnPath(['code']);
  if (code) {
    const args = ['--new-window', `--extensionDevelopmentPath=${repository}`, ...(workspace ? [workspace] : [])];
    await runCommand(code, args, { shell: process.platform === 'win32' });
    return;
  }
  const userDataDir = join(dataFolder(), 'start');
  await mkdir(userDataDir, { recursive: true, mode: 0o700 });
  // Only the first time: what the user sets later is to last.
  const seeded = await findFile([join(userDataDir, 'User', 'settings.json')]);
  if (!seeded) await seedSettings(userDataDir);
  console.log('Packing the extension ...');
  await installVsix(await packVsix(repository, join(userDataDir, 'custody.vsix')), userDataDir);
  const server = await startVsCodeServer({
    userDataDir,
    port: Number(process.env['CUSTODY_START_PORT'] ?? usualPort),
    connectionToken: randomBytes(24).toString('hex'),
    log: () => {},
  });
  const url = new URL(server.url);
  if (workspace) url.searchParams.set('folder', workspace);
  // A window without a folder: nothing there can ask to be trusted.
  else url.searchParams.set('ew', 'true');
  console.log(`Open ${url.href}\nChoose Custody in the activity bar there, then "Try the Sandbox". Ctrl-C here ends it.`);
}

if (import.meta.main) await start(process.argv[2] === undefined ? undefined : resolve(process.argv[2]));
