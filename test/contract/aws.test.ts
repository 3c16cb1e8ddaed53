import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { endpointsFor } from '../../src/aws/endpoints.ts';
import { createSecretsManager } from '../../src/aws/secretsManager.ts';
import { createServicePool, type ServicePool } from '../../src/aws/servicePool.ts';
import type { Account } from '../../src/core/account.ts';
import { person } from '../../src/core/caller.ts';
import { CustodyError } from '../../src/core/errors.ts';
import type { SecretsService } from '../../src/core/secretsService.ts';
import { SecretText } from '../../src/core/secretText.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts';
import { startBrokenEndpoint, type BrokenEndpoint, type BrokenMode } from '../fakes/brokenEndpoint.ts';

const never = new AbortController().signal;
const token = '11111111-2222-4333-8444-555555555555';
const common = { regions: ['eu-west-1', 'us-east-1'], access: 'destroy' as const, host: 'here' };

async function failure(work: Promise<unknown>): Promise<CustodyError> {
  try {
    await work;
  } catch (thrown) {
    assert.ok(thrown instanceof CustodyError, `threw ${String(thrown)}`);
    return thrown;
  }
  return assert.fail('nothing was thrown');
}

describe('the AWS adapter on the sandbox', () => {
  let sandbox: Sandbox;
  let folder: string;
  let files: { config: string; credentials: string };
  const pools = (options: { endpoint?: string } = {}): ServicePool =>
    createServicePool({ files, endpoint: options.endpoint ?? sandbox.endpoint, sandbox: async () => sandbox });

  before(async () => {
    sandbox = await startSandbox();
    folder = await mkdtemp(join(tmpdir(), 'custody-aws-'));
    files = { config: join(folder, 'config'), credentials: join(folder, 'credentials') };
    const { accessKeyId, secretAccessKey } = sandbox.credentials;
    await writeFile(files.credentials, `[base]\naws_access_key_id=${accessKeyId}\naws_secret_access_key=${secretAccessKey}\n`);
    await writeFile(
      files.config,
      ['[profile chained]', 'role_arn=arn:aws:iam::222233334444:role/reader', 'source_profile=base', 'region=eu-west-1'].join('\n'),
    );
  });
  after(async () => {
    await sandbox.close();
    await rm(folder, { recursive: true });
  });

  const sandboxAccount: Account = { ...common, kind: 'sandbox', name: 'sandbox' };
  const profile = (name: string): Account => ({ ...common, kind: 'profile', name, profile: name });
  const role = (extra: object = {}): Account => ({
    ...common,
    kind: 'role',
    name: 'role',
    profile: 'base',
    roleArn: 'arn:aws:iam::333344445555:role/writer',
    ...extra,
  });

  it('creates, describes, reads, deletes and restores', async () => {
    const service = await pools().service(sandboxAccount, 'eu-west-1', person);
    const created = await service.createSecret(
      { name: 'round/trip', value: SecretText.of('{"password":"n0t-a-real-0ne"}'), tags: { team: 'a' }, clientRequestToken: token },
      never,
    );
    assert.equal(created.versionId, token);
    const described = await service.describeSecret('round/trip', never);
    assert.deepEqual(described.tags, { team: 'a' });
    assert.deepEqual(described.versions, [{ versionId: token, stages: ['AWSCURRENT'] }]);
    const read = await service.getSecretValue({ secretId: created.arn }, never);
    assert.equal(read.value.reveal(), '{"password":"n0t-a-real-0ne"}');
    const deleted = await service.deleteSecret({ secretId: created.arn, recoveryWindowInDays: 7 }, never);
    assert.ok(Date.parse(deleted.deletionDate) > Date.now() + 6 * 86_400_000);
    assert.equal((await failure(service.getSecretValue({ secretId: created.arn }, never))).code, 'secret_pending_deletion');
    await service.restoreSecret(created.arn, never);
    assert.equal((await service.describeSecret(created.arn, never)).deletedDate, undefined);
  });

  it('generates passwords by the rules that were asked for', async () => {
    const service = await pools().service(sandboxAccount, 'eu-west-1', person);
    const usual = await service.getRandomPassword({}, never);
    assert.deepEqual([usual.byteLength, usual.encoding], [32, 'text']);
    const digits = { length: 64, excludeLowercase: true, excludeUppercase: true, excludePunctuation: true, excludeCharacters: '89' };
    assert.match((await service.getRandomPassword(digits, never)).reveal(), /^[0-7]{64}$/);
    const nothing = { ...digits, excludeNumbers: true };
    assert.equal((await failure(service.getRandomPassword(nothing, never))).code, 'invalid_input');
  });

  it('changes a value, a description, a key and tags, and lists the versions', async () => {
    const service = await pools().service(sandboxAccount, 'eu-west-1', person);
    await service.createSecret({ name: 'a/change', value: SecretText.of('the-first-value'), clientRequestToken: token }, never);
    const second = '22222222-2222-4333-8444-555555555555';
    const put = await service.putSecretValue(
      { secretId: 'a/change', value: SecretText.of('the-second-value'), clientRequestToken: second },
      never,
    );
    assert.equal(put.versionId, second);
    assert.equal((await service.getSecretValue({ secretId: 'a/change' }, never)).value.reveal(), 'the-second-value');
    const { versions } = await service.listSecretVersionIds({ secretId: 'a/change', includeDeprecated: true }, never);
    assert.deepEqual(
      new Map(versions.map(({ versionId, stages }) => [versionId, stages.join()])),
      new Map([
        [second, 'AWSCURRENT'],
        [token, 'AWSPREVIOUS'],
      ]),
    );
    assert.ok(versions.every(({ createdDate }) => createdDate !== undefined));
    const pending = service.getSecretValue({ secretId: 'a/change', versionStage: 'AWSPENDING' }, never);
    await assert.rejects(pending, {
      code: 'secret_not_found',
      message: `There is no secret a/change in account ${sandboxAccount.name} (eu-west-1), or it has no version AWSPENDING.`,
    });

    await service.updateSecret({ secretId: put.arn, description: 'changed', kmsKeyId: 'alias/other' }, never);
    await service.tagResource({ secretId: put.arn, tags: { team: 'a', env: 'test' } }, never);
    await service.untagResource({ secretId: put.arn, tagKeys: ['env'] }, never);
    const { description, kmsKeyId, tags } = await service.describeSecret('a/change', never);
    assert.deepEqual([description, kmsKeyId, tags], ['changed', 'alias/other', { team: 'a' }]);
  });

  it('validates, puts, reads and deletes a resource policy, and asks for what lets in too many to be blocked', async () => {
    const service = await pools().service(sandboxAccount, 'eu-west-1', person);
    const { arn } = await service.createSecret({ name: 'a/policy', value: SecretText.of('x'), clientRequestToken: token }, never);
    const policyFor = (Principal: unknown): string =>
      JSON.stringify({ Statement: { Effect: 'Allow', Principal, Action: 'secretsmanager:GetSecretValue', Resource: '*' } });
    const [narrow, wide] = [policyFor({ AWS: '444455556666' }), policyFor('*')];
    assert.deepEqual(await service.getResourcePolicy('a/policy', never), { arn });
    assert.deepEqual(await service.validateResourcePolicy(narrow, never), { passed: true, findings: [] });
    const { passed, findings } = await service.validateResourcePolicy(wide, never);
    assert.deepEqual([passed, findings.map(({ check }) => check)], [false, ['PUBLIC_POLICY_CHECK']]);
    const malformed = await service.validateResourcePolicy('{', never);
    assert.deepEqual([malformed.passed, malformed.findings[0]?.check], [false, 'MalformedPolicyDocument']);

    const put = (policy: string, blockPublicPolicy: boolean) =>
      service.putResourcePolicy({ secretId: arn, policy, blockPublicPolicy }, never);
    const asked = (): unknown => sandbox.requests().findLast(({ operation }) => operation === 'PutResourcePolicy')?.blocksPublicPolicy;
    await put(narrow, true);
    assert.deepEqual([asked(), (await service.getResourcePolicy(arn, never)).policy], [true, narrow]);
    const blocked = await failure(put(wide, true));
    assert.deepEqual([blocked.code, (await service.getResourcePolicy(arn, never)).policy], ['invalid_input', narrow]);
    assert.match(blocked.message, /blocked the policy for .*a\/policy-\w{6} in account sandbox \(eu-west-1\), because it lets in too many/);
    // Control: it is the flag that blocks it.
    await put(wide, false);
    assert.deepEqual([asked(), (await service.getResourcePolicy(arn, never)).policy], [false, wide]);
    await service.deleteResourcePolicy(arn, never);
    assert.deepEqual(await service.getResourcePolicy(arn, never), { arn });
  });

  it('validates a policy for one secret with a role that may ask for that one alone', async () => {
    const { endpoint, region } = sandbox;
    const allowed = { Action: 'secretsmanager:*', Resource: 'arn:aws:secretsmanager:*:*:secret:prod/*' };
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...allowed }] });
    const sts = new STSClient({ endpoint, region, credentials: sandbox.credentials });
    const RoleArn = `arn:aws:iam::${sandbox.accountId}:role/writer`;
    const { Credentials: keys } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'prod', Policy }));
    sts.destroy();
    const credentials = {
      accessKeyId: keys?.AccessKeyId ?? '',
      secretAccessKey: keys?.SecretAccessKey ?? '',
      sessionToken: keys?.SessionToken ?? '',
    };
    const service = createSecretsManager({ account: 'prod', region, endpointOf: () => endpoint, credentials: async () => credentials });
    await service.createSecret({ name: 'prod/a', value: SecretText.of('x'), clientRequestToken: token }, never);
    const policy = JSON.stringify({ Statement: { Effect: 'Allow', Principal: { AWS: '444455556666' }, Action: '*', Resource: '*' } });
    assert.equal((await service.validateResourcePolicy(policy, never, 'prod/a')).passed, true);
    assert.equal((await failure(service.validateResourcePolicy(policy, never))).code, 'access_denied');
  });

  it('rotates, shows what it rotates with, cancels, and moves labels', async () => {
    const service = await pools().service(sandboxAccount, 'eu-west-1', person);
    const lambdaArn = 'arn:aws:lambda:eu-west-1:111122223333:function:rotate';
    const rules = { scheduleExpression: 'cron(0 8 1 * ? *)', duration: '2h' };
    const next = '33333333-2222-4333-8444-555555555555';
    await service.createSecret({ name: 'a/rotating', value: SecretText.of('the-first-value'), clientRequestToken: token }, never);
    const rotated = await service.rotateSecret(
      { secretId: 'a/rotating', lambdaArn, rules, rotateImmediately: true, clientRequestToken: next },
      never,
    );
    assert.equal(rotated.versionId, next);
    const described = await service.describeSecret('a/rotating', never);
    assert.deepEqual(
      [described.rotationEnabled, described.rotationLambdaArn, described.rotationSchedule, described.rotationDuration],
      [true, lambdaArn, rules.scheduleExpression, rules.duration],
    );
    await service.updateSecretVersionStage(
      { secretId: rotated.arn, versionStage: 'AWSCURRENT', moveToVersionId: token, removeFromVersionId: next },
      never,
    );
    assert.equal((await service.getSecretValue({ secretId: 'a/rotating' }, never)).versionId, token);
    assert.equal((await service.cancelRotateSecret(rotated.arn, never)).arn, rotated.arn);
    assert.equal((await service.describeSecret('a/rotating', never)).rotationEnabled, false);
    const refused = await failure(service.rotateSecret({ secretId: 'a/change', rotateImmediately: true, clientRequestToken: next }, never));
    assert.equal(refused.code, 'invalid_state');
  });

  it('says of a secret without a value that it is there, and takes its first one', async () => {
    const service = await pools().service(sandboxAccount, 'eu-west-1', person);
    const { endpoint, region, credentials } = sandbox;
    const client = new SecretsManagerClient({ endpoint, region, credentials });
    await client.send(new CreateSecretCommand({ Name: 'a/empty' }));
    client.destroy();
    assert.deepEqual((await service.describeSecret('a/empty', never)).versions, []);
    const { code, sentence } = await failure(service.getSecretValue({ secretId: 'a/empty' }, never));
    assert.equal(code, 'invalid_state');
    assert.match(sentence, /^a\/empty in account sandbox \(eu-west-1\) exists, but has no value \(AWSCURRENT\)\. Store a first value/);
    // Control: of one that is not there it says something else.
    assert.equal((await failure(service.getSecretValue({ secretId: 'a/none' }, never))).code, 'secret_not_found');
    await service.putSecretValue({ secretId: 'a/empty', value: SecretText.of('the-first'), clientRequestToken: token }, never);
    assert.equal((await service.getSecretValue({ secretId: 'a/empty' }, never)).value.reveal(), 'the-first');
  });

  it('keeps a binary value as the bytes that were sent', async () => {
    const service = await pools().service(sandboxAccount, 'eu-west-1', person);
    const bytes = Buffer.from([0, 255, 128, 10]);
    await service.createSecret({ name: 'binary', value: SecretText.ofBase64(bytes.toString('base64')), clientRequestToken: token }, never);
    const { value } = await service.getSecretValue({ secretId: 'binary' }, never);
    assert.equal(value.encoding, 'binary');
    assert.deepEqual(Buffer.from(value.reveal(), 'base64'), bytes);
  });

  it('says which secret in which account is missing, and what to do', async () => {
    const service = await pools().service(sandboxAccount, 'eu-west-1', person);
    const error = await failure(service.describeSecret('no/such', never));
    assert.equal(error.code, 'secret_not_found');
    assert.match(error.sentence, /no\/such in account sandbox \(eu-west-1\).*list_secrets/);
  });

  it('refuses to take a name twice', async () => {
    const service = await pools().service(sandboxAccount, 'eu-west-1', person);
    const make = (clientRequestToken: string): Promise<unknown> =>
      service.createSecret({ name: 'twice', value: SecretText.of('a value'), clientRequestToken }, never);
    await make(token);
    assert.equal((await failure(make('99999999-2222-4333-8444-555555555555'))).code, 'secret_exists');
  });

  it('signs in by profile, by a role in the profile, and by a role of the account', async () => {
    const pool = pools();
    const who = async (account: Account): Promise<string> =>
      (await (await pool.service(account, 'eu-west-1', person)).getCallerIdentity(never)).accountId;
    assert.equal(await who(profile('base')), sandbox.accountId);
    assert.equal(await who(profile('chained')), '222233334444');
    assert.equal(await who(role()), '333344445555');
  });

  it('passes external id, session name and duration to AssumeRole', async () => {
    const pool = pools();
    const external = { roleArn: 'arn:aws:iam::333344445555:role/writer-external' };
    assert.equal((await failure((await pool.service(role(external), 'eu-west-1', person)).getCallerIdentity(never))).code, 'access_denied');
    const service = await pool.service(
      role({ ...external, externalId: 'agreed', sessionName: 'ops-review', durationSeconds: 900 }),
      'eu-west-1',
      person,
    );
    assert.match((await service.getCallerIdentity(never)).arn, /assumed-role\/writer-external\/ops-review$/);
  });

  it('makes one AssumeRole for 32 cold calls over two regions', async () => {
    const pool = pools();
    const before = sandbox.requests().filter((request) => request.operation === 'AssumeRole').length;
    const account = role({ sessionName: 'cold-calls' });
    await Promise.all(
      Array.from({ length: 32 }, async (_, index) =>
        (await pool.service(account, common.regions[index % 2] ?? 'eu-west-1', person)).listSecrets({}, never),
      ),
    );
    assert.equal(sandbox.requests().filter((request) => request.operation === 'AssumeRole').length - before, 1);
  });

  it('makes one client for an account and region, whatever its access level', async () => {
    const pool = pools();
    const first = await pool.service(sandboxAccount, 'eu-west-1', person);
    assert.equal(await pool.service({ ...sandboxAccount, access: 'list' }, 'eu-west-1', person), first);
    assert.notEqual(await pool.service(sandboxAccount, 'us-east-1', person), first);
  });

  it('says that a profile is gone, and reads the files anew once it is back', async () => {
    const service = await pools().service(profile('late'), 'eu-west-1', person);
    const error = await failure(service.getCallerIdentity(never));
    assert.equal(error.code, 'profile_missing');
    assert.match(error.sentence, /late/);
    const { accessKeyId, secretAccessKey } = sandbox.credentials;
    await writeFile(
      files.credentials,
      `[base]\naws_access_key_id=${accessKeyId}\naws_secret_access_key=${secretAccessKey}\n[late]\naws_access_key_id=${accessKeyId}\naws_secret_access_key=${secretAccessKey}\n`,
    );
    assert.equal((await service.getCallerIdentity(never)).accountId, sandbox.accountId);
  });

  it('says that keys are not accepted', async () => {
    const service = createSecretsManager({
      account: 'stale',
      region: 'eu-west-1',
      endpointOf: () => sandbox.endpoint,
      credentials: async () => ({ accessKeyId: 'AKIAUNKNOWN000000000', secretAccessKey: 'wrong' }),
    });
    assert.equal((await failure(service.listSecrets({}, never))).code, 'credentials_missing');
  });
});

describe('the AWS adapter on endpoints that misbehave', () => {
  const arn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:wanted-AbCdEf';
  let broken: BrokenEndpoint | undefined;
  afterEach(async () => broken?.close());

  async function on(mode: BrokenMode): Promise<SecretsService> {
    broken = await startBrokenEndpoint(mode);
    const { endpoint } = broken;
    return createSecretsManager({
      account: 'main',
      region: 'eu-west-1',
      endpointOf: () => endpoint,
      credentials: async () => ({ accessKeyId: 'AKIAEXAMPLE000000000', secretAccessKey: 'example' }),
    });
  }

  const newSecret = { name: 'wanted', value: SecretText.of('a value to store'), clientRequestToken: token };

  for (const mode of [{ mode: 'empty' }, { mode: 'emptyObject' }, { mode: 'html' }] as const) {
    it(`takes a 200 that is ${mode.mode} for an error, and for a change whose outcome is unknown`, async () => {
      const service = await on(mode);
      assert.equal((await failure(service.getSecretValue({ secretId: 'wanted' }, never))).code, 'malformed_answer');
      assert.equal((await failure(service.describeSecret('wanted', never))).code, 'malformed_answer');
      assert.equal((await failure(service.listSecrets({}, never))).code, 'malformed_answer');
      assert.equal((await failure(service.getRandomPassword({}, never))).code, 'malformed_answer');
      assert.equal((await failure(service.createSecret(newSecret, never))).code, 'outcome_unknown');
    });
  }

  it('takes an answer about another secret for none', async () => {
    const service = await on({ mode: 'wrongArn', arn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:other-AbCdEf' });
    assert.equal((await failure(service.describeSecret(arn, never))).code, 'malformed_answer');
    assert.equal((await failure(service.getSecretValue({ secretId: arn }, never))).code, 'malformed_answer');
  });

  it('never repeats the body of an error, which may quote a value', async () => {
    const service = await on({ mode: 'errorWithValue', status: 400, canary: 'c4nary-v4lue-in-body' });
    const error = await failure(service.getSecretValue({ secretId: 'wanted' }, never));
    assert.doesNotMatch(JSON.stringify([error.message, error.next, error.stack, String(error.cause)]), /c4nary/);
  });

  it('says that a sign-in has expired, after it signed in again once', async () => {
    const service = await on({ mode: 'expiredToken' });
    const error = await failure(service.listSecrets({}, never));
    assert.equal(error.code, 'credentials_expired');
    assert.match(error.sentence, /account main \(eu-west-1\).*Sign in again/);
    assert.equal(broken?.requests().length, 2);
  });

  it('stops a request at the endpoint when the caller cancels', async () => {
    const service = await on({ mode: 'silent' });
    const stop = new AbortController();
    const call = failure(
      service.listSecrets({}, stop.signal).catch((thrown: unknown) => {
        assert.ok(thrown instanceof Error);
        throw new CustodyError('cancelled', thrown.name);
      }),
    );
    await broken?.nextRequest();
    stop.abort();
    assert.equal((await call).code, 'cancelled');
    assert.equal((await broken?.nextAbort())?.operation, 'ListSecrets');
  });

  it('gives up on a silent endpoint, though the SDK alone would wait for minutes', async () => {
    const service = await on({ mode: 'silent' });
    const error = await failure(service.describeSecret('wanted', never));
    assert.equal(error.code, 'timeout');
    assert.match(error.sentence, /wanted in account main/);
  });

  it('says that nothing listens there, and that a change certainly did not happen', async () => {
    const service = await on({ mode: 'silent' });
    await broken?.close();
    assert.equal((await failure(service.listSecrets({}, never))).code, 'unreachable');
    assert.equal((await failure(service.createSecret(newSecret, never))).code, 'unreachable');
  });

  it('leaves the outcome of a change open when the connection breaks after sending', async () => {
    const service = await on({ mode: 'reset' });
    assert.equal((await failure(service.createSecret(newSecret, never))).code, 'outcome_unknown');
    assert.equal((await failure(service.listSecrets({}, never))).code, 'unreachable');
  });
});

describe('where AWS is called', () => {
  const secretsmanager = (region: string): string => endpointsFor(undefined)('secretsmanager', region);

  it('is the partition’s own host over https', () => {
    assert.equal(secretsmanager('eu-west-1'), 'https://secretsmanager.eu-west-1.amazonaws.com');
    assert.equal(secretsmanager('cn-north-1'), 'https://secretsmanager.cn-north-1.amazonaws.com.cn');
    assert.equal(secretsmanager('us-gov-west-1'), 'https://secretsmanager.us-gov-west-1.amazonaws.com');
    assert.equal(secretsmanager('eusc-de-east-1'), 'https://secretsmanager.eusc-de-east-1.amazonaws.eu');
  });

  it('has a name of its own for IAM Identity Center and for aws login', () => {
    const of = endpointsFor(undefined);
    assert.equal(of('oidc', 'eu-west-1'), 'https://oidc.eu-west-1.amazonaws.com');
    assert.equal(of('portal.sso', 'cn-north-1'), 'https://portal.sso.cn-north-1.amazonaws.com.cn');
    assert.equal(of('signin', 'eu-west-1'), 'https://eu-west-1.signin.aws.amazon.com');
    assert.equal(of('signin', 'us-gov-west-1'), 'https://us-gov-west-1.signin.amazonaws-us-gov.com');
  });

  it('may be a named endpoint that is https or on this machine, and nothing else', () => {
    assert.equal(endpointsFor('http://127.0.0.1:4566/')('sts', 'eu-west-1'), 'http://127.0.0.1:4566');
    assert.equal(endpointsFor('https://vpce.example.com')('sts', 'eu-west-1'), 'https://vpce.example.com');
    for (const refused of ['http://example.com', 'ftp://127.0.0.1', 'file:///etc/passwd', 'nonsense', 'http://127.0.0.1.example.com']) {
      assert.throws(() => endpointsFor(refused), CustodyError, refused);
    }
  });
});
