import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { operations } from '../../src/core/operations/index.ts';
import { withOperations, withTable, type Manifest } from './manifest.ts';

const updating = process.env['UPDATE'] === '1';

async function keep(file: string, derive: (text: string) => string): Promise<void> {
  const text = await readFile(file, 'utf8');
  const wanted = derive(text);
  if (updating) await writeFile(file, wanted);
  else assert.equal(text, wanted, `${file} is out of step with the registry; run npm run gen`);
}

function readManifest(text: string): Manifest {
  return JSON.parse(text);
}

describe('what the manifest and the README say of operations', () => {
  it('package.json has the commands and menus the registry calls for', () =>
    keep('package.json', (text) => `${JSON.stringify(withOperations(readManifest(text), operations), null, 2)}\n`));

  it('README.md has the table of the registry', () => keep('README.md', (text) => withTable(text, operations)));

  it('every setting that could choose an endpoint or loosen a rule is application scope, out of a repository’s reach, and named in the README', async () => {
    const { contributes }: { contributes: { configuration: { properties: Record<string, { scope?: string }> } } } = JSON.parse(
      await readFile('package.json', 'utf8'),
    );
    const { properties } = contributes.configuration;
    assert.ok(Object.keys(properties).length > 0);
    const readme = await readFile('README.md', 'utf8');
    for (const [name, property] of Object.entries(properties)) {
      assert.equal(property.scope, 'application', name);
      assert.ok(readme.includes(`\`${name}\``), `The README names ${name}`);
    }
  });

  it('every restricted setting is declared so for untrusted workspaces', async () => {
    const manifest: {
      contributes: { configuration: { properties: object } };
      capabilities: { untrustedWorkspaces: { restrictedConfigurations: string[] } };
    } = JSON.parse(await readFile('package.json', 'utf8'));
    assert.deepEqual(
      [...manifest.capabilities.untrustedWorkspaces.restrictedConfigurations].sort(),
      Object.keys(manifest.contributes.configuration.properties).sort(),
    );
  });
});
