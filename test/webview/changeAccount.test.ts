import assert from 'node:assert/strict';
import { accountSchema, type Account } from '../../src/core/account.ts';
import { seen } from './fakeVscode.ts';
import { memoryStorage } from './memoryStorage.ts';
// oxlint-disable-next-line import/no-unassigned-import -- it puts the fake editor in place
import './usePanels.ts';

const { createAccountStore, thisHost } = await import('../../src/vscode/accounts/accountStore.ts');
const { moveAccount, placeAccount } = await import('../../src/vscode/accounts/moveAccount.ts');
const { setAccess } = await import('../../src/vscode/accounts/setAccess.ts');
const { setAllowList } = await import('../../src/vscode/accounts/setAllowList.ts');

const account: Account = { kind: 'profile', profile: 'main', name: 'main', regions: ['eu-west-1'], access: 'destroy', host: thisHost() };

describe('A question about an account that another window answers first', () => {
  const pinned = {
    ...account,
    accountId: '111122223333',
    endpoints: { secretsmanager: 'http://127.0.0.1:4566' },
    allow: { prefixes: ['dev/'], tags: [] },
  };

  /** Chooses the level `list`, once the work of the other window is done. */
  function whileOpen(work: () => Promise<void>): void {
    seen.picks = [
      async (rows) => {
        await work();
        return rows.find(({ label }) => label === 'list');
      },
    ];
  }

  it('sets the access alone, and keeps what was set meanwhile', async () => {
    const store = createAccountStore(memoryStorage());
    await store.save(account);
    whileOpen(() => store.save(pinned));
    await setAccess(account, store);
    assert.deepEqual(await store.all(), [accountSchema.parse({ ...pinned, access: 'list' })]);
  });

  it('brings no account back that was removed meanwhile', async () => {
    const store = createAccountStore(memoryStorage());
    await store.save(account);
    whileOpen(() => store.remove('main'));
    await assert.rejects(setAccess(account, store), {
      code: 'account_not_found',
      message: 'Account main was removed meanwhile, so nothing was changed.',
    });
    assert.deepEqual(await store.all(), []);
  });

  it('keeps an access that was lowered while the allow-list was asked for', async () => {
    const store = createAccountStore(memoryStorage());
    await store.save({ ...account, access: 'off' });
    [seen.asked, seen.typed] = [[], ''];
    await setAllowList({ ...account, allow: { prefixes: ['prod/'], tags: [] } }, store);
    assert.deepEqual(await store.all(), [{ ...account, access: 'off' }]);
  });

  it('control: is left with Escape, and nothing is changed', async () => {
    const store = createAccountStore(memoryStorage());
    await store.save(account);
    seen.picks = [];
    await setAccess(account, store);
    assert.deepEqual(await store.all(), [account]);
  });
});

describe('Accounts of several colors', () => {
  let store: ReturnType<typeof createAccountStore>;
  const names = async (): Promise<string> => (await store.all()).map(({ name }) => name).join(' ');
  const toasts = (): readonly string[] => seen.toasts.map(({ text }) => text);

  beforeEach(async () => {
    store = createAccountStore(memoryStorage());
    seen.toasts.length = 0;
    for (const name of ['blue1', 'blue2', 'blue3', 'none1', 'none2', 'red1', 'red2']) {
      const color = (['blue', 'red'] as const).find((each) => name.startsWith(each));
      await store.save({ ...account, name, ...(color ? { color } : {}) });
    }
    assert.equal(await names(), 'red1 red2 blue1 blue2 blue3 none1 none2');
  });

  it('move among those of their color, which stay together', async () => {
    await moveAccount('blue3', -1, store);
    await moveAccount('blue3', -1, store);
    await moveAccount('red1', 1, store);
    await moveAccount('none2', -1, store);
    assert.equal(await names(), 'red2 red1 blue3 blue1 blue2 none2 none1');
    assert.deepEqual(toasts(), []);
  });

  it('that were moved join the others of a color that they are given', async () => {
    await moveAccount('none2', -1, store);
    const moved = (await store.all()).find(({ name }) => name === 'none2') ?? assert.fail();
    await store.save({ ...moved, color: 'red' });
    assert.equal(await names(), 'none2 red1 red2 blue1 blue2 blue3 none1');
  });

  it('are said to be the first or the last of their color, and stay', async () => {
    for (const [name, by] of [
      ['blue1', -1],
      ['red2', 1],
      ['none1', -1],
    ] as const)
      await moveAccount(name, by, store);
    assert.deepEqual(toasts(), [
      'blue1 is the first of the accounts in blue already.',
      'red2 is the last of the accounts in red already.',
      'none1 is the first of the accounts without a color already.',
    ]);
    assert.equal(await names(), 'red1 red2 blue1 blue2 blue3 none1 none2');
  });

  it('are dropped among their own color, at its end below all rows, and nowhere else', async () => {
    const onto = async (name: string) =>
      ({ kind: 'account', account: (await store.all()).find((each) => each.name === name) ?? assert.fail() }) as const;
    await placeAccount('blue3', await onto('blue1'), store);
    await placeAccount('red1', undefined, store);
    assert.equal(await names(), 'red2 red1 blue3 blue1 blue2 none1 none2');
    await placeAccount('blue1', await onto('none2'), store);
    assert.equal(await names(), 'red2 red1 blue3 blue1 blue2 none1 none2');
    assert.deepEqual(toasts(), [
      'blue1 stays among the accounts in blue: those of one color stand together. "Custody: Edit Account" changes its color.',
    ]);
  });
});
