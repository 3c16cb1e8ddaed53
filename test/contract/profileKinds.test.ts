import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { failureOf, openProfileWorld, whoIs, type ProfileWorld } from './profileWorld.ts';

const reader = 'role_arn=arn:aws:iam::222233334444:role/reader';

describe('A profile of the AWS configuration', () => {
  let world: ProfileWorld;
  beforeEach(async () => (world = await openProfileWorld()));
  afterEach(() => world.close());

  const refusal = async (name: string) => failureOf(whoIs(world.pool(), name));

  it('with a chain of roles is assumed role by role, each with what its own profile says', async () => {
    await world.configure(
      '[profile last]',
      'role_arn=arn:aws:iam::333344445555:role/writer-external',
      'source_profile=middle',
      'external_id=agreed',
      'role_session_name=last-session',
      'duration_seconds=900',
      'region=us-east-1',
      '[profile middle]',
      reader,
      'source_profile=base',
      'role_session_name=middle-session',
    );
    assert.equal((await whoIs(world.pool(), 'last')).arn, 'arn:aws:sts::333344445555:assumed-role/writer-external/last-session');
    const assumed = world.sandbox.requests().filter(({ operation }) => operation === 'AssumeRole');
    assert.deepEqual(
      assumed.map(({ accountId, region }) => [accountId, region]),
      [
        [world.sandbox.accountId, 'eu-west-1'],
        ['222233334444', 'us-east-1'],
      ],
    );
  });

  it('may assume a role with keys of its own', async () => {
    const { accessKeyId, secretAccessKey } = world.sandbox.credentials;
    const keys = [`aws_access_key_id=${accessKeyId}`, `aws_secret_access_key=${secretAccessKey}`];
    await world.configure('[profile self]', reader, 'source_profile=self', ...keys);
    assert.equal((await whoIs(world.pool(), 'self')).accountId, '222233334444');
  });

  it('says which role refused it', async () => {
    await world.configure('[profile denied]', 'role_arn=arn:aws:iam::222233334444:role/ops-denied', 'source_profile=base');
    const error = await refusal('denied');
    assert.equal(error.code, 'access_denied');
    assert.match(error.message, /sts:AssumeRole of arn:aws:iam::222233334444:role\/ops-denied is not allowed for profile denied/);
  });

  for (const [what, lines, words] of [
    ['goes round in a circle', [reader, 'source_profile=b', '[profile b]', reader, 'source_profile=a'], /circle/],
    ['takes the role of the machine', [reader, 'credential_source=Ec2InstanceMetadata'], /credential_source/],
    ['takes the role of a container', [reader, 'credential_source=EcsContainer'], /credential_source/],
    ['names two sources', [reader, 'credential_source=Environment', 'source_profile=base'], /both/],
    ['names a role alone', [reader], /nothing to assume it with/],
    ['names nothing', ['region=eu-west-1'], /names no credentials/],
    ['has half a pair of keys', ['aws_access_key_id=AKIAEXAMPLE000000000'], /one half/],
    ['lets a role live too long', [reader, 'source_profile=base', 'duration_seconds=90000'], /duration_seconds/],
    ['has a region that would lead to another host', [reader, 'source_profile=base', 'region=example.com/x#'], /region/],
    ['reads a token beside the working folder', [reader, 'web_identity_token_file=token'], /full path/],
  ] as const) {
    it(`that ${what} is refused with the reason, and nothing is asked at AWS`, async () => {
      await world.configure('[profile a]', ...lines);
      const error = await refusal('a');
      assert.equal(error.code, 'credentials_missing');
      assert.match(error.message, words);
      assert.equal(world.sandbox.requests().length, 0);
    });
  }

  it('whose source is missing says which', async () => {
    await world.configure('[profile a]', reader, 'source_profile=gone');
    const error = await refusal('a');
    assert.deepEqual([error.code, error.message], ['profile_missing', 'There is no profile gone in the AWS configuration.']);
  });

  it('sends nothing to the endpoint it names', async () => {
    await world.configure(
      '[profile a]',
      reader,
      'source_profile=base',
      'endpoint_url=http://127.0.0.1:1',
      'services=mine',
      '[services mine]',
      'sts =',
      '  endpoint_url=http://127.0.0.1:1',
    );
    assert.equal((await whoIs(world.pool(), 'a')).accountId, '222233334444');
  });

  describe('that takes its credentials from the environment', () => {
    const names = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];
    const kept = names.map((name) => process.env[name]);
    beforeEach(async () => {
      const { accessKeyId, secretAccessKey } = world.sandbox.credentials;
      Object.assign(process.env, { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey });
      delete process.env['AWS_SESSION_TOKEN'];
      await world.configure('[profile a]', reader, 'credential_source=Environment');
    });
    afterEach(() => {
      names.forEach((name, index) => {
        const value = kept[index];
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      });
    });

    it('reads it after the person allowed it, who is told names and no values', async () => {
      world.person.allows = true;
      assert.equal((await whoIs(world.pool(), 'a')).accountId, '222233334444');
      assert.deepEqual(world.person.usesAsked, [{ kind: 'environment', profile: 'a', names }]);
    });

    it('control: reads nothing without a yes', async () => {
      const error = await refusal('a');
      assert.equal(error.code, 'not_allowed');
      assert.equal(world.sandbox.requests().length, 0);
    });
  });

  describe('with the token of another identity provider', () => {
    const token = (exp: number): string => `e30.${Buffer.from(JSON.stringify({ sub: 'me', exp })).toString('base64url')}.sig`;
    const configure = async (text: string): Promise<void> => {
      const path = join(world.folder, 'token');
      await writeFile(path, text);
      await world.configure('[profile a]', reader, `web_identity_token_file=${path}`, 'role_session_name=from-web');
    };

    it('assumes its role by the file it names, without any keys', async () => {
      await configure(`${token(Date.now() / 1_000 + 600)}\n`);
      assert.equal((await whoIs(world.pool(), 'a')).arn, 'arn:aws:sts::222233334444:assumed-role/reader/from-web');
      assert.equal(world.count('AssumeRole'), 0);
    });

    it('that is over says so, and repeats nothing of the token', async () => {
      const old = token(1);
      await configure(old);
      const error = await refusal('a');
      assert.equal(error.code, 'credentials_expired');
      assert.ok(!JSON.stringify([error.message, error.next, error.stack]).includes(old));
    });

    it('whose file is gone says so', async () => {
      await world.configure('[profile a]', reader, `web_identity_token_file=${join(world.folder, 'gone')}`);
      const error = await refusal('a');
      assert.equal(error.code, 'credentials_missing');
      assert.match(error.message, /token file of profile a/);
    });
  });
});
