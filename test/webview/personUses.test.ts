import assert from 'node:assert/strict';
import type { SecretNode } from '../../src/vscode/tree/nodes.ts';
import { seen } from './fakeVscode.ts';
import { account, location, panelWorld, type PanelWorld } from './panelWorld.ts';
import { usePanels } from './usePanels.ts';

const node: SecretNode = {
  kind: 'secret',
  parent: { kind: 'region', account, region: location.region },
  path: 'prod/',
  secret: { name: location.name, arn: location.arn, rotationEnabled: false },
};

const row = (label: string) => (rows: readonly { readonly label: string }[]) => rows.find((each) => each.label === label);

describe("A person's use of a secret", () => {
  usePanels();
  let world: PanelWorld;
  const toasts = (): readonly string[] => seen.toasts.map(({ text }) => text);

  beforeEach(() => {
    world = panelWorld();
    [seen.picks, seen.typed, seen.texts] = [[], '', []];
  });

  describe('in a .env file', () => {
    async function write(...picks: typeof seen.picks): Promise<void> {
      const { envCommands } = await import('../../src/vscode/env/envCommands.ts');
      seen.picks = picks;
      await envCommands(world.custody)['custody.writeEnvFile']?.(node);
    }

    it('has every key ticked, and writes those that stay so', async () => {
      let offered: readonly object[] = [];
      const password = (rows: readonly { readonly label: string }[]): unknown => {
        offered = rows.map(({ label, ...rest }) => ({ label, picked: 'picked' in rest && rest.picked }));
        return rows.filter(({ label }) => label === 'password');
      };
      await write(password, row('.env.local'));
      assert.deepEqual(offered, [
        { label: 'username', picked: true },
        { label: 'password', picked: true },
      ]);
      assert.deepEqual(world.cards[0]?.consequences[0], 'Written: password as PASSWORD.');
      assert.deepEqual([...world.envFiles.files], [['.env.local', 'PASSWORD=correct-horse-battery\n']]);
      assert.deepEqual(toasts(), ['Wrote PASSWORD to .env.local.']);
    });

    it('writes all of them when none is left out', async () => {
      await write((rows) => rows, row('.env'));
      assert.deepEqual(toasts(), ['Wrote USERNAME, PASSWORD to .env.']);
    });

    it('writes nothing when every key is left out, or the question is left', async () => {
      await write(() => []);
      await write(() => undefined);
      assert.deepEqual([world.cards.length, world.envFiles.files.size, toasts().length], [0, 0, 0]);
    });
  });

  it('compares every key in a document, with no value in it', async () => {
    const [{ operationCommands }, { createComparison }] = await Promise.all([
      import('../../src/vscode/operationCommands.ts'),
      import('../../src/vscode/comparison.ts'),
    ]);
    const comparison = createComparison();
    world.envFiles.files.set('.env', 'USERNAME=app\nPASSWORD=another-horse-battery\n');
    seen.picks = [row('The .env file of the open folder')];
    const commands = operationCommands(['custody.compareSecrets'], world.custody, { 'custody.compareSecrets': comparison.show });
    await commands['custody.compareSecrets']?.(node);
    const [text = '', ...others] = seen.texts;
    assert.match(text, /^username: same, text /m);
    assert.match(text, /^password: different, text 16 to 31 bytes /m);
    assert.doesNotMatch(text, /horse|battery/);
    assert.deepEqual([others, toasts()], [[], []]);
    comparison.dispose();
  });
});
