import assert from 'node:assert/strict';
import type { Account } from '../../src/core/account.ts';
import { person } from '../../src/core/caller.ts';
import { CustodyError } from '../../src/core/errors.ts';
import type { ListSecretsQuery, SecretsService } from '../../src/core/secretsService.ts';
import { createCustody } from '../../src/custody.ts';
import { everything, type TreeQuery } from '../../src/vscode/filter/treeQuery.ts';
import type { Node } from '../../src/vscode/tree/nodes.ts';
import { openTree } from '../bench/treeWorld.ts';
import { memorySecrets, type MemorySecrets } from '../fakes/memorySecrets.ts';

// The real tree and one path, over secrets in memory that a test can take away.

const region = 'eu-west-1';
const account: Account = { kind: 'sandbox', name: 'memory', regions: [region], access: 'destroy', host: 'here' };

interface World {
  readonly secrets: MemorySecrets;
  readonly asked: readonly ListSecretsQuery[];
  readonly show: (query: Partial<TreeQuery>) => void;
  readonly refresh: () => void;
  readonly nodes: () => Promise<readonly Node[]>;
  readonly rows: () => Promise<readonly string[]>;
  readonly rowsIn: (folder: string) => Promise<readonly string[]>;
  /** The same region of an account that was added anew under the same name. */
  readonly replacedRows: () => Promise<readonly string[]>;
  /** Creates a secret as a person does, which ListSecrets then leaves out. */
  readonly createUnlisted: (name: string) => Promise<void>;
  /** From now on ListSecrets fails, or no longer does. */
  readonly fail: (error: CustodyError | undefined) => void;
}

async function openWorld(names: readonly string[]): Promise<World> {
  const secrets = memorySecrets(Object.fromEntries(names.map((name) => [name, 'value'])));
  const asked: ListSecretsQuery[] = [];
  let failing: CustodyError | undefined;
  let unlisted = '';
  const service: SecretsService = {
    ...secrets,
    async listSecrets(query, signal) {
      asked.push(query);
      if (failing) throw failing;
      const all = await secrets.listSecrets(query, signal);
      const page = { secrets: all.secrets.filter(({ name }) => name !== unlisted) };
      return query.sortOrder === 'desc' ? { secrets: page.secrets.toReversed() } : page;
    },
  };
  const custody = createCustody({
    accounts: async () => [account],
    service: async () => service,
    present: async (card) => ({ kind: 'accepted', id: card.id }),
    showSecret: () => false,
    settings: () => ({ maximumAccess: 'destroy', allowForceDelete: true }),
    assertTrusted: () => undefined,
    append: async () => undefined,
  });
  const { tree, region: node } = await openTree(custody, account, region);
  const childrenOf = async (of: Node): Promise<readonly Node[]> => (await tree.getChildren(of)) ?? [];
  const rowsOf = async (of: Node): Promise<readonly string[]> => (await childrenOf(of)).map(rowOf);
  return {
    secrets,
    asked,
    show: (query) => tree.show({ ...everything, ...query }),
    refresh: () => tree.refresh(node),
    nodes: () => childrenOf(node),
    rows: () => rowsOf(node),
    rowsIn: (path) => rowsOf({ kind: 'folder', parent: node, path }),
    replacedRows: () => rowsOf({ ...node, account: { ...account, accountId: '444455556666' } }),
    async createUnlisted(name) {
      unlisted = name;
      const input = { account: account.name, region, name, value: 'generate' };
      const operation = custody.operations.createSecret;
      const outcome = await custody.execute(operation, { caller: person, input });
      tree.showChange({ operation, input, outcome });
    },
    fail: (error) => (failing = error),
  };
}

function rowOf(node: Node): string {
  if (node.kind === 'secret') return node.secret.name;
  if (node.kind === 'folder') return node.path;
  return node.kind === 'message' ? `[${node.title ?? node.text}]` : node.kind;
}

const names = ['dev/db', 'prod/db', 'prod/web/key', 'zebra'];
const unreachable = new CustodyError('unreachable', 'ListSecrets in account memory (eu-west-1) got no answer.');

describe('the tree under a filter', () => {
  it('shows what AWS says passes it, in folders, and all again once it is cleared', async () => {
    const { rows, rowsIn, show, asked } = await openWorld(names);
    assert.deepEqual(await rows(), ['dev/', 'prod/', 'zebra']);
    show({ filter: 'name:prod/ !web' });
    assert.deepEqual(await rows(), ['prod/']);
    assert.deepEqual(await rowsIn('prod/'), ['prod/db']);
    assert.deepEqual(asked.at(-1)?.filters, [
      { key: 'all', values: ['!web'] },
      { key: 'name', values: ['prod/'] },
    ]);
    show({ filter: '' });
    assert.deepEqual(await rows(), ['dev/', 'prod/', 'zebra']);
  });

  it('says that nothing matches, and clears the filter when that is clicked', async () => {
    const { nodes, show } = await openWorld(names);
    show({ filter: 'name:nothing' });
    const [message, ...others] = await nodes();
    assert.deepEqual(others, []);
    assert.ok(message?.kind === 'message');
    assert.match(message.text, /No secret in eu-west-1 matches the filter/);
    const { treeItem } = await import('../../src/vscode/tree/treeItems.ts');
    assert.equal(treeItem(message).command?.command, 'custody.clearFilter');
  });

  it('leaves out a secret that was created here, until AWS says that it matches', async () => {
    const { rows, show, createUnlisted } = await openWorld(names);
    await createUnlisted('new');
    // Without a filter it stands there before AWS lists it.
    assert.deepEqual(await rows(), ['dev/', 'prod/', 'new', 'zebra']);
    show({ filter: 'name:zebra' });
    assert.deepEqual(await rows(), ['zebra']);
  });

  it('hides secrets that are scheduled for deletion, shows them, or shows them alone', async () => {
    const { rows, show, secrets } = await openWorld(names);
    await secrets.deleteSecret({ secretId: 'zebra', recoveryWindowInDays: 7 }, AbortSignal.timeout(5_000));
    assert.deepEqual(await rows(), ['dev/', 'prod/', 'zebra']);
    show({ hidesDeleted: true });
    assert.deepEqual(await rows(), ['dev/', 'prod/']);
    show({ filter: 'is:deleted' });
    assert.deepEqual(await rows(), ['zebra']);
    show({ filter: 'is:deleted', hidesDeleted: true });
    assert.deepEqual(await rows(), ['zebra']);
  });
});

describe('the tree in another order', () => {
  it('is a flat list in the order of AWS by a date, and has folders by name', async () => {
    const { rows, show, asked } = await openWorld(names);
    show({ sort: '-changed' });
    assert.deepEqual(await rows(), names.toReversed());
    assert.equal(asked.at(-1)?.sortBy, 'last-changed-date');
    assert.equal(asked.at(-1)?.sortOrder, 'desc');
    show({ sort: 'name' });
    assert.deepEqual(await rows(), ['dev/', 'prod/', 'zebra']);
  });

  it('has folders and secrets from the end of the alphabet by name, descending', async () => {
    const { rows, show, rowsIn } = await openWorld(names);
    show({ sort: '-name' });
    assert.deepEqual(await rows(), ['prod/', 'dev/', 'zebra']);
    assert.deepEqual(await rowsIn('prod/'), ['prod/web/', 'prod/db']);
  });

  it('goes by the order in the filter before its own', async () => {
    const { rows, show, asked } = await openWorld(names);
    show({ filter: 'sort:-created', sort: 'changed' });
    assert.deepEqual(await rows(), names.toReversed());
    assert.equal(asked.at(-1)?.sortBy, 'created-date');
  });
});

describe('the tree, when a region can not be read again', () => {
  const stale = `[Not up to date: ${unreachable.sentence}]`;

  it('shows what was read before, under a message that reads it again when it is clicked', async () => {
    const { rows, rowsIn, nodes, fail, refresh } = await openWorld(names);
    await rows();
    fail(unreachable);
    refresh();
    assert.deepEqual(await rows(), [stale, 'dev/', 'prod/', 'zebra']);
    assert.deepEqual(await rowsIn('prod/'), ['prod/web/', 'prod/db']);
    const [message] = await nodes();
    const { treeItem } = await import('../../src/vscode/tree/treeItems.ts');
    assert.equal(message && treeItem(message).command?.command, 'custody.refresh');
    assert.equal(message?.kind === 'message' && message.retry?.kind, 'region');
    fail(undefined);
    refresh();
    assert.deepEqual(await rows(), ['dev/', 'prod/', 'zebra']);
  });

  it('stays as it was through any number of failures, and asks once for each refresh', async () => {
    const { rows, rowsIn, fail, refresh, asked } = await openWorld(names);
    await rows();
    fail(unreachable);
    for (const expected of [2, 3, 4]) {
      refresh();
      assert.deepEqual(await rows(), [stale, 'dev/', 'prod/', 'zebra']);
      await rowsIn('dev/');
      assert.equal(asked.length, expected);
    }
  });

  it('control: shows the failure alone where nothing was read before', async () => {
    const { rows, fail } = await openWorld(names);
    fail(unreachable);
    assert.deepEqual(await rows(), ["[Can't reach AWS]"]);
  });

  it('shows nothing that was read with another filter', async () => {
    const { rows, fail, show } = await openWorld(names);
    await rows();
    fail(unreachable);
    show({ filter: 'name:dev/' });
    assert.deepEqual(await rows(), ["[Can't reach AWS]"]);
  });

  it('shows nothing of another account that had the same name', async () => {
    const { rows, replacedRows, fail, refresh } = await openWorld(names);
    await rows();
    fail(unreachable);
    refresh();
    assert.deepEqual(await replacedRows(), ["[Can't reach AWS]"]);
  });
});
