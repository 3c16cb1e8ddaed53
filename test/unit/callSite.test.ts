import assert from 'node:assert/strict';
import type { Account } from '../../src/core/account.ts';
import { chooseAccount, chooseRegion } from '../../src/core/callSite.ts';
import { person } from '../../src/core/caller.ts';
import { agent, mainAccount } from './executeWorld.ts';
import { throwsWith } from './support.ts';

const other: Account = { ...mainAccount, name: 'other' };
const hidden: Account = { ...mainAccount, name: 'hidden', access: 'off' };

describe('chooseAccount', () => {
  it('finds an account by its exact name', () => {
    assert.equal(chooseAccount([mainAccount, other], 'other', agent), other);
    throwsWith('account_not_found', () => chooseAccount([mainAccount, other], 'Other', agent));
  });

  it('means the only one when none is named', () => {
    assert.equal(chooseAccount([mainAccount], undefined, person), mainAccount);
    throwsWith('account_not_found', () => chooseAccount([], undefined, person));
    throwsWith('account_not_found', () => chooseAccount([mainAccount, other], undefined, person));
  });

  it('lets a person choose an account that is off for agents, and counts it', () => {
    assert.equal(chooseAccount([mainAccount, hidden], 'hidden', person), hidden);
    throwsWith('account_not_found', () => chooseAccount([mainAccount, hidden], undefined, person));
  });

  it('tells an agent nothing of it: neither by name, nor by number, nor in the words of the refusal', () => {
    assert.equal(chooseAccount([hidden, mainAccount], undefined, agent), mainAccount);
    const asked = throwsWith('account_not_found', () => chooseAccount([hidden, mainAccount], 'hidden', agent));
    const missing = throwsWith('account_not_found', () => chooseAccount([mainAccount], 'missing', agent));
    assert.equal(asked.sentence, missing.sentence);
  });
});

describe('chooseRegion', () => {
  it('takes the region named when the account has it, else the first', () => {
    assert.deepEqual([chooseRegion(mainAccount, 'us-east-1'), chooseRegion(mainAccount, undefined)], ['us-east-1', 'eu-west-1']);
  });

  it('refuses a region the account does not have, an empty one included', () => {
    for (const region of ['ap-south-1', '', 'EU-WEST-1']) throwsWith('region_not_found', () => chooseRegion(mainAccount, region));
  });
});
