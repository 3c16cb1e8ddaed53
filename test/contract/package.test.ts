import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { listFiles, PackageManager } from '@vscode/vsce';
import * as z from 'zod';

// What ships, and what an editor reads when it starts. Looks at dist, so it wants `npm run build` first.

const expected = [
  /^(package\.json|README\.md|CHANGELOG\.md|LICENSE)$/,
  /^dist\/extension\.js$/,
  /^dist\/chunks\/[\w-]+\.js$/,
  /^dist\/webview\/(approval|secret|create)\.js$/,
  /^dist\/webview\/(custody\.css|codicon\.css|codicon\.ttf)$/,
  /^media\/(custody|panel-dark|panel-light)\.svg$/,
  /^media\/icon\.png$/,
  /^media\/walkthrough\/\w+\.md$/,
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

  it('reads under 100 KiB at activation, and no SDK or schema library in it', async () => {
    const { outputs } = metafile.parse(JSON.parse(await readFile('dist/meta.json', 'utf8')));
    const read = new Set<string>();
    const follow = (file: string): void => {
      const output = outputs[file];
      if (!output || read.has(file)) return;
      read.add(file);
      for (const { path, kind } of output.imports) if (kind !== 'dynamic-import') follow(path);
    };
    follow('dist/extension.js');
    assert.ok(read.has('dist/extension.js'));
    const inputs = [...read].flatMap((file) => Object.keys(outputs[file]?.inputs ?? {}));
    assert.deepEqual(
      inputs.filter((input) => /node_modules\/(zod|@aws-sdk|@smithy|@modelcontextprotocol)\//.test(input)),
      [],
    );
    const bytes = [...read].reduce((sum, file) => sum + (outputs[file]?.bytes ?? 0), 0);
    assert.ok(bytes < 100 * 1_024, `${bytes} bytes`);
  });
});
