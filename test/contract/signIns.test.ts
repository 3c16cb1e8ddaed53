import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServicePool, type ServicePool } from '../../src/aws/servicePool.ts';
import type { Account } from '../../src/core/account.ts';
import { person, type AgentCaller } from '../../src/core/caller.ts';
import { CustodyError } from '../../src/core/errors.ts';
import { SecretText } from '../../src/core/secretText.ts';
import { createCustody, type Custody } from '../../src/custody.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts';

const never = new AbortController().signal;
const regions = ['eu-west-1', 'us-east-1'];
const common = { regions, access: 'destroy' as const, host: 'here' };
const minute = 60_000;
const here = '111122223333';
const elsewhere = '999900001111';

const profile: Account = { ...common, kind: 'profile', name: 'main', profile: 'base', accountId: here };
const role = (name = 'role', from = 'base', more: { readonly durationSeconds?: number } = {}): Account => ({
  ...more,
  ...common,
  kind: 'role',
  name,
  profile: from,
  roleArn: `arn:aws:iam::222233334444:role/${name}`,
});

describe('sign-ins', () => {
  let sandbox: Sandbox;
  let folder: string;
  let pool: ServicePool;
  /** How far the clocks are ahead. AWS takes a signature that is not five minutes old. */
  let ahead: { readonly here: number; readonly ofAws: number };
  let changes: number;

  const count = (name: string): number => sandbox.requests().filter(({ operation }) => operation === name).length;
  const writeConfig = (text: string): Promise<void> => writeFile(join(folder, 'config'), text);
  const writeKeys = (secretAccessKey: string = sandbox.credentials.secretAccessKey): Promise<void> =>
    writeFile(
      join(folder, 'credentials'),
      `[base]\naws_access_key_id=${sandbox.credentials.accessKeyId}\naws_secret_access_key=${secretAccessKey}\n`,
    );
  const roleIn = (accountId: string): string => `[profile hop]\nrole_arn = arn:aws:iam::${accountId}:role/reader\nsource_profile = base\n`;
  const agent: AgentCaller = { kind: 'agent', client: 'a', claimedName: 'a client' };
  const listAll = async (...accounts: readonly Account[]): Promise<void> => {
    const calls = Array.from({ length: 32 }, async (_, index) => {
      const account = accounts[index % accounts.length] ?? profile;
      return (await pool.service(account, regions[(index >> 1) % 2] ?? 'eu-west-1', person)).listSecrets({}, never);
    });
    await Promise.all(calls);
  };

  beforeEach(async () => {
    ahead = { here: 0, ofAws: 0 };
    // Long enough on its way that all who need a sign-in come before it is made.
    sandbox = await startSandbox({ seed: true, latencyMs: 40, now: () => Date.now() + ahead.ofAws });
    folder = await mkdtemp(join(tmpdir(), 'custody-sign-ins-'));
    const files = { config: join(folder, 'config'), credentials: join(folder, 'credentials') };
    await writeKeys();
    changes = 0;
    pool = createServicePool({
      files,
      endpoint: sandbox.endpoint,
      sandbox: async () => sandbox,
      now: () => Date.now() + ahead.here,
      onChange: () => (changes += 1),
    });
  });
  afterEach(async () => {
    pool.dispose();
    await sandbox.close();
    await rm(folder, { recursive: true });
  });

  it('are made once for 32 cold calls over two regions, and once more for 32 calls after the end', async () => {
    const short = role('role', 'base', { durationSeconds: 900 });
    await listAll(short);
    assert.equal(count('AssumeRole'), 1);
    ahead = { here: 15.1 * minute, ofAws: 4.5 * minute };
    await listAll(short);
    assert.equal(count('AssumeRole'), 2);
  });

  it('of an agent are made once for 32 cold calls beside the one of the person, and once more after the end', async () => {
    const short = role('role', 'base', { durationSeconds: 900 });
    const listAsAgent = (): Promise<unknown> =>
      Promise.all(
        Array.from({ length: 32 }, async (_, index) =>
          (await pool.service(short, regions[index % 2] ?? 'eu-west-1', agent)).listSecrets({}, never),
        ),
      );
    await Promise.all([listAll(short), listAsAgent()]);
    assert.equal(count('AssumeRole'), 2);
    ahead = { here: 15.1 * minute, ofAws: 4.5 * minute };
    await listAsAgent();
    assert.equal(count('AssumeRole'), 3);
  });

  it('control: for 32 accounts that share none, 32 are made', async () => {
    await listAll(...Array.from({ length: 32 }, (_, index) => role(`role-${index}`)));
    assert.equal(count('AssumeRole'), 32);
  });

  it('of a profile are made once for all accounts that it serves', async () => {
    await writeConfig(roleIn('333344445555'));
    await listAll(role('one', 'hop'), role('two', 'hop'), { ...profile, profile: 'hop', accountId: '333344445555' });
    assert.equal(count('AssumeRole'), 3);
  });

  it('of a profile are dropped through whichever of its accounts, used or not', async () => {
    await writeConfig(roleIn(here));
    const used: Account = { ...profile, profile: 'hop' };
    const list = async (account: Account): Promise<unknown> => (await pool.service(account, 'eu-west-1', person)).listSecrets({}, never);
    await list(used);
    await pool.signIns.revoke({ ...used, name: 'not used yet' });
    assert.equal(pool.signIns.status(used).signedIn, false);
    await list(used);
    assert.equal(count('AssumeRole'), 2);
  });

  it('read the file anew once keys were refused, and send the change again once and no more', async () => {
    const service = await pool.service({ ...profile, accountId: undefined }, 'eu-west-1', person);
    await writeKeys('replaced meanwhile');
    await assert.rejects(service.restoreSecret('legacy/ftp-partner-upload', never), { code: 'credentials_missing' });
    assert.ok(count('RestoreSecret') <= 2, `${count('RestoreSecret')} requests`);
    await writeKeys();
    await service.restoreSecret('legacy/ftp-partner-upload', never);
  });

  it('ask AWS once whose they are, however many changes follow, and once more after the next', async () => {
    const service = await pool.service(profile, 'eu-west-1', person);
    for (const name of ['a', 'b', 'c']) {
      await service.getCallerIdentity(never, { oncePerSignIn: true });
      await service.createSecret({ name, value: SecretText.of('a value'), clientRequestToken: crypto.randomUUID() }, never);
    }
    assert.equal(count('GetCallerIdentity'), 1);
    await pool.signIns.revoke(profile);
    await service.tagResource({ secretId: 'a', tags: { team: 'a' } }, never);
    assert.equal(count('GetCallerIdentity'), 2);
    await service.describeSecret('a', never);
    assert.equal(count('GetCallerIdentity'), 2);
  });

  for (const pinned of [true, false]) {
    it(`${pinned ? 'let no change out' : 'control: without a pin let a change out'} where another AWS account answers since the check, and reads go on`, async () => {
      await writeConfig(roleIn(here));
      const account: Account = { ...profile, profile: 'hop', accountId: pinned ? here : undefined };
      const service = await pool.service(account, 'eu-west-1', person);
      await service.getCallerIdentity(never, { oncePerSignIn: true });
      // Between the check and the change.
      await writeConfig(roleIn(elsewhere));
      await pool.signIns.revoke(account);
      const change = service.createSecret({ name: 'new', value: SecretText.of('a value'), clientRequestToken: crypto.randomUUID() }, never);
      if (pinned)
        await assert.rejects(change, { code: 'wrong_account', message: /signs in to AWS account 999900001111, not to 111122223333/ });
      else await change;
      assert.equal(count('CreateSecret'), pinned ? 0 : 1);
      assert.equal((await service.listSecrets({}, never)).secrets.length, pinned ? 0 : 1);
      const { problem } = pool.signIns.status(account);
      if (pinned) assert.match(problem?.sentence ?? '', /999900001111, not to 111122223333/);
    });
  }

  describe('through the one path', () => {
    let custody: Custody;
    let account: Account;

    beforeEach(() => {
      account = { ...profile, profile: 'hop', accountId: undefined };
      custody = createCustody({
        accounts: async () => [account],
        service: (of, region, caller) => pool.service(of, region, caller),
        signIns: pool.signIns,
        pinAccount: async (_account, accountId) => {
          account = { ...account, accountId };
        },
        present: async () => ({ kind: 'declined' }),
        append: async () => undefined,
        showSecret: () => false,
        settings: () => ({ maximumAccess: 'destroy', allowForceDelete: false }),
        assertTrusted: () => undefined,
      });
    });

    const create = async (name: string): Promise<string> => {
      const call = { input: { name, value: 'generate' }, caller: person };
      const outcome = await custody.execute(custody.operations.createSecret, call);
      return outcome.ok ? 'ok' : outcome.error.code;
    };

    it('the first change pins an account that was never checked, and the next is refused where another answers', async () => {
      await writeConfig(roleIn(here));
      assert.equal(await create('one'), 'ok');
      assert.equal(account.accountId, here);
      await writeConfig(roleIn(elsewhere));
      await pool.signIns.revoke(account);
      assert.equal(await create('two'), 'wrong_account');
      assert.equal(count('CreateSecret'), 1);
    });

    it('the first check pins, and a second one elsewhere does not', async () => {
      for (const accountId of [here, elsewhere]) {
        await writeConfig(roleIn(accountId));
        const outcome = await custody.execute(custody.operations.refreshCredentials, { input: {}, caller: person });
        assert.ok(outcome.ok);
      }
      assert.equal(account.accountId, here);
      assert.equal(await create('one'), 'wrong_account');
    });

    it('control: what forgets the pin has the change made elsewhere', async () => {
      await writeConfig(roleIn(here));
      await create('one');
      account = { ...account, accountId: undefined };
      await writeConfig(roleIn(elsewhere));
      await pool.signIns.revoke(account);
      assert.equal(await create('two'), 'ok');
    });

    it('the status says that keys are refused, and is right again once they are mended and the account signed in anew', async () => {
      account = profile;
      await writeKeys('refused');
      const list = async (): Promise<boolean> => (await custody.execute(custody.operations.listSecrets, { input: {}, caller: person })).ok;
      const status = async (): Promise<string> => {
        const outcome = await custody.execute(custody.operations.credentialStatus, { input: {}, caller: person });
        return outcome.ok ? outcome.text : outcome.error.sentence;
      };
      assert.equal(await list(), false);
      assert.match(await status(), /^main: profile base, not signed in\. No valid credentials for account main/);
      await writeKeys();
      changes = 0;
      const refreshed = await custody.execute(custody.operations.refreshCredentials, { input: {}, caller: person });
      assert.ok(refreshed.ok && changes > 0);
      const shared = 'Agents share your own session here; IAM does not tell them apart.';
      assert.equal(await status(), `main: profile base, signed in as arn:aws:iam::${here}:user/sandbox. ${shared}`);
      assert.doesNotMatch(refreshed.text, new RegExp(sandbox.credentials.accessKeyId.slice(0, 6)));
    });
  });

  it('give back a lease where their source has one', async () => {
    const revoked: string[] = [];
    const files = { config: join(folder, 'config'), credentials: join(folder, 'credentials') };
    const leasing = createServicePool({
      files,
      endpoint: sandbox.endpoint,
      sandbox: async () => sandbox,
      revoke: async ({ name }) => revoked.push(name) > 0,
    });
    assert.equal(await leasing.signIns.revoke(profile), true);
    assert.deepEqual(revoked, ['main']);
    assert.equal(await pool.signIns.revoke(profile), false);
  });

  it('that fail end in an error of ours', async () => {
    const service = await pool.service({ ...profile, profile: 'gone' }, 'eu-west-1', person);
    await assert.rejects(
      service.listSecrets({}, never),
      (thrown: unknown) => thrown instanceof CustodyError && thrown.code === 'profile_missing',
    );
    assert.equal(pool.signIns.status({ ...profile, profile: 'gone' }).problem?.code, 'profile_missing');
  });
});
