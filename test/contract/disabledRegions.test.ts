import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stsRefusal } from '../../src/aws/credentials/stsRefusal.ts';
import { createServicePool, type ServicePool } from '../../src/aws/servicePool.ts';
import type { Account } from '../../src/core/account.ts';
import { person } from '../../src/core/caller.ts';
import { CustodyError } from '../../src/core/errors.ts';
import { SecretText } from '../../src/core/secretText.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts';
import { failureOf } from './profileWorld.ts';

const never = new AbortController().signal;
const disabled = 'ap-east-1';
const serial = 'arn:aws:iam::111122223333:mfa/sandbox';
const common = { access: 'destroy' as const, host: 'here' };
const profile: Account = { ...common, kind: 'profile', name: 'main', profile: 'coded', regions: ['eu-west-1', disabled] };
const newSecret = () => ({ name: 'new', value: SecretText.of('a value'), clientRequestToken: crypto.randomUUID() });

describe('a region that is not enabled for the AWS account', () => {
  let sandbox: Sandbox;
  let folder: string;
  let pool: ServicePool;
  let codes: number;
  const count = (name: string): number => sandbox.requests().filter(({ operation }) => operation === name).length;
  const keys = ({ accessKeyId, secretAccessKey } = sandbox.credentials): string =>
    `aws_access_key_id=${accessKeyId}\naws_secret_access_key=${secretAccessKey}\n`;

  beforeEach(async () => {
    sandbox = await startSandbox({ seed: true, disabledRegions: [disabled] });
    folder = await mkdtemp(join(tmpdir(), 'custody-disabled-'));
    const files = { config: join(folder, 'config'), credentials: join(folder, 'credentials') };
    await writeFile(files.credentials, `[base]\n${keys()}[coded]\n${keys()}`);
    await writeFile(
      files.config,
      `[profile coded]\nmfa_serial=${serial}\nregion=eu-west-1\n[profile hop]\nrole_arn=arn:aws:iam::222233334444:role/hop\nsource_profile=base\nregion=eu-west-1\n`,
    );
    codes = 0;
    pool = createServicePool({
      files,
      endpoint: sandbox.endpoint,
      sandbox: async () => sandbox,
      prompts: {
        allows: async () => false,
        askMfaCode: async () => `1230${String((codes += 1)).padStart(2, '0')}`,
        browserIsHere: false,
        signInByBrowser: async () => undefined,
      },
    });
  });
  afterEach(async () => {
    pool.dispose();
    await sandbox.close();
    await rm(folder, { recursive: true });
  });

  it('is told of as that, asks for no further code, and is no problem of the sign-in', async () => {
    const there = await pool.service(profile, disabled, person);
    await (await pool.service(profile, 'eu-west-1', person)).listSecrets({}, never);
    const calls = await Promise.all(Array.from({ length: 8 }, () => failureOf(there.listSecrets({}, never))));
    calls.push(await failureOf(there.getCallerIdentity(never)), await failureOf(there.createSecret(newSecret(), never)));
    for (const { code, sentence } of calls) {
      assert.equal(code, 'region_not_found');
      assert.match(
        sentence,
        /^Region ap-east-1 is not enabled for this AWS account, or the session comes from the global endpoint of STS.*: .* in account main, .*us-east-1\. Enable ap-east-1/,
      );
    }
    assert.deepEqual([codes, count('GetSessionToken')], [1, 1]);
    const { signedIn, problem } = pool.signIns.status(profile);
    assert.deepEqual([signedIn, problem], [true, undefined]);
  });

  it('is told of where a role is to be assumed in it, and its source is not asked to sign in again', async () => {
    const roleArn = 'arn:aws:iam::222233334444:role/reader';
    const account: Account = { ...common, kind: 'role', name: 'role', profile: 'coded', roleArn, regions: [disabled] };
    const { code, message } = await failureOf((await pool.service(account, disabled, person)).createSecret(newSecret(), never));
    assert.equal(code, 'region_not_found');
    assert.match(message, /^Region ap-east-1 is not enabled .* sts:AssumeRole of arn:aws:iam::222233334444:role\/reader/);
    assert.equal(codes, 1);
  });

  it('control: keys that no region knows are an old sign-in, which is made anew', async () => {
    await writeFile(join(folder, 'credentials'), `[coded]\n${keys({ accessKeyId: 'AKIAUNKNOWN000000000', secretAccessKey: 'wrong' })}`);
    await writeFile(join(folder, 'config'), '');
    const there = await pool.service(profile, disabled, person);
    assert.equal((await failureOf(there.listSecrets({}, never))).code, 'credentials_missing');
    assert.equal(pool.signIns.status(profile).signedIn, false);
    assert.equal(count('ListSecrets'), 2);
  });

  it('is told apart from a role that is assumed for too long, which STS refuses, and of nothing else', async () => {
    const roleArn = 'arn:aws:iam::222233334444:role/reader';
    const account: Account = {
      ...common,
      kind: 'role',
      name: 'role',
      profile: 'hop',
      roleArn,
      durationSeconds: 7_200,
      regions: ['eu-west-1'],
    };
    const service = await pool.service(account, 'eu-west-1', person);
    for (const call of [service.listSecrets({}, never), service.createSecret(newSecret(), never)]) {
      const { code, message } = await failureOf(call);
      assert.equal(code, 'invalid_input');
      assert.match(message, /^STS refused sts:AssumeRole of arn:aws:iam::222233334444:role\/reader, because the session would be longer/);
    }
    assert.equal(count('CreateSecret'), 0);
  });
});

describe('what STS refuses', () => {
  const question = { asked: 'sts:AssumeRole of a-role', whose: ' for profile main', region: 'me-south-1' };
  const thrown = (name: string, httpStatusCode: number): Error =>
    Object.assign(new Error('secret words'), { name, $metadata: { httpStatusCode } });
  const told = (name: string, status = 400): unknown => stsRefusal(thrown(name, status), question);

  it('is told of the role it was refused for', () => {
    for (const [name, status, words] of [
      ['AccessDenied', 403, 'sts:AssumeRole of a-role is not allowed for profile main.'],
      [
        'RegionDisabledException',
        403,
        'STS refused sts:AssumeRole of a-role for profile main, because it is not activated in me-south-1 for that AWS account.',
      ],
      ['ValidationError', 400, 'STS refused sts:AssumeRole of a-role for profile main (ValidationError).'],
      ['NeverHeardOf', 400, 'STS refused sts:AssumeRole of a-role for profile main (NeverHeardOf).'],
    ] as const) {
      const error = told(name, status);
      assert.ok(error instanceof CustodyError);
      assert.equal(error.message, words);
    }
  });

  it('stays as it was thrown where it is tried again, or told of elsewhere', () => {
    for (const name of ['ExpiredToken', 'InvalidClientTokenId', 'Throttling', 'PackedPolicyTooLargeException', 'MalformedPolicyDocument'])
      assert.equal(told(name) instanceof CustodyError, false, name);
    assert.equal(told('InternalFailure', 500) instanceof CustodyError, false);
  });
});
