import assert from 'node:assert/strict';
import type { AccessLevel, Account } from '../../src/core/account.ts';
import { person, type Caller } from '../../src/core/caller.ts';
import { createGrants } from '../../src/core/grants.ts';
import { accepting, addSamples, agent, createWorld, mainAccount } from './executeWorld.ts';
import { createUse } from './useOperation.ts';

interface Limited {
  readonly accounts: Account[];
  readonly settings: { maximumAccess: AccessLevel; allowForceDelete: boolean };
}

const [pinned, unpinned]: readonly Account[] = [{ ...mainAccount, accountId: '111122223333' }, mainAccount];

/** A person who changes what they set while a card is open, then accepts it for an hour. */
async function called(
  change: (set: Limited) => void,
  { caller = agent, account = pinned ?? mainAccount }: { caller?: Caller; account?: Account } = {},
) {
  const set: Limited = { accounts: [account], settings: { maximumAccess: 'destroy', allowForceDelete: false } };
  const grants = createGrants();
  const world = createWorld({ ...set, grants, caller });
  addSamples(world);
  const use = createUse();
  const isUse = caller.kind === 'agent';
  world.answer = async (card, signal) => {
    change(set);
    const answer = await accepting(card, signal);
    return answer.kind === 'accepted' && card.risk === 'use' ? { ...answer, grant: '60 minutes' } : answer;
  };
  const used = isUse ? await world.execute(use.operation, { input: { secret_id: 'prod/db', command: 'npm start' }, caller }) : undefined;
  const codeOfUse = used && (used.ok ? 'done' : used.error.code);
  const kept = grants.list().length;
  Object.assign(set.settings, { maximumAccess: 'destroy', allowForceDelete: false });
  set.accounts.splice(0, Infinity, account);
  const deleted = await world.run('delete_secret', { secret_id: 'prod/db' });
  return {
    use: codeOfUse,
    ran: use.ran.length,
    grants: kept,
    delete: deleted.ok ? 'done' : deleted.error.code,
    sentence: deleted.ok ? '' : deleted.error.sentence,
    deletes: world.count('deleteSecret'),
  };
}

const limitations: Readonly<Record<string, (set: Limited) => void>> = {
  'is off for agents': ({ accounts }) => void (accounts[0] = { ...(accounts[0] ?? mainAccount), access: 'off' }),
  'has a shorter allow-list': ({ accounts }) =>
    void (accounts[0] = { ...(accounts[0] ?? mainAccount), allow: { prefixes: ['test/'], tags: [] } }),
  'is gone': ({ accounts }) => void accounts.splice(0),
  'is held to a lower level by the settings': ({ settings }) => void (settings.maximumAccess = 'describe'),
  'is held by the settings to deletes with a recovery window, or no more': ({ settings }) => void (settings.allowForceDelete = true),
};

describe("an agent's call whose card was open while limits were changed", () => {
  for (const [what, change] of Object.entries(limitations))
    it(`is not run, and nothing is granted, when the account ${what}`, async () => {
      const { sentence, ...done } = await called(change);
      assert.deepEqual(done, { use: 'changed_since', ran: 0, grants: 0, delete: 'changed_since', deletes: 0 });
      assert.match(
        sentence,
        /^delete_secret on prod\/db in account main was not run, because the account or what agents may do there was changed/,
      );
    });

  const others: Readonly<Record<string, (set: Limited) => void>> = {
    'nothing was changed': () => undefined,
    'the account has another colour and place': ({ accounts }) =>
      void (accounts[0] = { ...(accounts[0] ?? mainAccount), color: 'red', order: 4 }),
    'another account came': ({ accounts }) => void accounts.push({ ...mainAccount, name: 'other' }),
  };
  for (const [what, change] of Object.entries(others))
    it(`control: is run when ${what}`, async () => {
      const { sentence: _none, ...done } = await called(change);
      assert.deepEqual(done, { use: 'done', ran: 1, grants: 1, delete: 'done', deletes: 1 });
    });

  it('is run when the AWS account was pinned by it meanwhile', async () => {
    const pin = ({ accounts }: Limited): void => void (accounts[0] = { ...(accounts[0] ?? mainAccount), accountId: '111122223333' });
    assert.equal((await called(pin, { account: unpinned ?? mainAccount })).delete, 'done');
  });
});

describe("a person's call whose card was open while limits were changed", () => {
  it('is run whatever agents may do from now on', async () => {
    for (const what of ['is off for agents', 'is held to a lower level by the settings'])
      assert.equal((await called(limitations[what] ?? assert.fail(), { caller: person })).delete, 'done', what);
  });

  it('is not run where the account is gone or stands for another', async () => {
    const elsewhere = ({ accounts }: Limited): void => void (accounts[0] = { ...(accounts[0] ?? mainAccount), accountId: '999988887777' });
    for (const change of [elsewhere, limitations['is gone'] ?? assert.fail()]) {
      const { delete: deleted, deletes } = await called(change, { caller: person });
      assert.deepEqual([deleted, deletes], ['changed_since', 0]);
    }
  });
});
