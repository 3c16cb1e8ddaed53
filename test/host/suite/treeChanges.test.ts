import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { person } from '../../../src/core/caller.ts';
import type { Operation } from '../../../src/core/operation.ts';
import { nobodyToAsk } from '../../../src/core/signIn.ts';
import type { Custody } from '../../../src/custody.ts';
import { startSandbox, type Sandbox } from '../../../src/sandbox/server.ts';
import { createAccountStore } from '../../../src/vscode/accounts/accountStore.ts';
import { lazyCustody } from '../../../src/vscode/custodyHost.ts';
import type { RegionNode } from '../../../src/vscode/tree/nodes.ts';
import type { Done } from '../../../src/vscode/tree/ownChanges.ts';
import { keepLog } from '../../../src/vscode/report/keptLog.ts';
import { createTree, type SecretTree } from '../../../src/vscode/tree/tree.ts';
import { labelOf } from './labelOf.ts';
import { sandboxAccount } from './sandboxAccount.ts';
import { memoryStorage } from './secretStorage.ts';

const account = sandboxAccount('changing');
const region: RegionNode = { kind: 'region', account, region: 'eu-west-1' };
const where = { account: account.name, region: region.region };

describe('the tree, after a change through the product', () => {
  let sandbox: Sandbox;
  let folder: string;
  let ready: Custody;
  let tree: SecretTree;
  let told: Done[] = [];
  const subscriptions: vscode.Disposable[] = [];

  before(async () => {
    sandbox = await startSandbox();
    folder = await mkdtemp(join(tmpdir(), 'custody-changes-'));
    const store = createAccountStore(memoryStorage());
    await store.save(account);
    const custody = lazyCustody({
      store,
      sandbox: { running: async () => sandbox, dispose: () => undefined },
      signIn: { prompts: nobodyToAsk, isAsking: () => false },
      present: async (card) => ({ kind: 'accepted', id: card.id }),
      showSecret: () => false,
      folder: vscode.Uri.file(folder),
      auditKeys: { current: () => Promise.reject(new Error('No name is to be keyed.')) },
      log: keepLog(vscode.window.createOutputChannel('Custody changes', { log: true })),
      onSignIns: () => undefined,
      onEndpoint: () => undefined,
      onGrants: () => undefined,
      onChanged(done) {
        told.push(done);
        tree.showChange(done);
      },
      subscriptions,
      atEnd: () => undefined,
    });
    ready = await custody();
    const first = await ready.execute(ready.operations.listSecrets, { caller: person, input: where });
    assert.ok(first.ok);
    // The list stays as it was before any change, as AWS's may for five minutes.
    const { output } = first;
    const { listSecrets } = ready.operations;
    const behind: Operation<typeof output> = {
      ...listSecrets,
      prepare: (input) => ({ ...listSecrets.prepare(input), run: async () => ({ output, toText: () => '' }) }),
    };
    tree = createTree(store, async () => ({ ...ready, operations: { ...ready.operations, listSecrets: behind } }));
  });
  after(async () => {
    subscriptions.forEach((each) => void each.dispose());
    await sandbox.close();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(() => (told = []));

  const rows = async (): Promise<readonly string[]> => ((await tree.getChildren(region)) ?? []).map(labelOf);
  const make = async (operation: Operation, input: object): Promise<void> => {
    const outcome = await ready.execute(operation, { caller: person, input: { ...where, ...input } });
    if (!outcome.ok) throw outcome.error;
  };
  const nothing = 'No secrets yet';

  it('shows a secret that was created, though AWS lists none yet', async () => {
    assert.deepEqual(await rows(), [nothing]);
    await make(ready.operations.createSecret, { name: 'made/here', value: 'generate' });
    assert.deepEqual(await rows(), ['made']);
    assert.deepEqual(
      told.map(({ operation, outcome }) => [operation.name, outcome.ok]),
      [['create_secret', true]],
    );
  });

  it('is told of no call that changes nothing', async () => {
    await make(ready.operations.describeSecret, { secret_id: 'made/here' });
    await assert.rejects(make(ready.operations.describeSecret, { secret_id: 'not/here' }));
    await assert.rejects(make(ready.operations.createSecret, { name: 'made/here', value: 'generate' }));
    assert.deepEqual(told, []);
  });
});
