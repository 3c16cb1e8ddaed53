import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { operations } from '../../src/core/operations/index.ts';
import { withOperations, withTable, type Manifest, type MenuEntry } from './manifest.ts';

/** No row of a tree and no view's title has a use for them: the palette, an editor or the status bar starts them. */
const outsideTheViews: readonly string[] = [
  'custody.addSandbox',
  'custody.revokeLeases',
  'custody.generatePassword',
  'custody.toggleAgents',
  'custody.showQuestion',
  'custody.restartServer',
  'custody.takeBackConsent',
  'custody.verifyAuditLog',
  'custody.insertReference',
  'custody.insertCode',
  'custody.openMention',
  'custody.copyReference',
  'custody.findSameValues',
  // A click on its row.
  'custody.loadMore',
];

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

  describe('the menus', () => {
    let contributes: Manifest['contributes'];
    /** What a person reaches from a view by mouse and by keyboard: an inline button is reached by mouse alone. */
    const reached = (menus: Readonly<Record<string, readonly MenuEntry[]>>): readonly MenuEntry[] =>
      Object.entries(menus)
        .filter(([menu]) => menu !== 'commandPalette')
        .flatMap(([, entries]) => entries)
        .filter(({ group }) => group !== 'inline');
    const unplaced = (menus: Readonly<Record<string, readonly MenuEntry[]>>): readonly string[] => [
      ...contributes.submenus.map(({ id }) => id).filter((id) => !reached(menus).some(({ submenu }) => submenu === id)),
      ...contributes.commands
        .map(({ command }) => command)
        .filter((id) => !outsideTheViews.includes(id) && !reached(menus).some(({ command }) => command === id)),
    ];

    before(async () => {
      ({ contributes } = readManifest(await readFile('package.json', 'utf8')));
    });

    it('hold every submenu and every command of a view, none as an inline button alone', () => {
      assert.deepEqual(unplaced(contributes.menus), []);
    });

    it('are found wanting when a merge loses an entry', () => {
      const { 'view/item/context': rows = [], ...others } = contributes.menus;
      const without = (lost: (entry: MenuEntry) => boolean) => ({ ...others, 'view/item/context': rows.filter((entry) => !lost(entry)) });
      assert.deepEqual(unplaced(without(({ submenu }) => submenu === 'custody.rotation')), ['custody.rotation']);
      assert.deepEqual(unplaced(without(({ command, group }) => command === 'custody.revokePermission' && group !== 'inline')), [
        'custody.revokePermission',
      ]);
    });

    it('offer to type a credential again where one was typed, and all else on every account', () => {
      const commandsOn = (row: string): readonly string[] =>
        (contributes.menus['view/item/context'] ?? [])
          .filter(({ when = '' }) => {
            const [, name, pattern] = /viewItem (?:== (\w+)|=~ \/(.+?)\/)/.exec(when) ?? [];
            return pattern === undefined ? name === row : new RegExp(pattern).test(row);
          })
          .map(({ command }) => command);
      const onAccount = commandsOn('account');
      assert.ok(onAccount.includes('custody.removeAccount') && onAccount.includes('custody.checkAccount'));
      const onTyped = commandsOn('typedAccount');
      assert.deepEqual(
        onTyped.filter((id) => !onAccount.includes(id)),
        ['custody.retypeCredential'],
      );
      assert.deepEqual(
        onAccount.filter((id) => !onTyped.includes(id)),
        [],
      );
    });

    it('offer nothing twice in one place, and no command that is not declared', () => {
      const declared = new Set(contributes.commands.map(({ command }) => command));
      for (const [menu, entries] of Object.entries(contributes.menus)) {
        const keys = entries.map((entry) => JSON.stringify(entry));
        assert.deepEqual([...new Set(keys)], keys, menu);
        for (const { command, submenu } of entries) assert.ok(submenu !== undefined || declared.has(command), `${menu}: ${command}`);
      }
    });
  });

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
