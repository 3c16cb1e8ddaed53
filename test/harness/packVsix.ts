import { createRequire } from 'node:module';
import { runCommand } from './processes.ts';

const vsce = createRequire(import.meta.url).resolve('@vscode/vsce/vsce');

const options = ['--no-dependencies', '--skip-license', '--allow-missing-repository', '--allow-star-activation'];

/** Packs the extension in a folder into a VSIX file, without its dependencies: they are bundled. */
export async function packVsix(extensionFolder: string, vsixPath: string): Promise<string> {
  await runCommand(process.execPath, [vsce, 'package', ...options, '--out', vsixPath], { cwd: extensionFolder });
  return vsixPath;
}
