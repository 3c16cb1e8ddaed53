import { glob, rm } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import * as esbuild from 'esbuild';

export const repository = resolve(import.meta.dirname, '..', '..');
const folder = join(repository, 'out', 'host-tests');

/** The bundled file that exports run(). It lies in the repository, so that mocha is found beside it. */
export const testsEntry = join(folder, 'entry.js');

/** Bundles the mocha entry and every test file of the suite, or those whose name holds `only`; returns their names. */
export async function bundleHostTests(only = ''): Promise<readonly string[]> {
  const files: string[] = [];
  for await (const file of glob(join(import.meta.dirname, 'suite', '**', '*.test.ts'))) if (basename(file).includes(only)) files.push(file);
  // A bundle that was left behind would run again, though its test is gone.
  await rm(folder, { recursive: true, force: true });
  await esbuild.build({
    entryPoints: {
      entry: join(import.meta.dirname, 'entry.ts'),
      ...Object.fromEntries(files.map((file) => [basename(file, '.ts'), file])),
    },
    outdir: folder,
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'esm',
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    sourcemap: 'linked',
    external: ['vscode', 'mocha'],
    mainFields: ['module', 'main'],
    conditions: ['module', 'import'],
    logLevel: 'warning',
    // Some dependencies still call require for Node's own modules, which an ES module does not have.
    banner: { js: "import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);" },
  });
  return files.map((file) => basename(file)).sort();
}

if (import.meta.main) console.log(`Bundled ${(await bundleHostTests()).join(', ')}.`);
