import assert from 'node:assert/strict';
import type { Account } from '../../src/core/account.ts';
import type { Custody } from '../../src/custody.ts';
import { memoryStorage } from './memoryStorage.ts';
import { seen } from './fakeVscode.ts';
import { location, panelWorld, type PanelWorld } from './panelWorld.ts';
import { pass, settle, usePanels } from './usePanels.ts';

type Work = (custody: Custody, world: PanelWorld) => Promise<unknown>;

const works: readonly (readonly [title: string, work: Work])[] = [
  [
    'Reading the versions of prod/db…',
    async (custody, { secrets }) => {
      const { versionsOf } = await import('../../src/vscode/rotation/pickVersion.ts');
      return versionsOf(await secrets.describeSecret(location.arn, new AbortController().signal), location, custody);
    },
  ],
  [
    'Remove Replica Regions',
    async (custody) => (await import('../../src/vscode/replicas/unreplicate.ts')).removeRegions(location, ['us-east-1'], custody),
  ],
  [
    'Promote Replica',
    async (custody) => (await import('../../src/vscode/replicas/unreplicate.ts')).promote(location, 'eu-west-1', custody),
  ],
  [
    'Reading the resource policy of prod/db…',
    async (_, { custody }) => (await import('../../src/vscode/policy/policyFiles.ts')).createPolicyFiles(custody).open(location),
  ],
];

const hang = (): Promise<never> => new Promise(() => undefined);

describe('A call that takes its time', () => {
  usePanels();

  for (const [title, work] of works) {
    it(`is shown and can be cancelled: ${title}`, async () => {
      const world = panelWorld();
      // The versions are those of a secret that was described before.
      world.secrets.before = async (method) => (title.includes('versions') && method === 'describeSecret' ? undefined : hang());
      const ended = assert.rejects(work(await world.custody(), world), /cancel/i);
      await settle();
      assert.equal(seen.progress.length, 0);
      pass(700);
      const [shown, ...others] = seen.progress;
      assert.deepEqual([shown?.title, shown?.cancellable, others.length], [title, true, 0]);
      shown?.cancel();
      await ended;
    });
  }

  it('is cancelled when it tests a credential that was typed, which is then not kept, and asks nothing more', async () => {
    const { createAccountStore } = await import('../../src/vscode/accounts/accountStore.ts');
    const { retypeCredential } = await import('../../src/vscode/accounts/editAccount.ts');
    const { thisHost } = await import('../../src/vscode/accounts/accountStore.ts');
    const vault: Account = {
      kind: 'vault',
      name: 'vault',
      address: 'https://vault.test',
      mount: 'aws',
      path: 'sts',
      role: 'dev',
      regions: ['eu-west-1'],
      access: 'off',
      host: thisHost(),
    };
    const store = createAccountStore(memoryStorage());
    await store.save(vault);
    const world = panelWorld([vault]);
    world.secrets.before = hang;
    seen.typed = 'hvs.typed';
    const ended = retypeCredential(vault, { store, custody: world.custody, onRenamed: async () => undefined });
    await settle();
    pass(700);
    assert.deepEqual(
      seen.progress.map(({ title, cancellable }) => [title, cancellable]),
      [['Signing in as vault…', true]],
    );
    seen.progress[0]?.cancel();
    await ended;
    assert.deepEqual(seen.toasts, []);
    assert.equal(await store.credential('vault'), undefined);
  });
});
