import assert from 'node:assert/strict';
import { createAccountStore, type AccountStore } from '../../../src/vscode/accounts/accountStore.ts';
import type { Account } from '../../../src/core/account.ts';
import { CustodyError } from '../../../src/core/errors.ts';
import { SecretText } from '../../../src/core/secretText.ts';
import type { TypedCredential } from '../../../src/core/typedCredential.ts';
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

  it('keeps an allow-list of names that other AWS services give, and blames no keyring for one it can not keep', async () => {
    const store = createAccountStore(memoryStorage());
    const allowing = (prefix: string): Account => ({ ...sandboxAccount('a'), allow: { prefixes: [prefix], tags: [] } });
    await store.save(allowing('rds!db-'));
    assert.deepEqual(await store.all(), [allowing('rds!db-')]);
    await assert.rejects(store.save(allowing('!rds')), (thrown) => !(thrown instanceof CustodyError));
  });

  it('lists accounts by name, whatever the order they were added in', async () => {
    const store = createAccountStore(memoryStorage());
    for (const name of ['b', 'c', 'a']) await store.save(sandboxAccount(name));
    assert.deepEqual(
      (await store.all()).map(({ name }) => name),
      ['a', 'b', 'c'],
    );
  });

  it('lists them by color, and then as they were put', async () => {
    const store = createAccountStore(memoryStorage());
    await store.save(sandboxAccount('a'));
    await store.save({ ...sandboxAccount('b'), color: 'blue' });
    await store.save({ ...sandboxAccount('c'), order: 0 });
    assert.deepEqual(
      (await store.all()).map(({ name }) => name),
      ['b', 'c', 'a'],
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

describe('what was typed for an account', () => {
  const keys: TypedCredential = {
    kind: 'keys',
    accessKeyId: SecretText.of('AKIAIOSFODNN7EXAMPLE'),
    secretAccessKey: SecretText.of('wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'),
  };
  const token: TypedCredential = { kind: 'vault', token: SecretText.of('hvs.CAESIJtoken') };
  const keysAccount = (name: string): Account => {
    const { host } = sandboxAccount(name);
    return { kind: 'keys', name, regions: ['eu-west-1'], access: 'describe', host };
  };
  const roleFrom = (name: string, source: string): Account => {
    const roleArn = 'arn:aws:iam::111122223333:role/reader';
    return { ...keysAccount(name), kind: 'role', source, roleArn };
  };
  const revealed = (credential: TypedCredential | undefined): unknown =>
    credential?.kind === 'keys' ? credential.secretAccessKey.reveal() : credential?.token.reveal();

  it('stands under a key of its own, and not in the account', async () => {
    const storage = memoryStorage();
    const store = createAccountStore(storage);
    await store.save(keysAccount('a'));
    await store.saveCredential('a', keys);
    assert.deepEqual((await storage.keys()).sort(), ['custody.account.a', 'custody.credential.a']);
    assert.doesNotMatch((await storage.get('custody.account.a')) ?? '', /AKIA|wJalr/);
    assert.doesNotMatch(JSON.stringify(await store.all()), /AKIA|wJalr/);
    assert.equal(revealed(await store.credential('a')), 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY');
    assert.equal(await store.credential('b'), undefined);
  });

  it('prints as a mask', async () => {
    const store = createAccountStore(memoryStorage());
    await store.saveCredential('a', keys);
    const read = await store.credential('a');
    assert.doesNotMatch(JSON.stringify(read) + String(read?.kind === 'keys' && read.accessKeyId), /AKIA|wJalr/);
  });

  it('goes with the account to its new name, and roles assumed from it follow', async () => {
    const storage = memoryStorage();
    const store = createAccountStore(storage);
    await store.save(keysAccount('hub'));
    await store.saveCredential('hub', keys);
    await store.save(roleFrom('spoke', 'hub'));
    await store.save(roleFrom('other', 'elsewhere'));
    await store.saveRenamed('hub', keysAccount('core'));
    await store.remove('hub');
    assert.deepEqual((await storage.keys()).sort(), [
      'custody.account.core',
      'custody.account.other',
      'custody.account.spoke',
      'custody.credential.core',
    ]);
    assert.equal(revealed(await store.credential('core')), revealed(keys));
    const sources = (await store.all()).map((each) => (each.kind === 'role' ? `${each.name} from ${each.source ?? ''}` : each.name));
    assert.deepEqual(sources, ['core', 'other from elsewhere', 'spoke from core']);
  });

  it('is removed with the account, whichever window removes it', async () => {
    const storage = memoryStorage();
    const [one, other] = [createAccountStore(storage), createAccountStore(storage)];
    await one.save(keysAccount('a'));
    await one.saveCredential('a', keys);
    assert.equal(revealed(await other.credential('a')), revealed(keys));
    await other.remove('a');
    assert.deepEqual(await storage.keys(), []);
    assert.equal(await one.credential('a'), undefined);
  });

  it('is heard of in every window when it changes, by the name of its account', async () => {
    const storage = memoryStorage();
    const heard: string[] = [];
    const [one, other] = [createAccountStore(storage), createAccountStore(storage)];
    one.onDidChangeCredential((name) => heard.push(`one ${name}`));
    other.onDidChangeCredential((name) => heard.push(`other ${name}`));
    await one.saveCredential('a', keys);
    await one.save(keysAccount('a'));
    assert.deepEqual(heard, ['one a', 'other a']);
  });

  it('is tried out before it is stored, and forgotten when that fails', async () => {
    const storage = memoryStorage();
    const store = createAccountStore(storage);
    const heard: string[] = [];
    store.onDidChangeCredential((name) => heard.push(name));
    await store.save({ ...keysAccount('a'), kind: 'keys' });
    const work = store.tryOut(
      keysAccount('a'),
      async () => {
        assert.equal(await store.credential('a'), token);
        assert.equal(store.tried(), 'a');
        throw new Error('refused');
      },
      token,
    );
    await assert.rejects(work, /refused/);
    assert.equal(await store.credential('a'), undefined);
    assert.deepEqual(heard, ['a', 'a']);
    assert.deepEqual(await storage.keys(), ['custody.account.a']);
  });

  it('is nothing where what is stored is no credential', async () => {
    for (const text of ['', '{', '{"kind":"keys"}', '{"kind":"vault","token":"a b"}', '[]']) {
      const store = createAccountStore(memoryStorage({ 'custody.credential.a': text }));
      assert.equal(await store.credential('a'), undefined, text);
    }
  });

  it('is not stored where it has not the form of one, and the error quotes nothing of it', async () => {
    const storage = memoryStorage();
    const wrong: TypedCredential = { kind: 'vault', token: SecretText.of('wrong token') };
    await assert.rejects(createAccountStore(storage).saveCredential('a', wrong), (thrown) => !String(thrown).includes('wrong token'));
    assert.deepEqual(await storage.keys(), []);
  });

  it('does not change which AWS account the first check found, nor does a check of one that is tried out', async () => {
    const store = createAccountStore(memoryStorage());
    await store.save(keysAccount('a'));
    await store.tryOut(keysAccount('a'), () => store.pin('a', '999900001111'));
    await store.pin('a', '111122223333');
    await assert.rejects(store.pin('a', '444455556666'), { code: 'wrong_account' });
    await store.pin('gone', '444455556666');
    assert.deepEqual(
      (await store.all()).map(({ name, accountId }) => [name, accountId]),
      [['a', '111122223333']],
    );
  });
});
