import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import { accountSchema, type Account } from '../../src/core/account.ts';
import { EventEmitter, seen } from './fakeVscode.ts';
// oxlint-disable-next-line import/no-unassigned-import -- it puts the fake editor in place
import './usePanels.ts';

const { createAccountStore, thisHost } = await import('../../src/vscode/accounts/accountStore.ts');
const { setAccess } = await import('../../src/vscode/accounts/setAccess.ts');
const { setAllowList } = await import('../../src/vscode/accounts/setAllowList.ts');

const account: Account = { kind: 'profile', profile: 'main', name: 'main', regions: ['eu-west-1'], access: 'destroy', host: thisHost() };

function storage(): vscode.SecretStorage {
  const stored = new Map<string, string>();
  return {
    onDidChange: new EventEmitter<vscode.SecretStorageChangeEvent>().event,
    keys: async () => [...stored.keys()],
    get: async (key) => stored.get(key),
    store: async (key, value) => void stored.set(key, value),
    delete: async (key) => void stored.delete(key),
  };
}

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
    const store = createAccountStore(storage());
    await store.save(account);
    whileOpen(() => store.save(pinned));
    await setAccess(account, store);
    assert.deepEqual(await store.all(), [accountSchema.parse({ ...pinned, access: 'list' })]);
  });

  it('brings no account back that was removed meanwhile', async () => {
    const store = createAccountStore(storage());
    await store.save(account);
    whileOpen(() => store.remove('main'));
    await assert.rejects(setAccess(account, store), {
      code: 'account_not_found',
      message: 'Account main was removed meanwhile, so nothing was changed.',
    });
    assert.deepEqual(await store.all(), []);
  });

  it('keeps an access that was lowered while the allow-list was asked for', async () => {
    const store = createAccountStore(storage());
    await store.save({ ...account, access: 'off' });
    [seen.asked, seen.typed] = [[], ''];
    await setAllowList({ ...account, allow: { prefixes: ['prod/'], tags: [] } }, store);
    assert.deepEqual(await store.all(), [{ ...account, access: 'off' }]);
  });

  it('control: is left with Escape, and nothing is changed', async () => {
    const store = createAccountStore(storage());
    await store.save(account);
    seen.picks = [];
    await setAccess(account, store);
    assert.deepEqual(await store.all(), [account]);
  });
});
