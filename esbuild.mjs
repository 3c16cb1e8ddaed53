import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import * as esbuild from 'esbuild';

const watching = process.argv.includes('--watch');

/** @type {esbuild.BuildOptions} */
const common = {
  bundle: true,
  minify: !watching,
  sourcemap: watching ? 'linked' : false,
  metafile: true,
  logLevel: 'info',
  legalComments: 'none',
};

// One entry a root. Splitting turns every dynamic import into a chunk of its own, so that activation
// reads the views alone and the AWS SDK, MCP SDK and sandbox come when first used.
const host = await esbuild.context({
  ...common,
  entryPoints: { extension: 'src/extension.ts', serve: 'src/serve.ts', sandbox: 'src/sandbox/main.ts' },
  outdir: 'dist',
  platform: 'node',
  target: 'node22',
  format: 'esm',
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  external: ['vscode'],
  // Resolves the AWS SDK to its modules, a third smaller than its CommonJS twin.
  mainFields: ['module', 'main'],
  conditions: ['module', 'import'],
  // Some dependencies still call require for Node's own modules, which an ES module does not have.
  banner: { js: "import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);" },
});

const pages = await esbuild.context({
  ...common,
  entryPoints: {
    approval: 'webview/approval/main.ts',
    secret: 'webview/secret/main.ts',
    create: 'webview/create/main.ts',
    custody: 'webview/custody.css',
  },
  outdir: 'dist/webview',
  platform: 'browser',
  target: 'chrome130',
  format: 'iife',
});

await rm('dist', { recursive: true, force: true });
await mkdir('dist/webview', { recursive: true });
await copyFile('node_modules/@vscode/codicons/dist/codicon.css', 'dist/webview/codicon.css');
await copyFile('node_modules/@vscode/codicons/dist/codicon.ttf', 'dist/webview/codicon.ttf');

if (watching) {
  await Promise.all([host.watch(), pages.watch()]);
} else {
  const [hostResult] = await Promise.all([host.rebuild(), pages.rebuild()]);
  await writeFile('dist/meta.json', JSON.stringify(hostResult.metafile));
  await Promise.all([host.dispose(), pages.dispose()]);
}
