import assert from 'node:assert/strict';
import { createAccountStore, type AccountStore } from '../../../src/vscode/accounts/accountStore.ts';
import type { Account } from '../../../src/core/account.ts';
import { CustodyError } from '../../../src/core/errors.ts';
import { sandboxAccount } from './sandboxAccount.ts';
import { memoryStorage, missingKeyring } from './secretStorage.ts';

const entry = (account: { readonly name: string; readonly [other: string]: unknown }): Record<string, string> => ({
  [`custody.account.${account.name}`]: JSON.stringify(account),
});

describe('the account store', () => {
  it('skips an entry that is no JSON, one that is no account, and one of another machine', async () => {
    const store = createAccountStore(
      memoryStorage({
        'custody.account.broken': '{"kind":"sandbox"',
        'custody.account.empty': '',
        'custody.other': JSON.stringify(sandboxAccount('other')),
        ...entry({ ...sandboxAccount('too much'), accessKeyId: 'AKIAIOSFODNN7EXAMPLE' }),
        ...entry({ ...sandboxAccount('elsewhere'), host: 'another machine' }),
        ...entry(sandboxAccount('good')),
      }),
    );
    assert.deepEqual(await store.all(), [sandboxAccount('good')]);
  });

  it('lists accounts by name, whatever the order they were added in', async () => {
    const store = createAccountStore(memoryStorage());
    for (const name of ['b', 'c', 'a']) await store.save(sandboxAccount(name));
    assert.deepEqual(
      (await store.all()).map(({ name }) => name),
      ['a', 'b', 'c'],
    );
  });

  it('lists them as they were put, and then by color', async () => {
    const store = createAccountStore(memoryStorage());
    await store.save(sandboxAccount('a'));
    await store.save({ ...sandboxAccount('b'), color: 'blue' });
    await store.save({ ...sandboxAccount('c'), order: 0 });
    assert.deepEqual(
      (await store.all()).map(({ name }) => name),
      ['c', 'b', 'a'],
    );
  });

  it('gives an account that is tried out in place of the stored one, off for agents, and stores nothing of it', async () => {
    const storage = memoryStorage();
    const store = createAccountStore(storage);
    await store.save(sandboxAccount('a'));
    const before = await storage.get('custody.account.a');
    const tried: Account = { ...sandboxAccount('a'), regions: ['us-west-2'] };
    await assert.rejects(
      store.tryOut(tried, async () => {
        assert.deepEqual(await store.all(), [{ ...tried, access: 'off' }]);
        assert.equal(await storage.get('custody.account.a'), before);
        throw new Error('no sign-in');
      }),
      /no sign-in/,
    );
    assert.deepEqual(await store.all(), [sandboxAccount('a')]);
  });

  it('loses nothing when two windows add accounts at once', async () => {
    const storage = memoryStorage();
    const [one, other] = [createAccountStore(storage), createAccountStore(storage)];
    await Promise.all([one.save(sandboxAccount('first')), other.save(sandboxAccount('second'))]);
    await Promise.all([one.save(sandboxAccount('third')), other.remove('first')]);
    for (const store of [one, other])
      assert.deepEqual(
        (await store.all()).map(({ name }) => name),
        ['second', 'third'],
      );
  });

  it('lets every window know of a change, and of its own keys alone', async () => {
    const storage = memoryStorage();
    const heard: string[] = [];
    const [one, other] = [createAccountStore(storage), createAccountStore(storage)];
    one.onDidChange(() => heard.push('one'));
    other.onDidChange(() => heard.push('other'));
    await one.save(sandboxAccount('a'));
    await other.remove('a');
    await storage.store('somebody.else', 'x');
    assert.deepEqual(heard, ['one', 'other', 'one', 'other']);
    other.dispose();
    await one.save(sandboxAccount('b'));
    assert.deepEqual(heard, ['one', 'other', 'one', 'other', 'one']);
  });

  it('refuses to store what is no account', async () => {
    const storage = memoryStorage();
    const wrong: Account = { ...sandboxAccount('a'), regions: ['nowhere'] };
    await assert.rejects(createAccountStore(storage).save(wrong));
    assert.deepEqual(await storage.keys(), []);
  });

  it('says what to do where there is no keyring, and nothing of what the keyring said', async () => {
    const store: AccountStore = createAccountStore(missingKeyring());
    for (const work of [() => store.all(), () => store.save(sandboxAccount('a')), () => store.remove('a')]) {
      await assert.rejects(work, (thrown) => {
        assert.ok(thrown instanceof CustodyError);
        assert.equal(thrown.code, 'storage_unavailable');
        assert.match(thrown.sentence, /secret storage can't be reached.*Unlock or install the system's keyring/);
        assert.doesNotMatch(thrown.sentence, /canary/);
        return true;
      });
    }
  });
});
