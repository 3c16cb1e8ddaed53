import assert from 'node:assert/strict';
import { person, type Caller } from '../../../src/core/caller.ts';
import { CustodyError } from '../../../src/core/errors.ts';
import type { Outcome } from '../../../src/core/execute.ts';
import { createAccountStore, type AccountStore } from '../../../src/vscode/accounts/accountStore.ts';
import { createAfterCalls } from '../../../src/vscode/accounts/afterCalls.ts';
import { sandboxAccount } from './sandboxAccount.ts';
import { memoryStorage, missingKeyring } from './secretStorage.ts';

const agent: Caller = { kind: 'agent', client: 'client-1', claimedName: 'Claude' };
const signedIn: Outcome<unknown> = { ok: true, output: { accountId: '111122223333', arn: 'a' }, text: '' };
const refused = (code: 'credentials_missing' | 'access_denied', next?: string): Outcome<unknown> => ({
  ok: false,
  error: new CustodyError(code, 'No valid credentials.', next),
});

async function storeOf(kind: 'keys' | 'sandbox'): Promise<AccountStore> {
  const store = createAccountStore(memoryStorage());
  const { name, regions, host } = sandboxAccount('a');
  await store.save({ kind, name, regions, access: 'describe', host });
  return store;
}

describe('what accounts make of how calls ended', () => {
  it('is to say what to do next about typed keys that were refused, in place of words that fit profiles', async () => {
    const look = async (kind: 'keys' | 'sandbox', outcome: Outcome<unknown>): Promise<string> => {
      const after = createAfterCalls(await storeOf(kind));
      const looked = await after.look(outcome, { input: { account: 'a' }, caller: agent });
      after.dispose();
      return looked.ok ? '' : looked.error.next;
    };
    assert.match(await look('keys', refused('credentials_missing')), /"Custody: Type Credential Again"/);
    assert.match(await look('sandbox', refused('credentials_missing')), /aws sso login/);
    assert.equal(await look('keys', refused('credentials_missing', 'Do this.')), 'Do this.');
    assert.match(await look('keys', refused('access_denied')), /permission/);
  });

  it('is no failure of its own where there is no keyring', async () => {
    const after = createAfterCalls(createAccountStore(missingKeyring()));
    const outcome = refused('credentials_missing');
    assert.equal(await after.look(outcome, { input: { account: 'a' }, caller: person }), outcome);
    assert.equal(await after.look(signedIn, { input: { account: 'a' }, caller: person }), signedIn);
  });
});
