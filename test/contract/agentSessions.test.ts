import assert from 'node:assert/strict';
import { appendFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ServicePool } from '../../src/aws/servicePool.ts';
import type { Account } from '../../src/core/account.ts';
import { person, type AgentCaller, type Caller } from '../../src/core/caller.ts';
import type { SecretsService } from '../../src/core/secretsService.ts';
import type { SignInAccount } from '../../src/core/sourceAccount.ts';
import { createCustody, type Custody } from '../../src/custody.ts';
import { agent, agentName, common, never, openAgentWorld, personName, role, roleArn, type AgentWorld } from './agentWorld.ts';
import { failureOf } from './profileWorld.ts';

const second: AgentCaller = { ...agent, client: 'fedcba9876543210' };
const profile = (name: string): Account => ({ ...common, kind: 'profile', name, profile: name });
const asRole = [`role_arn=${roleArn}`, 'source_profile=base'];
const own = /^Agents have a session of their own here, and IAM holds it/;
const shared = 'Agents share your own session here; IAM does not tell them apart.';

/** A file that is there and can't be read, whoever reads. */
async function asFolder(path: string): Promise<void> {
  await rm(path);
  await mkdir(path);
}

describe('The sessions of agents', () => {
  let world: AgentWorld;
  let pool: ServicePool;

  beforeEach(async () => {
    world = await openAgentWorld();
    pool = world.pool();
  });
  afterEach(async () => {
    pool.dispose();
    await world.close();
  });

  const open = (account: Account, caller: Caller, region = 'eu-west-1'): Promise<SecretsService> => pool.service(account, region, caller);
  const whoIs = async (account: Account, caller: Caller): Promise<string> =>
    (await (await open(account, caller)).getCallerIdentity(never)).arn;
  const sessionsOf = async (work: () => Promise<unknown>): Promise<readonly (string | undefined)[]> =>
    (await world.during(work)).filter(({ operation }) => operation !== 'AssumeRole').map(({ session }) => session);
  const assumedDuring = async (work: () => Promise<unknown>): Promise<readonly (string | undefined)[]> =>
    (await world.during(work)).filter(({ operation }) => operation.startsWith('AssumeRole')).map(({ session }) => session);
  const list = async (account: Account, caller: Caller, region?: string): Promise<unknown> =>
    (await open(account, caller, region)).listSecrets({}, never);
  const read = async (account: Account, caller: Caller = agent): Promise<unknown> =>
    (await open(account, caller)).getSecretValue({ secretId: 'prod/db' }, never);

  it('are named for their client where AWS logs them, and the person by the name that was chosen', async () => {
    const named: Account = { ...role, sessionName: 'me@laptop' };
    assert.deepEqual(await sessionsOf(() => list(named, agent)), [agentName]);
    assert.deepEqual(await sessionsOf(() => list(named, person)), ['me@laptop']);
    assert.deepEqual(await sessionsOf(() => list(role, person)), [personName]);
  });

  it('are assumed once for 32 cold calls over two regions, beside the one of the person', async () => {
    const calls = (caller: Caller) => (): Promise<unknown> =>
      Promise.all(Array.from({ length: 32 }, (_, index) => list(role, caller, role.regions[index % 2])));
    assert.deepEqual(await assumedDuring(calls(person)), [personName]);
    assert.deepEqual(await assumedDuring(calls(agent)), [agentName]);
    assert.deepEqual(await assumedDuring(calls(agent)), []);
  });

  it('never mix with that of the person, nor with each other, however the calls fall', async () => {
    const accounts = [
      role,
      { ...role, name: 'reader', roleArn: 'arn:aws:iam::333344445555:role/reader' },
      { ...role, access: 'use' as const },
    ];
    const callers = [
      [person, personName],
      [agent, agentName],
      [second, 'custody-agent-fedcba9876543210'],
    ] as const;
    const calls = Array.from({ length: 90 }, async (_, index) => {
      const account = accounts[(index * 7) % 3] ?? role;
      const [caller, name] = callers[(index * 5 + (index >> 2)) % 3] ?? callers[0];
      const service = await open(account, caller, account.regions[(index >> 1) % 2]);
      const session = account.name === 'reader' ? '333344445555:assumed-role/reader' : '222233334444:assumed-role/operator';
      assert.equal((await service.getCallerIdentity(never)).arn, `arn:aws:sts::${session}/${name}`);
    });
    await Promise.all(calls);
  });

  it('control: are no limit where the person is named instead', async () => {
    const service = await pool.service(role, 'eu-west-1', person);
    assert.deepEqual(await sessionsOf(() => service.deleteSecret({ secretId: 'prod/db', force: true }, never)), [personName]);
  });

  it('are other ones from the next call on when the level or the list of secrets is another', async () => {
    await read({ ...role, access: 'use' });
    assert.equal((await failureOf(read({ ...role, access: 'describe' }))).code, 'access_denied');
    await read({ ...role, access: 'use' });
    assert.equal((await failureOf(read({ ...role, allow: { prefixes: ['test/'], tags: [] } }))).code, 'access_denied');
    await read({ ...role, allow: { prefixes: ['prod/'], tags: [] } });
  });

  it('control: leave the one of the person as it is, whatever agents may do', async () => {
    const first = await open(role, person);
    for (const more of [{ access: 'list' as const }, { access: 'off' as const }, { allow: { prefixes: ['test/'], tags: [] } }]) {
      assert.equal(await open({ ...role, ...more }, person), first);
      await read({ ...role, ...more }, person);
    }
  });

  it('are made anew when the account is signed in anew', async () => {
    await list(role, agent);
    await pool.signIns.revoke(role);
    assert.deepEqual(await assumedDuring(() => list(role, agent)), [agentName]);
    // At whichever level they were made: one that was left and came back is no other.
    for (const access of ['use', 'write'] as const) await list({ ...role, access }, agent);
    await pool.signIns.revoke(role);
    assert.equal(pool.signIns.status(role, agent).signedIn, false);
    for (const access of ['use', 'write'] as const)
      assert.deepEqual(await assumedDuring(() => list({ ...role, access }, agent)), [agentName]);
  });

  it('say to the agent as whom it is signed in, and to the person as whom they are', async () => {
    for (const caller of [agent, person]) await whoIs(role, caller);
    assert.match(pool.signIns.status(role, agent).identity?.arn ?? '', new RegExp(`/${agentName}$`));
    assert.match(pool.signIns.status(role, person).identity?.arn ?? '', new RegExp(`/${personName}$`));
    assert.match(pool.signIns.status(role).agents ?? '', own);
  });

  it('are limited at the last of several roles alone, and named at each', async () => {
    const chained: Account = { ...role, via: [{ roleArn: 'arn:aws:iam::444455556666:role/hub' }] };
    assert.deepEqual(await assumedDuring(() => list(chained, agent)), [agentName, agentName]);
    assert.equal(
      (await failureOf((await open(chained, agent)).deleteSecret({ secretId: 'prod/db', force: true }, never))).code,
      'access_denied',
    );
    await (await open(chained, person)).deleteSecret({ secretId: 'prod/db', force: true }, never);
  });

  it('are limited where a token in a file assumes the role', async () => {
    const tokenFile = join(dirname(world.files.config), 'token');
    const claims = Buffer.from(JSON.stringify({ exp: Date.now() / 1_000 + 3_600 })).toString('base64url');
    await writeFile(tokenFile, `e30.${claims}.c2lnbmVk`);
    const account: Account = { ...common, access: 'describe', kind: 'webIdentity', name: 'web', tokenFile, roleArn };
    assert.equal((await failureOf(read(account))).code, 'access_denied');
    await read(account, person);
    assert.match(await whoIs(account, agent), new RegExp(`/${agentName}$`));
    const barred = await failureOf(list({ ...account, roleArn: `${roleArn}-people` }, agent));
    assert.match(
      barred.sentence,
      /not allowed for account web\. Agents have a session of their own in account web .*nothing was done with the person's\./,
    );
  });

  it('of a role that another account assumes come from that account, for which the person assumes it', async () => {
    const from: Account = { ...role, name: 'hub', roleArn: 'arn:aws:iam::444455556666:role/hub' };
    const sourced: SignInAccount = { ...role, profile: undefined, source: 'hub', from };
    assert.deepEqual(await assumedDuring(() => list(sourced, agent)), [personName, agentName]);
  });

  it('of a profile that assumes a role are limited like those of a role', async () => {
    await world.configure(
      '[profile ops]',
      ...asRole,
      'role_session_name=me',
      '[profile deep]',
      `role_arn=${roleArn}`,
      'source_profile=ops',
    );
    const describer: Account = { ...profile('ops'), access: 'describe' };
    assert.equal((await failureOf(read(describer))).code, 'access_denied');
    await read(describer, person);
    assert.match(await whoIs(describer, agent), new RegExp(`/${agentName}$`));
    assert.match(await whoIs(describer, person), /\/me$/);
    assert.match(pool.signIns.status(describer).agents ?? '', own);
    assert.deepEqual(await assumedDuring(() => list(profile('deep'), agent)), ['me', agentName]);
  });

  it('are those of the person where keys sign in, which the status says', async () => {
    const keys = profile('base');
    assert.equal(await whoIs(keys, agent), await whoIs(keys, person));
    assert.equal(await open(keys, agent), await open(keys, person));
    assert.equal(pool.signIns.status(keys).agents, shared);
    assert.equal(pool.signIns.status({ ...common, kind: 'keys', name: 'typed' }).agents, shared);
  });

  it('become their own once the profile assumes a role, and are refused in the middle when it no longer does', async () => {
    const { accessKeyId, secretAccessKey } = world.sandbox.credentials;
    const keys = [`aws_access_key_id=${accessKeyId}`, `aws_secret_access_key=${secretAccessKey}`];
    const user = `arn:aws:iam::${world.sandbox.accountId}:user/sandbox`;
    await world.configure('[profile ops]', ...keys);
    assert.equal(await whoIs(profile('ops'), agent), user);
    await world.configure('[profile ops]', ...asRole);
    assert.match(await whoIs(profile('ops'), agent), new RegExp(`/${agentName}$`));
    const limited = await open(profile('ops'), second);
    await world.configure('[profile ops]', ...keys);
    assert.equal((await failureOf(limited.listSecrets({}, never))).code, 'changed_since');
    assert.equal(await whoIs(profile('ops'), second), user);
  });

  for (const [what, breakFile, kept] of [
    ['lacks the profile for a moment', () => world.configure(''), ''],
    [
      "can't be read, and the other one has keys of that name",
      () => asFolder(world.files.config),
      '[ops]\naws_access_key_id=AKIAEXAMPLE\n',
    ],
  ] as const)
    it(`are not replaced by the one of the person while a file ${what}`, async () => {
      await world.configure('[profile ops]', ...asRole);
      await list(profile('ops'), person);
      await list(profile('ops'), agent);
      await appendFile(world.files.credentials, kept);
      await breakFile();
      assert.deepEqual(
        await sessionsOf(async () => assert.equal((await failureOf(list(profile('ops'), agent))).code, 'profile_missing')),
        [],
      );
      // Control: the person's is still there to be taken.
      assert.deepEqual(await sessionsOf(() => list(profile('ops'), person)), [personName]);
    });

  it('are those of the person where the role takes a code, so that none is asked for an agent beside the first', async () => {
    await world.configure(
      '[profile code]',
      `role_arn=${roleArn}-mfa`,
      'source_profile=base',
      'mfa_serial=arn:aws:iam::111122223333:mfa/sandbox',
    );
    const codes = ['123001', '123002'];
    pool = world.pool({ askMfaCode: async () => codes.shift() });
    for (const caller of [person, agent, agent]) await list(profile('code'), caller);
    assert.deepEqual(codes, ['123002']);
    assert.equal(pool.signIns.status(profile('code')).agents, shared);
  });

  for (const [what, suffix, code, words] of [
    [
      'a trust policy lets no agent in',
      '-people',
      'access_denied',
      /AssumeRole of .*operator-people is not allowed.*custody-agent-0123.*nothing was done with the person's/,
    ],
    [
      'STS finds the policy too large',
      '-packed',
      'limit_exceeded',
      /did not take the session policy.*role \(PackedPolicyTooLarge\w*\), so nothing was done.*shorten the list/,
    ],
  ] as const)
    it(`are refused in plain words when ${what}, and nothing is done in the session of the person`, async () => {
      const account: Account = { ...role, roleArn: `${roleArn}${suffix}` };
      await list(account, person);
      const seen = await world.during(async () => {
        const error = await failureOf(list(account, agent));
        assert.equal(error.code, code);
        assert.match(error.sentence, words);
      });
      assert.deepEqual([...new Set(seen.map(({ operation }) => operation))], ['AssumeRole']);
      assert.equal(pool.signIns.status(account).problem, undefined);
      await list(account, person);
    });

  describe('through the one path', () => {
    let custody: Custody;
    let account: Account;
    let shown: string[];

    beforeEach(() => {
      account = { ...role, access: 'destroy', accountId: '222233334444' };
      shown = [];
      custody = createCustody({
        accounts: async () => [account],
        service: (of, region, caller) => pool.service(of, region, caller),
        signIns: pool.signIns,
        present: async (card) => ({ kind: 'accepted', id: card.id }),
        append: async () => undefined,
        showSecret: ({ name }) => shown.push(name) > 0,
        settings: () => ({ maximumAccess: 'use', allowForceDelete: false }),
        assertTrusted: () => undefined,
      });
    });

    it('an agent reads a value in its own session, and the panel that opens for the person in theirs', async () => {
      const input = { secret_id: 'prod/db' };
      const execute = (caller: Caller) => async (): Promise<void> => {
        const outcome = await custody.execute(custody.operations.getSecretValue, { input, caller });
        assert.ok(outcome.ok);
      };
      assert.deepEqual([...new Set(await sessionsOf(execute(agent)))], [agentName]);
      assert.deepEqual(shown, ['prod/db']);
      assert.deepEqual([...new Set(await sessionsOf(execute(person)))], [personName]);
    });

    it('a session holds to the level that the settings lower it to', async () => {
      await custody.execute(custody.operations.describeSecret, { input: { secret_id: 'prod/db' }, caller: agent });
      const lowered = await open({ ...account, access: 'use' }, agent);
      const from = await assumedDuring(() => lowered.getSecretValue({ secretId: 'prod/db' }, never));
      assert.deepEqual(from, []);
      assert.deepEqual(await assumedDuring(() => list(account, agent)), [agentName]);
    });

    it('the credential status says whether agents share', async () => {
      const status = async (): Promise<string> => {
        const outcome = await custody.execute(custody.operations.credentialStatus, { input: {}, caller: agent });
        return outcome.ok ? outcome.text : outcome.error.sentence;
      };
      assert.match(await status(), /not signed in\. Agents have a session of their own here/);
      account = { ...common, kind: 'keys', name: 'typed' };
      assert.match(await status(), /not signed in\. Agents share your own session here; IAM does not tell them apart\.$/);
    });
  });
});
