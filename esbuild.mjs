import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import * as esbuild from 'esbuild';
import { composeNotices } from './thirdPartyNotices.ts';

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

// Some dependencies still call require for Node's own modules, which an ES module does not have.
const requireBanner = "import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);";

// One entry a root. Splitting turns every dynamic import into a chunk of its own, so that activation
// reads one file, and the views, the AWS SDK, the MCP SDK and the sandbox come when first used.
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
  banner: { js: requireBanner },
});

const pages = await esbuild.context({
  ...common,
  entryPoints: {
    approval: 'webview/approval/main.ts',
    secret: 'webview/secret/main.ts',
    create: 'webview/create/main.ts',
    audit: 'webview/audit/main.ts',
    custody: 'webview/custody.css',
  },
  outdir: 'dist/webview',
  platform: 'browser',
  target: 'chrome130',
  format: 'iife',
});

/**
 * Takes out of dist/extension.js what esbuild puts into every file and this one does not use, as each costs every start of
 * the editor a file or a call: the banner, and imports of chunks that hold nothing but esbuild's own helpers.
 */
async function trimActivation({ outputs }) {
  const file = 'dist/extension.js';
  const output = outputs[file];
  let text = (await readFile(file, 'utf8')).replace(`${requireBanner}\n`, '');
  for (const { path } of output.imports) {
    const unused = `import"./${path.slice('dist/'.length)}";`;
    if (Object.keys(outputs[path]?.inputs ?? { any: {} }).length > 0 || !text.includes(unused)) continue;
    text = text.replace(unused, '');
    output.imports = output.imports.filter((each) => each.path !== path);
  }
  output.bytes = Buffer.byteLength(text);
  await writeFile(file, text);
}

await rm('dist', { recursive: true, force: true });
await mkdir('dist/webview', { recursive: true });
await copyFile('node_modules/@vscode/codicons/dist/codicon.css', 'dist/webview/codicon.css');
await copyFile('node_modules/@vscode/codicons/dist/codicon.ttf', 'dist/webview/codicon.ttf');

if (watching) {
  await Promise.all([host.watch(), pages.watch()]);
} else {
  const [hostResult, pagesResult] = await Promise.all([host.rebuild(), pages.rebuild()]);
  await trimActivation(hostResult.metafile);
  await writeFile('dist/meta.json', JSON.stringify(hostResult.metafile));
  await writeFile('dist/pages.json', JSON.stringify(pagesResult.metafile));
  const notices = await composeNotices([hostResult.metafile, pagesResult.metafile], ['node_modules/@vscode/codicons']);
  await writeFile('dist/THIRD_PARTY_NOTICES.txt', notices);
  await Promise.all([host.dispose(), pages.dispose()]);
}
