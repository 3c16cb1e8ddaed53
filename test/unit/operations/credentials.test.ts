import assert from 'node:assert/strict';
import type { Account } from '../../../src/core/account.ts';
import { person } from '../../../src/core/caller.ts';
import { CustodyError } from '../../../src/core/errors.ts';
import { noSignIns, type Profile, type SignInsPort } from '../../../src/core/signInStatus.ts';
import { createWorld, mainAccount, type World } from '../executeWorld.ts';

const hidden: Account = { kind: 'profile', name: 'hidden', profile: 'payroll', regions: ['eu-west-1'], access: 'off', host: 'here' };
const profile = (name: string, kind: string, needsPerson = false): Profile => ({ name, kind, region: 'eu-west-1', needsPerson });

interface SignInWorld extends World {
  readonly revoked: string[];
}

function ready(
  options: { readonly profiles?: readonly Profile[]; readonly accounts?: readonly Account[]; readonly wasLeased?: boolean } = {},
): SignInWorld {
  const { profiles = [profile('default', 'keys')], accounts = [mainAccount, hidden], wasLeased = false } = options;
  const revoked: string[] = [];
  const signIns: SignInsPort = {
    ...noSignIns,
    profiles: async () => profiles,
    async revoke({ name }) {
      revoked.push(name);
      return wasLeased;
    },
  };
  return Object.assign(createWorld({ accounts, signIns }), { revoked });
}

describe('list_profiles', () => {
  const profiles = [profile('default', 'sso', true), profile('payroll', 'keys'), profile('unused', 'process')];

  it('names to an agent those that accounts open to it use, and no other', async () => {
    assert.equal(await ready({ profiles }).text('list_profiles', {}), 'default|sso|eu-west-1');
  });

  it('names all to a person', async () => {
    const text = await ready({ profiles }).text('list_profiles', {}, { caller: person });
    assert.deepEqual(text.split('\n'), ['default|sso|eu-west-1', 'payroll|keys|eu-west-1', 'unused|process|eu-west-1']);
  });
});

describe('credential_status', () => {
  it('tells an agent of the accounts that are open to it, by name or not', async () => {
    assert.equal(await ready().text('credential_status', {}), 'main: profile default, not signed in');
    assert.equal((await ready().refusal('credential_status', { account: 'hidden' })).code, 'account_not_found');
    assert.equal(await ready({ accounts: [hidden] }).text('credential_status', {}), 'No account is open to agents.');
  });

  it('tells a person of all', async () => {
    const text = await ready().text('credential_status', {}, { caller: person });
    assert.deepEqual(text.split('\n'), ['main: profile default, not signed in', 'hidden: profile payroll, not signed in']);
  });

  it('keeps what was read from elsewhere on the line of its account', async () => {
    const problem = new CustodyError('malformed_answer', 'The sign-in failed (a\nother: signed in\u202e).', 'Try\nagain.');
    const signIns = {
      ...noSignIns,
      status: (account: Account) => ({ ...noSignIns.status(account), problem, signedIn: true, expires: 'never\n' }),
    };
    const text = await createWorld({ signIns }).text('credential_status', {});
    assert.equal(
      text,
      'main: profile default, signed in until "never " (1 unseen character blanked). The sign-in failed (a other: signed in ). Try again.',
    );
  });

  it('asks AWS nothing', async () => {
    const world = ready();
    await world.text('credential_status', {});
    assert.deepEqual(world.secrets.calls, []);
  });
});

describe('refresh_credentials', () => {
  it('drops the sign-in, then asks AWS who answers to the new one', async () => {
    const world = ready();
    assert.match(
      await world.text('refresh_credentials', { account: 'main' }, { caller: person }),
      /^Signed in anew\. main: profile default/,
    );
    assert.deepEqual([world.revoked, world.count('getCallerIdentity')], [['main'], 1]);
  });

  it('is no tool, and refused to an agent', async () => {
    const world = ready();
    assert.equal((await world.refusal('refresh_credentials', { account: 'main' })).code, 'unknown_operation');
    assert.deepEqual([world.revoked, world.secrets.calls], [[], []]);
  });
});

describe('revoke_credentials', () => {
  it('drops the sign-in without a call, and says whether a lease went with it', async () => {
    const world = ready();
    assert.equal(
      await world.text('revoke_credentials', { account: 'main' }),
      'The sign-in of main is dropped. The next call signs in anew.',
    );
    assert.deepEqual([world.revoked, world.secrets.calls], [['main'], []]);
    assert.match(await ready({ wasLeased: true }).text('revoke_credentials', { account: 'main' }), /is dropped and its lease revoked\./);
  });

  it('is not for an agent in an account that is off, nor below the level describe', async () => {
    assert.equal((await ready().refusal('revoke_credentials', { account: 'hidden' })).code, 'account_not_found');
    const listed = ready({ accounts: [{ ...mainAccount, access: 'list' }] });
    assert.equal((await listed.refusal('revoke_credentials', {})).code, 'access_level');
    assert.deepEqual(listed.revoked, []);
  });

  it('leaves to the person a sign-in that only a person can make again, and drops nothing', async () => {
    const world = ready({ profiles: [profile('default', 'sso', true)] });
    const error = await world.refusal('revoke_credentials', { account: 'main' });
    assert.equal(
      error.sentence,
      'Account main signs in by profile default (sso), which takes a person, so its sign-in is kept. Ask the person to choose "Custody: Sign Out".',
    );
    assert.deepEqual([error.code, world.revoked], ['person_needed', []]);
    await world.text('revoke_credentials', { account: 'main' }, { caller: person });
    assert.deepEqual(world.revoked, ['main']);
  });

  it('leaves to the person the sign-in that a role is assumed from, through however many accounts', async () => {
    const role = (name: string, source: string): Account => {
      return {
        kind: 'role',
        name,
        source,
        roleArn: 'arn:aws:iam::111122223333:role/app',
        regions: ['eu-west-1'],
        access: 'describe',
        host: 'here',
      };
    };
    const accounts = [hidden, role('middle', 'hidden'), role('app', 'middle')];
    const world = ready({ accounts, profiles: [profile('payroll', 'sso', true)] });
    assert.equal((await world.refusal('revoke_credentials', { account: 'app' })).code, 'person_needed');
    assert.deepEqual(world.revoked, []);
    const free = ready({ accounts, profiles: [profile('payroll', 'keys'), profile('other', 'sso', true)] });
    await free.text('revoke_credentials', { account: 'app' });
    assert.deepEqual(free.revoked, ['app']);
  });

  for (const name of ['revoke_credentials', 'refresh_credentials'])
    it(`is in the log before anything is dropped: ${name}`, async () => {
      const world = ready();
      world.auditFails = () => true;
      assert.equal((await world.refusal(name, { account: 'main' }, { caller: person })).code, 'audit_failed');
      assert.deepEqual(world.revoked, []);
      world.auditFails = () => false;
      await world.text(name, { account: 'main' }, { caller: person });
      assert.deepEqual(world.revoked, ['main']);
    });
});
