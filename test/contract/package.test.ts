import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { listFiles, PackageManager } from '@vscode/vsce';
import * as z from 'zod';

// What ships, and what an editor reads when it starts. Looks at dist, so it wants `npm run build` first.

const expected = [
  /^(package\.json|README\.md|CHANGELOG\.md|LICENSE)$/,
  /^dist\/extension\.js$/,
  /^dist\/chunks\/[\w-]+\.js$/,
  /^dist\/webview\/(approval|secret|create|audit)\.js$/,
  /^dist\/THIRD_PARTY_NOTICES\.txt$/,
  /^dist\/webview\/(custody\.css|codicon\.css|codicon\.ttf)$/,
  /^media\/(custody|panel-dark|panel-light)\.svg$/,
  /^media\/icon\.png$/,
  /^media\/resourcePolicy\.schema\.json$/,
  /^media\/walkthrough\/\w+\.svg$/,
];

const metafile = z.object({
  outputs: z.record(
    z.string(),
    z.object({
      bytes: z.number(),
      inputs: z.record(z.string(), z.unknown()),
      imports: z.array(z.object({ path: z.string(), kind: z.string(), external: z.boolean().optional() })),
    }),
  ),
});

type Outputs = z.infer<typeof metafile>['outputs'];

/** A file, and all it imports before it runs. */
function readWith(first: string, outputs: Outputs): readonly string[] {
  const read = new Set<string>();
  const follow = (file: string): void => {
    const output = outputs[file];
    if (!output || read.has(file)) return;
    read.add(file);
    for (const { path, kind } of output.imports) if (kind !== 'dynamic-import') follow(path);
  };
  follow(first);
  return [...read];
}

/** What the text of a module imports before it runs: the metafile does not list what a banner imports. */
function importedBy(text: string): readonly string[] {
  return [...text.matchAll(/\b(?:import|from) ?["']([^"']+)["']/g)].map(([, name = '']) => name);
}

describe('the package', () => {
  it('holds the bundles, the pages and the pictures, and nothing else', async () => {
    const files = await listFiles({ packageManager: PackageManager.None });
    assert.deepEqual(
      files.filter((file) => !expected.some((pattern) => pattern.test(file))),
      [],
    );
    for (const pattern of expected)
      assert.ok(
        files.some((file) => pattern.test(file)),
        `nothing matches ${pattern}`,
      );
  });

  it('leaves nothing outside its bundles but the editor and Node itself', async () => {
    const { outputs } = metafile.parse(JSON.parse(await readFile('dist/meta.json', 'utf8')));
    const outside = Object.values(outputs).flatMap(({ imports }) => imports.flatMap(({ path, external }) => (external ? [path] : [])));
    assert.deepEqual(
      outside.filter(
        (path) =>
          path !== 'vscode' &&
          !path.startsWith('node:') &&
          !/^(assert|async_hooks|buffer|child_process|crypto|events|fs|fs\/promises|http|http2|https|module|net|os|path|process|stream|stream\/web|timers|timers\/promises|tls|url|util|worker_threads|zlib|dns)$/.test(
            path,
          ),
      ),
      [],
    );
  });

  it('reads one file of under 8 KiB at activation, of sources of ours alone', async () => {
    const { outputs } = metafile.parse(JSON.parse(await readFile('dist/meta.json', 'utf8')));
    assert.deepEqual(readWith('dist/extension.js', outputs), ['dist/extension.js']);
    const { bytes = 0, inputs = {} } = outputs['dist/extension.js'] ?? {};
    assert.deepEqual(
      Object.keys(inputs).filter((input) => !input.startsWith('src/')),
      [],
    );
    assert.ok(bytes < 8 * 1_024, `${bytes} bytes`);
  });

  it('asks Node for none of its modules at activation', async () => {
    const text = await readFile('dist/extension.js', 'utf8');
    assert.deepEqual([...new Set(importedBy(text))], ['vscode']);
  });

  it('would be seen to read more at activation, as a chunk that imports others does', async () => {
    const { outputs } = metafile.parse(JSON.parse(await readFile('dist/meta.json', 'utf8')));
    const later = outputs['dist/extension.js']?.imports.find(({ path }) => path.includes('product-'))?.path ?? '';
    assert.ok(readWith(later, outputs).length > 1);
    assert.ok(importedBy(await readFile(later, 'utf8')).some((name) => name.startsWith('node:')));
  });
});
