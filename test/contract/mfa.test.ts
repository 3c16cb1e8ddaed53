import assert from 'node:assert/strict';
import { createMfaSessions } from '../../src/aws/credentials/mfaSessions.ts';
import { profileCredentials } from '../../src/aws/credentials/profileCredentials.ts';
import type { Account } from '../../src/core/account.ts';
import { person } from '../../src/core/caller.ts';
import { failureOf, openProfileWorld, profileAccount, whoIs, type ProfileWorld } from './profileWorld.ts';

const never = new AbortController().signal;
const serial = 'arn:aws:iam::111122223333:mfa/sandbox';
const common = { regions: ['eu-west-1'], access: 'destroy' as const, host: 'here' };
const mfaRole = ['role_arn=arn:aws:iam::222233334444:role/ops-mfa', 'source_profile=base', `mfa_serial=${serial}`];

describe('A profile with an MFA device', () => {
  let world: ProfileWorld;
  beforeEach(async () => {
    world = await openProfileWorld();
    const { accessKeyId, secretAccessKey } = world.sandbox.credentials;
    await world.configure(
      '[profile ops]',
      ...mfaRole,
      '[profile keys]',
      `aws_access_key_id=${accessKeyId}`,
      `aws_secret_access_key=${secretAccessKey}`,
      `mfa_serial=${serial}`,
      '[profile over-keys]',
      'role_arn=arn:aws:iam::222233334444:role/ops-mfa',
      'source_profile=keys',
      '[profile both]',
      'role_arn=arn:aws:iam::222233334444:role/ops-mfa',
      'source_profile=keys',
      `mfa_serial=${serial}`,
    );
  });
  afterEach(() => world.close());

  it('asks for one code, which assumes its role for eight calls at once and for those after them', async () => {
    world.person.codes = ['123001'];
    const pool = world.pool();
    const service = await pool.service(profileAccount('ops'), 'eu-west-1', person);
    const second = await pool.service(profileAccount('ops'), 'us-east-1', person);
    await Promise.all(Array.from({ length: 8 }, (_, index) => (index % 2 ? service : second).listSecrets({}, never)));
    await service.listSecrets({}, never);
    assert.deepEqual(world.person.codesAsked, [{ profile: 'ops', serial }]);
    assert.equal(world.count('AssumeRole'), 1);
  });

  it('control: without what is kept for the session the second call needs a second code, and fails without one', async () => {
    world.person.codes = ['123001'];
    const mfaSessions = {
      session: (wanted: Parameters<ReturnType<typeof createMfaSessions>['session']>[0]) => createMfaSessions(prompts).session(wanted),
    };
    const prompts = {
      allows: async () => false,
      askMfaCode: async () => world.person.codes.shift(),
      browserIsHere: false,
      signInByBrowser: async () => undefined,
    };
    const files = { config: `${world.folder}/config`, credentials: `${world.folder}/credentials` };
    const provider = profileCredentials({
      profile: 'ops',
      region: 'eu-west-1',
      files,
      endpointOf: () => world.sandbox.endpoint,
      prompts,
      mfaSessions,
      ssoSessions: { credentials: () => assert.fail('no such profile') },
    });
    await provider();
    assert.equal((await failureOf(provider())).code, 'cancelled');
  });

  it('without a role gets a session of its keys, which every role over it shares', async () => {
    world.person.codes = ['123002'];
    const pool = world.pool();
    assert.equal((await whoIs(pool, 'keys')).accountId, world.sandbox.accountId);
    assert.equal((await whoIs(pool, 'over-keys')).accountId, '222233334444');
    const role: Account = { ...common, kind: 'role', name: 'role', profile: 'keys', roleArn: 'arn:aws:iam::333344445555:role/other-mfa' };
    assert.equal((await (await pool.service(role, 'eu-west-1', person)).getCallerIdentity(never)).accountId, '333344445555');
    assert.deepEqual([world.person.codesAsked.length, world.count('GetSessionToken')], [1, 1]);
  });

  it('whose role takes a code is not asked for one more by its keys', async () => {
    world.person.codes = ['123003'];
    assert.equal((await whoIs(world.pool(), 'both')).accountId, '222233334444');
    assert.deepEqual([world.person.codesAsked.length, world.count('GetSessionToken')], [1, 0]);
  });

  it('is asked again with the reason after a wrong code, and after one that was used before', async () => {
    world.person.codes = ['123001'];
    await whoIs(world.pool(), 'ops');
    world.person.codes = ['999999', '123001', '123004'];
    assert.equal((await whoIs(world.pool(), 'ops')).accountId, '222233334444');
    assert.deepEqual(
      world.person.codesAsked.map(({ problem }) => problem !== undefined),
      [false, false, true, true],
    );
    assert.match(world.person.codesAsked[3]?.problem ?? '', /did not accept this code/);
  });

  it('gives up after three wrong codes and says what to check', async () => {
    world.person.codes = ['999997', '999998', '999999', '123005'];
    const error = await failureOf(whoIs(world.pool(), 'ops'));
    assert.deepEqual([error.code, world.person.codesAsked.length], ['credentials_missing', 3]);
    assert.match(error.sentence, /3 MFA codes for profile ops.*clock/);
  });

  it('that the person leaves fails all calls that waited with one sentence, and asks none of them again', async () => {
    const service = await world.pool().service(profileAccount('ops'), 'eu-west-1', person);
    const errors = await Promise.all(Array.from({ length: 8 }, () => failureOf(service.listSecrets({}, never))));
    assert.deepEqual(
      [...new Set(errors.map(({ code, message }) => `${code} ${message}`))],
      ['cancelled Profile ops was not signed in, because no MFA code was entered.'],
    );
    assert.equal(world.person.codesAsked.length, 1);
    assert.equal(world.sandbox.requests().length, 0);
  });

  it('that the person leaves says so too to a role account that stands on it', async () => {
    const role: Account = { ...common, kind: 'role', name: 'role', profile: 'ops', roleArn: 'arn:aws:iam::333344445555:role/other' };
    const error = await failureOf((await world.pool().service(role, 'eu-west-1', person)).getCallerIdentity(never));
    assert.deepEqual([error.code, world.person.codesAsked.length], ['cancelled', 1]);
  });

  it('is asked for no code when its source can’t sign in', async () => {
    await world.configure('[profile x]', ...mfaRole.map((line) => line.replace('=base', '=gone')));
    assert.equal((await failureOf(whoIs(world.pool(), 'x'))).code, 'profile_missing');
    assert.equal(world.person.codesAsked.length, 0);
  });

  it('takes no role that is refused for another reason for a wrong code', async () => {
    world.person.codes = ['123006', '123007'];
    await world.configure(
      '[profile denied]',
      'role_arn=arn:aws:iam::222233334444:role/ops-denied',
      'source_profile=base',
      `mfa_serial=${serial}`,
    );
    assert.equal((await failureOf(whoIs(world.pool(), 'denied'))).code, 'access_denied');
    assert.equal(world.person.codesAsked.length, 1);
  });
});
