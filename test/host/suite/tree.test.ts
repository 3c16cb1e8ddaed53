import assert from 'node:assert/strict';
import { createServicePool, type ServicePool } from '../../../src/aws/servicePool.ts';
import type { Account } from '../../../src/core/account.ts';
import { person } from '../../../src/core/caller.ts';
import type { SecretsService } from '../../../src/core/secretsService.ts';
import { createCustody, type Custody } from '../../../src/custody.ts';
import { startSandbox, type Sandbox } from '../../../src/sandbox/server.ts';
import { createAccountStore, type AccountStore } from '../../../src/vscode/accounts/accountStore.ts';
import type { Node, RegionNode, SecretNode } from '../../../src/vscode/tree/nodes.ts';
import { createTree, type SecretTree } from '../../../src/vscode/tree/tree.ts';
import { treeItem } from '../../../src/vscode/tree/treeItems.ts';
import { assertTrusted } from '../../../src/vscode/trust.ts';
import { memorySecrets } from '../../fakes/memorySecrets.ts';
import { labelOf } from './labelOf.ts';
import { sandboxAccount } from './sandboxAccount.ts';
import { memoryStorage, missingKeyring } from './secretStorage.ts';

const account = sandboxAccount('sandbox');
const region: RegionNode = { kind: 'region', account, region: 'eu-west-1' };

function custodyOver(store: AccountStore, service: (account: Account, region: string) => Promise<SecretsService>): () => Promise<Custody> {
  const custody = createCustody({
    accounts: store.all,
    service,
    present: async () => ({ kind: 'declined' }),
    showSecret: () => false,
    settings: () => ({ maximumAccess: 'destroy', allowForceDelete: false }),
    assertTrusted,
    append: async () => undefined,
  });
  return async () => custody;
}

async function storeWith(...accounts: readonly Account[]): Promise<AccountStore> {
  const store = createAccountStore(memoryStorage());
  for (const each of accounts) await store.save(each);
  return store;
}

async function childrenOf(tree: SecretTree, node?: Node): Promise<readonly Node[]> {
  return (await tree.getChildren(node)) ?? [];
}

const labels = (nodes: readonly Node[]): readonly string[] => nodes.map(labelOf);

describe('the tree', () => {
  describe('over the real sandbox', () => {
    let sandbox: Sandbox;
    let tree: SecretTree;
    let pool: ServicePool;

    const valueOf = async ({ parent, secret }: SecretNode): Promise<string> => {
      const service = await pool.service(parent.account, parent.region, person);
      const { value } = await service.getSecretValue({ secretId: secret.arn }, AbortSignal.timeout(5_000));
      return value.reveal();
    };

    before(async () => {
      sandbox = await startSandbox({ seed: true });
      pool = createServicePool({
        files: { config: '/nowhere', credentials: '/nowhere' },
        endpoint: undefined,
        sandbox: async () => sandbox,
      });
      const store = await storeWith(account);
      tree = createTree(
        store,
        custodyOver(store, (of, where) => pool.service(of, where, person)),
      );
    });
    after(() => sandbox.close());

    it('goes from accounts over regions and folders to secrets', async () => {
      const accounts = await childrenOf(tree);
      assert.deepEqual(labels(accounts), ['sandbox']);
      const regions = await childrenOf(tree, accounts[0]);
      assert.deepEqual(labels(regions), ['eu-west-1', 'us-east-1']);
      const top = await childrenOf(tree, regions[0]);
      assert.deepEqual(labels(top).slice(0, 5), ['dev', 'legacy', 'prod', 'shared', 'staging']);
      const prod = await childrenOf(tree, top[2]);
      assert.deepEqual(labels(prod), ['identity', 'orders', 'payments', 'search']);
      assert.ok(labels(await childrenOf(tree, prod[2])).includes('postgres'));
    });

    it('reads a region once, until it is read again', async () => {
      const reads = (): number => sandbox.requests().filter(({ operation }) => operation === 'ListSecrets').length;
      tree.refresh();
      const before = reads();
      await childrenOf(tree, region);
      await childrenOf(tree, { kind: 'folder', parent: region, path: 'prod/' });
      assert.equal(reads(), before + 1);
      tree.refresh(region);
      await childrenOf(tree, region);
      assert.equal(reads(), before + 2);
    });

    it('tells the rows of accounts whose credential was typed from all others', () => {
      const { name, regions, access, host } = account;
      const typed: Account = { kind: 'keys', name, regions, access, host };
      const rows = [account, typed].map((each) => treeItem({ kind: 'account', account: each }).contextValue);
      assert.deepEqual(rows, ['account', 'typedAccount']);
    });

    it('marks a secret that waits for its deletion, one that rotates and one that a service manages', async () => {
      const nodes = [...(await childrenOf(tree, region)), ...(await childrenOf(tree, { kind: 'folder', parent: region, path: 'legacy/' }))];
      const deleted = nodes.map(treeItem).find(({ contextValue }) => contextValue === 'deletedSecret');
      assert.match(String(deleted?.description), /^deletion since \d{4}-\d\d-\d\d/);
      const managed = nodes.find((node) => labelOf(node).startsWith('rds!'));
      assert.match(String(managed && treeItem(managed).description), /^rotates · managed by rds$/);
    });

    it('holds no value, wherever it is opened', async () => {
      const visit = async (node?: Node): Promise<readonly Node[]> => {
        const children = await childrenOf(tree, node);
        return [...children, ...(await Promise.all(children.map(visit))).flat()];
      };
      const nodes = await visit();
      const drawn = JSON.stringify([nodes, nodes.map(treeItem)]);
      const values = await Promise.all(
        nodes.flatMap((node) => (node.kind === 'secret' && node.secret.deletedDate === undefined ? [valueOf(node)] : [])),
      );
      assert.ok(values.length > 20, `${values.length} values`);
      const madeUp = values.flatMap((value) => [value, ...(value.match(/sample-[\w-]{20}/gi) ?? [])]);
      assert.ok(madeUp.length > values.length, `${madeUp.length} values with their fields`);
      assert.deepEqual(
        madeUp.filter((value) => drawn.includes(JSON.stringify(value).slice(1, -1))),
        [],
      );
    });
  });

  it('shows nothing where there is no keyring, so that the welcome text that says what to do stands there', async () => {
    const store = createAccountStore(missingKeyring());
    const nodes = await childrenOf(
      createTree(
        store,
        custodyOver(store, async () => memorySecrets({})),
      ),
    );
    assert.deepEqual(nodes, []);
  });

  it('shows an account whatever else stands broken beside it', async () => {
    const store = createAccountStore(memoryStorage({ 'custody.account.broken': '{', 'custody.account.sandbox': JSON.stringify(account) }));
    assert.deepEqual(
      labels(
        await childrenOf(
          createTree(
            store,
            custodyOver(store, async () => memorySecrets({})),
          ),
        ),
      ),
      ['sandbox'],
    );
  });

  it('shows nothing without an account, so that the welcome text stands there', async () => {
    const store = await storeWith();
    assert.deepEqual(
      await childrenOf(
        createTree(
          store,
          custodyOver(store, async () => memorySecrets({})),
        ),
      ),
      [],
    );
  });

  it('says how to begin in a region without secrets', async () => {
    const store = await storeWith(account);
    const nodes = await childrenOf(
      createTree(
        store,
        custodyOver(store, async () => memorySecrets({})),
      ),
      region,
    );
    assert.deepEqual(labels(nodes), ['No secrets yet']);
  });

  it('offers the next page at the end of a region, and puts it behind the first', async () => {
    const store = await storeWith(account);
    const secrets = memorySecrets({ 'a/1': 'x', 'b/2': 'x', c: 'x' });
    const paged: SecretsService = {
      ...secrets,
      async listSecrets(query, signal) {
        const page = await secrets.listSecrets(query, signal);
        return query.nextToken === 'second'
          ? { secrets: page.secrets.slice(2) }
          : { secrets: page.secrets.slice(0, 2), nextToken: 'second' };
      },
    };
    const tree = createTree(
      store,
      custodyOver(store, async () => paged),
    );
    const first = await childrenOf(tree, region);
    assert.deepEqual(labels(first), ['a', 'b', 'Load more…']);
    assert.equal(treeItem(first[2] ?? region).description, '2 loaded');
    // At the top alone, and not again in each folder.
    assert.deepEqual(labels(await childrenOf(tree, first[0])), ['1']);
    await tree.loadMore(region);
    assert.deepEqual(labels(await childrenOf(tree, region)), ['a', 'b', 'c']);
  });

  it('says in the region what went wrong, and reads it again when asked', async () => {
    const store = await storeWith(account);
    const secrets = memorySecrets({ found: 'x' });
    let failing = true;
    secrets.before = async () => {
      if (failing) throw new Error('canary from the network');
    };
    const tree = createTree(
      store,
      custodyOver(store, async () => secrets),
    );
    const [failed] = await childrenOf(tree, region);
    assert.equal(failed?.kind, 'message');
    assert.equal(failed?.kind === 'message' && failed.retry, region);
    assert.doesNotMatch(JSON.stringify(failed), /canary/);
    failing = false;
    assert.deepEqual(labels(await childrenOf(tree, region)), ['found']);
  });
});
