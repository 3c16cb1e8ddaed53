import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { accountDragging } from '../../../src/vscode/accounts/accountDragging.ts';
import { createAccountStore, type AccountStore } from '../../../src/vscode/accounts/accountStore.ts';
import { moveAccount, placeAccount } from '../../../src/vscode/accounts/moveAccount.ts';
import type { Node } from '../../../src/vscode/tree/nodes.ts';
import { sandboxAccount } from './sandboxAccount.ts';
import { memoryStorage } from './secretStorage.ts';

describe('the places of accounts', () => {
  const never = new vscode.CancellationTokenSource().token;
  const row = (name: string): Node => ({ kind: 'account', account: sandboxAccount(name) });

  async function storeOf(...names: readonly string[]): Promise<AccountStore> {
    const store = createAccountStore(memoryStorage());
    for (const name of names) await store.save({ ...sandboxAccount(name), color: 'red' });
    return store;
  }
  const names = async (store: AccountStore): Promise<string> => (await store.all()).map(({ name }) => name).join('');

  it('change by one, up and down, and keep all else', async () => {
    const store = await storeOf('a', 'b', 'c');
    await moveAccount('a', 1, store);
    assert.equal(await names(store), 'bac');
    await moveAccount('c', -1, store);
    assert.equal(await names(store), 'bca');
    const [first] = await store.all();
    assert.deepEqual(first, { ...sandboxAccount('b'), color: 'red', order: 0 });
  });

  it('stay as they are at either end', async () => {
    const store = await storeOf('a', 'b');
    void moveAccount('a', -1, store);
    await moveAccount('a', -1, store);
    await moveAccount('b', 1, store);
    await moveAccount('missing', 1, store);
    assert.equal(await names(store), 'ab');
  });

  it('are those of the rows that accounts are dropped on: an account, a region of one, or none for the last', async () => {
    const store = await storeOf('a', 'b', 'c', 'd');
    await placeAccount('d', row('b'), store);
    assert.equal(await names(store), 'adbc');
    await placeAccount('a', { kind: 'region', account: sandboxAccount('b'), region: 'eu-west-1' }, store);
    assert.equal(await names(store), 'dbac');
    await placeAccount('d', undefined, store);
    assert.equal(await names(store), 'bacd');
  });

  it('are changed by dragging an account alone', async () => {
    const placed: string[] = [];
    const dragging = accountDragging(async (name, onto) => {
      placed.push(`${name} onto ${onto?.kind === 'account' ? onto.account.name : 'nothing'}`);
    });
    for (const source of [row('a'), { kind: 'region', account: sandboxAccount('b'), region: 'eu-west-1' } as const]) {
      const data = new vscode.DataTransfer();
      await dragging.handleDrag?.([source], data, never);
      await dragging.handleDrop?.(row('c'), data, never);
    }
    assert.deepEqual(placed, ['a onto c']);
  });
});
