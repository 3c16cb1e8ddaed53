import assert from 'node:assert/strict';
import type { Account } from '../../src/core/account.ts';
import { person } from '../../src/core/caller.ts';
import type { Outcome } from '../../src/core/execute.ts';
import type { Operation } from '../../src/core/operation.ts';
import type { SecretPage, SecretsService } from '../../src/core/secretsService.ts';
import { createCustody, type Custody } from '../../src/custody.ts';
import { createOwnChanges } from '../../src/vscode/tree/ownChanges.ts';
import { openTree } from '../bench/treeWorld.ts';
import { memorySecrets } from '../fakes/memorySecrets.ts';

// Changes through the one path, drawn by the real tree, over a service whose list stays behind for as long as a test says.

const region = 'eu-west-1';
const account: Account = { kind: 'sandbox', name: 'memory', regions: [region], access: 'destroy', host: 'here' };
const where = { account: account.name, region };
const minute = 60_000;

interface World {
  readonly custody: Custody;
  /** Makes a change as a person does. */
  readonly change: (operation: Operation, input: object) => Promise<void>;
  readonly rows: () => Promise<readonly string[]>;
  readonly rowsIn: (folder: string) => Promise<readonly string[]>;
  /** From now on ListSecrets answers with what is true at this moment. */
  readonly freezeList: () => Promise<void>;
  /** From now on ListSecrets answers with what is true, or with what it was frozen at. */
  readonly list: (which: 'true' | 'frozen') => void;
  readonly refresh: () => void;
  readonly passTime: (ms: number) => void;
  readonly lists: () => number;
}

async function openWorld(names: readonly string[], heldMs?: number): Promise<World> {
  let clock = Date.parse('2026-11-21T12:00:00Z');
  let frozen: SecretPage | undefined;
  let listed: 'true' | 'frozen' = 'true';
  const secrets = memorySecrets(Object.fromEntries(names.map((name) => [name, 'value'])));
  const service: SecretsService = {
    ...secrets,
    listSecrets: async (query, signal) => {
      const page = await secrets.listSecrets(query, signal);
      return listed === 'frozen' && frozen ? frozen : page;
    },
  };
  const custody = createCustody({
    accounts: async () => [account],
    service: async () => service,
    present: async (card) => ({ kind: 'accepted', id: card.id, typed: card.typeToConfirm ?? '' }),
    showSecret: () => false,
    settings: () => ({ maximumAccess: 'destroy', allowForceDelete: true }),
    assertTrusted: () => undefined,
    append: async () => undefined,
  });
  const own = createOwnChanges(() => clock, heldMs);
  const { tree, region: node } = await openTree(custody, account, region, { own });
  const draw = async (path: string): Promise<readonly string[]> => {
    const children = (await tree.getChildren(path === '' ? node : { kind: 'folder', parent: node, path })) ?? [];
    return children.map((child) => {
      if (child.kind !== 'secret') return child.kind === 'folder' ? child.path : child.kind;
      return child.secret.deletedDate === undefined ? child.secret.name : `${child.secret.name} (deleted)`;
    });
  };
  await draw('');
  return {
    custody,
    async change(operation, input) {
      const outcome: Outcome<unknown> = await custody.execute(operation, { caller: person, input });
      if (!outcome.ok) throw outcome.error;
      tree.showChange({ operation, input, outcome });
    },
    rows: () => draw(''),
    rowsIn: draw,
    async freezeList() {
      frozen = await secrets.listSecrets({ includePlannedDeletion: true }, AbortSignal.timeout(5_000));
      listed = 'frozen';
    },
    list: (which) => (listed = which),
    refresh: () => tree.refresh(),
    passTime: (ms) => (clock += ms),
    lists: () => secrets.calls.filter((method) => method === 'listSecrets').length,
  };
}

const created = async ({ change, custody }: World, name = 'new', rest: object = where): Promise<void> =>
  change(custody.operations.createSecret, { ...rest, name, value: 'generate' });
const deleted = async ({ change, custody }: World, rest: object = {}): Promise<void> =>
  change(custody.operations.deleteSecret, { ...where, secret_id: 'a', ...rest });
const restored = async ({ change, custody }: World): Promise<void> =>
  change(custody.operations.restoreSecret, { ...where, secret_id: 'a' });

const cases = [
  { what: 'a secret created here', make: created, stale: ['a', 'b'], shown: ['new', 'a', 'b'] },
  { what: 'a secret scheduled for deletion here', make: deleted, stale: ['a', 'b'], shown: ['a (deleted)', 'b'] },
  {
    what: 'a secret deleted at once here',
    make: async (world: World) => deleted(world, { force: true }),
    stale: ['a', 'b'],
    shown: ['b'],
    // Its ARN never comes again, so that there is nothing to let go of.
    endsInAgreement: false,
  },
  {
    what: 'a secret restored here',
    prepare: deleted,
    make: restored,
    stale: ['a (deleted)', 'b'],
    shown: ['a', 'b'],
  },
];

describe('the tree, where the list of secrets is behind', () => {
  for (const { what, prepare, make, stale, shown, endsInAgreement = true } of cases) {
    const behind = async (heldMs?: number): Promise<World> => {
      const world = await openWorld(['a', 'b'], heldMs);
      await prepare?.(world);
      await world.freezeList();
      assert.deepEqual(await world.rows(), stale);
      await make(world);
      return world;
    };

    it(`shows ${what} at once: ${shown.join(', ')}`, async () => {
      assert.deepEqual(await (await behind()).rows(), shown);
    });

    it(`control: a tree that holds no changes still shows ${stale.join(', ')} after ${what}`, async () => {
      assert.deepEqual(await (await behind(0)).rows(), stale);
    });

    it(`shows ${what} for 4:59 (${shown.join(', ')}), and after 5:01 what AWS then lists, asked once more (${stale.join(', ')})`, async () => {
      const world = await behind();
      await world.rows();
      world.passTime(4.5 * minute + 29_000);
      const lists = world.lists();
      assert.deepEqual(await world.rows(), shown);
      assert.equal(world.lists(), lists);
      world.passTime(2_000);
      assert.deepEqual(await world.rows(), stale);
      assert.equal(world.lists(), lists + 1);
      await world.rows();
      assert.equal(world.lists(), lists + 1);
    });

    if (endsInAgreement) {
      it(`lets go of ${what} once the list agrees: ${stale.join(', ')} again when that is what AWS lists later`, async () => {
        const world = await behind();
        world.list('true');
        world.refresh();
        assert.deepEqual((await world.rows()).toSorted(), shown.toSorted());
        world.list('frozen');
        world.refresh();
        assert.deepEqual(await world.rows(), stale);
      });

      it(`control: shows ${what} however often the list is read again, as long as no list agreed`, async () => {
        const world = await behind();
        world.refresh();
        assert.deepEqual(await world.rows(), shown);
        world.refresh();
        assert.deepEqual(await world.rows(), shown);
      });
    }
  }

  it('shows a secret created here in folders that no listed secret stands in', async () => {
    const world = await openWorld(['a']);
    await world.freezeList();
    await created(world, 'deep/er/new');
    assert.deepEqual(await world.rows(), ['deep/', 'a']);
    assert.deepEqual(await world.rowsIn('deep/'), ['deep/er/']);
    assert.deepEqual(await world.rowsIn('deep/er/'), ['deep/er/new']);
  });

  it('shows a secret created here once, when the list has it too', async () => {
    const world = await openWorld(['a']);
    await created(world);
    assert.deepEqual((await world.rows()).toSorted(), ['a', 'new']);
  });

  it('shows a secret created without naming the only account where the account number is the same, and nowhere else', async () => {
    const own = createOwnChanges();
    const arn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:new-a1B2c3';
    const { custody } = await openWorld([]);
    own.note({
      operation: custody.operations.createSecret,
      input: { name: 'new' },
      outcome: { ok: true, output: { arn, name: 'new' }, text: '' },
    });
    const namesIn = (accountId: string, of = region): readonly string[] =>
      own.createdIn({ kind: 'region', account: { ...account, accountId }, region: of }).map(({ name }) => name);
    assert.deepEqual(namesIn('111122223333'), ['new']);
    assert.deepEqual(namesIn('222233334444'), []);
    assert.deepEqual(namesIn('111122223333', 'us-east-1'), []);
  });

  it('shows a secret created and then deleted here as deleted, though the list knows of neither', async () => {
    const world = await openWorld([]);
    await world.freezeList();
    await created(world);
    await deleted(world, { secret_id: 'new' });
    assert.deepEqual(await world.rows(), ['new (deleted)']);
  });
});
