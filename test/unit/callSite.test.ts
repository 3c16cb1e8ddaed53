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
    assert.equal(asked.sentence.replace('hidden', 'missing'), missing.sentence);
    assert.match(missing.sentence, /^No account named missing is configured\./);
  });
});

describe('where an ARN names the account', () => {
  const arn = (accountId: string, region = 'eu-west-1', partition = 'aws'): string =>
    `arn:${partition}:secretsmanager:${region}:${accountId}:secret:prod/db-AbCdEf`;
  const first: Account = { ...mainAccount, accountId: '111122223333' };
  const second: Account = { ...mainAccount, name: 'second', accountId: '444455556666' };

  it('means the account that signs in to it, also when several do and one has the region', () => {
    assert.equal(chooseAccount([first, second], undefined, person, arn('444455556666')), second);
    const far: Account = { ...second, name: 'far', regions: ['ap-south-1'] };
    assert.equal(chooseAccount([first, second, far], undefined, person, arn('444455556666', 'ap-south-1')), far);
  });

  it('says that no account here signs in to it, unless one was never checked', () => {
    const error = throwsWith('account_not_found', () => chooseAccount([first, second], undefined, person, arn('999900001111')));
    assert.equal(error.message, 'The ARN is of AWS account 999900001111, and no account here signs in to it.');
    const unsure = throwsWith('account_not_found', () => chooseAccount([first, other], undefined, person, arn('999900001111')));
    assert.match(unsure.message, /^Several accounts/);
  });

  it('means none that agents may not see, nor one of several alike', () => {
    const off: Account = { ...second, access: 'off' };
    throwsWith('account_not_found', () => chooseAccount([first, { ...first, name: 'third' }, off], undefined, agent, arn('444455556666')));
    throwsWith('account_not_found', () => chooseAccount([first, { ...first, name: 'third' }], undefined, person, arn('111122223333')));
  });

  it('is reached in the region of the ARN alone, and in no other partition', () => {
    assert.equal(chooseRegion(first, 'us-east-1', arn('111122223333', 'us-east-1')), 'us-east-1');
    const differs = throwsWith('region_not_found', () => chooseRegion(first, 'eu-west-1', arn('111122223333', 'us-east-1')));
    assert.equal(
      differs.sentence,
      'The ARN is of region us-east-1, and the call names another. Leave the region out, or call the secret by its name.',
    );
    const abroad = throwsWith('region_not_found', () => chooseRegion(first, 'cn-north-1', arn('111122223333', 'cn-north-1', 'aws-cn')));
    assert.equal(abroad.message, 'The ARN is of region cn-north-1 (partition aws-cn), for which account main is not configured.');
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
