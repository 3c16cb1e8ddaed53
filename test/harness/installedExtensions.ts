import { rmSync } from 'node:fs';
import { cp, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packVsix } from './packVsix.ts';
import { installVsix } from './vscodeServer.ts';

const puppet = join(import.meta.dirname, '..', 'fakes', 'puppet');
const made = new Map<string | undefined, Promise<string>>();

/** Puts the extension, where one is given, and the puppet into a user-data folder, as installing them would. */
export async function installExtensions(vsix: string | undefined, userDataDir: string): Promise<void> {
  // Packing and installing takes seconds, so it is done once a process and copied from then on.
  const making = made.get(vsix) ?? make(vsix);
  made.set(vsix, making);
  await cp(join(await making, 'extensions'), join(userDataDir, 'extensions'), { recursive: true });
}

async function make(vsix: string | undefined): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'custody-extensions-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  await installVsix(await packVsix(puppet, join(folder, 'puppet.vsix')), folder);
  if (vsix) await installVsix(vsix, folder);
  return folder;
}
