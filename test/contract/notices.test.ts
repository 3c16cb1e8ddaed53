import assert from 'node:assert/strict';
import { mkdtemp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeNotices, type Metafile } from '../../thirdPartyNotices.ts';

// What ships of others, and what does not ship at all. Looks at dist, so it wants `npm run build` first.

async function readMetafile(name: string): Promise<Metafile> {
  return JSON.parse(await readFile(`dist/${name}`, 'utf8'));
}

const packageOf = (path: string): string => /^.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[0] ?? '';

/** Every folder of a package that puts at least a byte into a bundle. */
async function bundledFolders(): Promise<readonly string[]> {
  const metafiles = await Promise.all(['meta.json', 'pages.json'].map(readMetafile));
  const outputs = metafiles.flatMap((metafile) => Object.values(metafile.outputs));
  const paths = outputs.flatMap(({ inputs }) => Object.keys(inputs).filter((path) => (inputs[path]?.bytesInOutput ?? 0) > 0));
  return [...new Set(paths.map(packageOf))].filter(Boolean);
}

/** `name version (licence)` of every package that the notices name. */
function named(notices: string): readonly string[] {
  return notices
    .split(/^={80}\n/m)
    .slice(1)
    .flatMap((section) => section.slice(0, section.indexOf('\n\n')).split('\n'))
    .map((line) => /^\S+ \S+ \(\S+\)/.exec(line)?.[0] ?? line);
}

describe('the third-party notices', () => {
  let notices: string;
  before(async () => {
    notices = await readFile('dist/THIRD_PARTY_NOTICES.txt', 'utf8');
  });

  it('name every package that is in a bundle, with its version and licence', async () => {
    const folders = await bundledFolders();
    assert.ok(folders.length > 20, `${folders.length} packages`);
    for (const folder of [...folders, 'node_modules/@vscode/codicons/']) {
      const { name, version, license }: Record<string, string> = JSON.parse(await readFile(`${folder}package.json`, 'utf8'));
      assert.ok(named(notices).includes(`${name} ${version} (${license})`), `${name} ${version} is missing`);
    }
  });

  it('hold the licence text of each, word for word', async () => {
    for (const folder of await bundledFolders()) {
      for (const file of (await readdir(folder)).filter((each) => /^licen[cs]e/i.test(each)))
        assert.ok(notices.includes((await readFile(`${folder}${file}`, 'utf8')).trim()), `${folder}${file}`);
    }
    assert.match(notices, /Attribution 4\.0 International/);
  });

  it('name what a package bundled of others, in the version it bundled', () => {
    assert.ok(named(notices).some((line) => /^ajv \d[\d.]+ \(MIT\)$/.test(line)));
    assert.ok(named(notices).some((line) => /^fast-uri \d[\d.]+ \(BSD-3-Clause\)$/.test(line)));
  });

  it('name no copyleft licence, and none without a name', () => {
    for (const line of named(notices)) {
      assert.match(line, /^\S+ \d\S* \((MIT|Apache-2\.0|ISC|0BSD|BSD-[23]-Clause|CC-BY-4\.0)\)$/);
    }
  });

  describe('of a package that may not ship', () => {
    let folder: string;
    before(async () => {
      folder = join(await mkdtemp(join(tmpdir(), 'custody-notices-')), 'node_modules', 'planted');
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, 'index.js'), '');
    });
    after(() => rm(join(folder, '..', '..'), { recursive: true }));

    async function composeWith(license: string): Promise<string> {
      await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'planted', version: '1.0.0', license }));
      return composeNotices([{ outputs: { bundle: { inputs: { [join(folder, 'index.js')]: { bytesInOutput: 1 } } } } }], []);
    }

    it('are refused for its licence, so that the build stops', () =>
      assert.rejects(composeWith('GPL-3.0'), /^Error: Look at the licence of planted before it ships: GPL-3\.0\.$/));

    it('are refused for a licence text that is missing, and made once it is there', async () => {
      await assert.rejects(composeWith('MIT'), /^Error: No licence text was found for planted\.$/);
      await writeFile(join(folder, 'LICENSE'), 'Do as you like.');
      assert.match(await composeWith('MIT'), /planted 1\.0\.0 \(MIT\)\n\nDo as you like\.\n/);
    });
  });
});

const telemetry =
  /createTelemetryLogger|applicationinsights|dc\.services\.visualstudio\.com|vortex\.data\.microsoft|google-analytics|sentry\.io|segment\.io|mixpanel|amplitude\.com|posthog|datadoghq/i;

describe('telemetry', () => {
  it('is in no file that ships', async () => {
    const files = (await readdir('dist', { recursive: true })).filter((file) => file.endsWith('.js'));
    assert.ok(files.length > 10);
    for (const file of files) assert.doesNotMatch(await readFile(join('dist', file), 'utf8'), telemetry, file);
  });

  it('would be found, as these are', () => {
    for (const text of [
      'vscode.env.createTelemetryLogger(x)',
      'https://dc.services.visualstudio.com/v2/track',
      'new applicationInsights()',
    ])
      assert.match(text, telemetry);
  });
});
