import { cp, mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..', '..');
const codicons = join(root, 'node_modules', '@vscode', 'codicons', 'dist');

export const pageNames = ['approval', 'secret', 'create', 'audit'] as const;
export type PageName = (typeof pageNames)[number];

/** Bundles the pages as the extension ships them, into a folder of their own. */
export async function bundlePages(): Promise<string> {
  const folder = join(await mkdtemp(join(tmpdir(), 'custody-pages-')), 'webview');
  await mkdir(folder, { recursive: true });
  await build({
    entryPoints: [
      ...pageNames.map((name) => ({ in: join(root, 'webview', name, 'main.ts'), out: name })),
      { in: join(root, 'webview', 'custody.css'), out: 'custody' },
    ],
    outdir: folder,
    bundle: true,
    format: 'iife',
    platform: 'browser',
    target: 'chrome130',
    logLevel: 'error',
  });
  await Promise.all(['codicon.css', 'codicon.ttf'].map((file) => cp(join(codicons, file), join(folder, file))));
  return folder;
}
