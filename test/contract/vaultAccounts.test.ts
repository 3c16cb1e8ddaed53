import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { createVaultLeases, type VaultLeases } from '../../src/aws/credentials/vault/vaultLeases.ts';
import { createServicePool, type ServicePool } from '../../src/aws/servicePool.ts';
import type { VaultAccount } from '../../src/core/account.ts';
import { person } from '../../src/core/caller.ts';
import { CustodyError } from '../../src/core/errors.ts';
import { SecretText } from '../../src/core/secretText.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts';
import { startForgetfulSts } from '../fakes/forgetfulSts.ts';
import { startVault, type FakeVault } from '../fakes/vault.ts';
import { poll } from '../harness/poll.ts';

const never = new AbortController().signal;

describe('an account of Vault', () => {
  let sandbox: Sandbox;
  let vault: FakeVault;
  let leases: VaultLeases;
  let pool: ServicePool;
  let now: number;
  let told: string[];
  let known: SecretText[];
  let token: string;

  before(async () => {
    sandbox = await startSandbox({ seed: true });
  });
  beforeEach(async () => {
    vault = await startVault({
      sandbox,
      mount: 'teams/aws',
      namespace: 'platform',
      roles: {
        reader: { type: 'assumed_role', arn: 'arn:aws:iam::444455556666:role/from-vault' },
        user: { type: 'iam_user' },
      },
    });
    now = Date.now();
    told = [];
    known = [];
    token = vault.token;
    leases = createVaultLeases({
      now: () => now,
      wait: async (ms) => void (now += ms),
      know: (value) => known.push(value),
      progress: (text, work) => {
        told.push(text);
        return work();
      },
    });
    pool = newPool();
  });
  afterEach(() => vault.close());
  after(() => sandbox.close());

  const newPool = (): ServicePool =>
    createServicePool({
      files: { config: '', credentials: '' },
      endpoint: sandbox.endpoint,
      sandbox: async () => sandbox,
      sources: { typed: async () => ({ kind: 'vault', token: SecretText.of(token) }), variable: () => undefined, leases },
      now: () => now,
    });
  const account = (more: Partial<VaultAccount> = {}): VaultAccount => ({
    kind: 'vault',
    name: 'vaulted',
    regions: ['eu-west-1'],
    access: 'destroy',
    host: 'here',
    address: vault.address,
    namespace: 'platform',
    mount: 'teams/aws',
    path: 'sts',
    role: 'reader',
    ...more,
  });
  const signIn = async (of: VaultAccount): Promise<string> =>
    (await (await pool.service(of, 'eu-west-1', person)).getCallerIdentity(never)).arn;
  const failure = async (work: Promise<unknown>): Promise<CustodyError> => {
    const thrown: unknown = await work.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    assert.ok(thrown instanceof CustodyError, inspect(thrown));
    assert.doesNotMatch(inspect(thrown) + thrown.sentence, new RegExp(vault.token), 'the token stands in the error');
    return thrown;
  };
  const paths = (): readonly string[] => vault.requests.map(({ method, path }) => `${method} ${path}`);

  it('asks its engine for a session, once for all regions, with namespace and duration as they are documented', async () => {
    const of = account({ ttlSeconds: 1_200 });
    assert.equal(await signIn(of), 'arn:aws:sts::444455556666:assumed-role/from-vault/vault-token');
    await (await pool.service(of, 'us-east-1', person)).listSecrets({}, never);
    assert.deepEqual(paths(), ['POST /v1/teams/aws/sts/reader']);
    assert.deepEqual(vault.requests[0]?.body, { ttl: '1200s' });
    assert.equal(vault.requests[0]?.namespace, 'platform');
  });

  it('asks for a user with GET, and uses it once AWS knows it', async () => {
    const forgetful = await startForgetfulSts(3);
    try {
      const endpoints = { secretsmanager: sandbox.endpoint, sts: forgetful.endpoint };
      const service = await pool.service(account({ path: 'creds', role: 'user', endpoints }), 'eu-west-1', person);
      await service.listSecrets({}, never);
      assert.deepEqual(paths(), ['GET /v1/teams/aws/creds/user']);
      assert.equal(forgetful.asked(), 4);
      assert.deepEqual(told, ['Custody: waiting for AWS to know the new user of vaulted…']);
    } finally {
      await forgetful.close();
    }
  });

  it('gives up on a user that AWS does not know after 20 seconds, and makes no second one', async () => {
    const forgetful = await startForgetfulSts(1_000);
    try {
      const of = account({ path: 'creds', role: 'user', endpoints: { secretsmanager: sandbox.endpoint, sts: forgetful.endpoint } });
      const started = now;
      const { sentence } = await failure(signIn(of));
      assert.match(sentence, /^AWS does not know the user yet that Vault made for account vaulted\. Try again in a few seconds\.$/);
      assert.equal(now - started, 20_000);
      await failure(signIn(of));
      assert.equal(vault.issued.length, 1);
    } finally {
      await forgetful.close();
    }
  });

  it('asks for a new lease before the old one ends, and not before it has to', async () => {
    vault.leaseSeconds = 200;
    const of = account();
    await signIn(of);
    now += 170_000;
    await signIn(of);
    assert.equal(vault.issued.length, 1);
    now += 16_000;
    // Goes on with the old one, which still lives.
    await signIn(of);
    await poll(() => vault.issued.length === 2, { what: 'a new lease was asked for' });
  });

  it('tries a token that was typed anew, though the lease of the old one still lives', async () => {
    await signIn(account());
    token = 'hvs.anotherTokenThatIsWrong';
    pool = newPool();
    assert.equal((await failure(signIn(account()))).code, 'credentials_expired');
    token = vault.token;
    pool = newPool();
    await signIn(account());
    assert.equal(vault.issued.length, 1);
  });

  it('asks once for 32 cold calls', async () => {
    const of = account();
    await Promise.all(Array.from({ length: 32 }, () => signIn(of)));
    assert.equal(vault.issued.length, 1);
  });

  it('gives its leases back, of one account or of all, and signs in anew after that', async () => {
    await signIn(account());
    await signIn(account({ name: 'other' }));
    assert.deepEqual(await leases.revoke('other'), { revoked: 1, failed: 0 });
    assert.deepEqual(vault.requests.at(-1), {
      method: 'POST',
      path: '/v1/sys/leases/revoke',
      namespace: 'platform',
      token: vault.token,
      body: { lease_id: vault.issued[1] },
    });
    assert.deepEqual([...vault.leases.keys()], [vault.issued[0]]);
    assert.deepEqual(await leases.revoke(), { revoked: 1, failed: 0 });
    assert.equal(vault.leases.size, 0);
    pool = newPool();
    await signIn(account());
    assert.equal(vault.issued.length, 3);
  });

  it('control: where nothing is given back, the lease lives on at Vault', async () => {
    await signIn(account());
    assert.equal(vault.leases.size, 1);
  });

  it('gives back a lease that was on its way when all were given back', async () => {
    const gate = Promise.withResolvers<void>();
    vault.held = gate.promise;
    const coming = failure(signIn(account()));
    await poll(async () => vault.requests.length > 0, { what: 'Vault was asked' });
    await leases.revoke();
    gate.resolve();
    assert.equal((await coming).code, 'cancelled');
    assert.equal(vault.leases.size, 0);
  });

  it('says how many leases Vault did not take back, and throws nothing', async () => {
    await signIn(account());
    vault.mood = 'noRevoke';
    assert.deepEqual(await leases.revoke(), { revoked: 0, failed: 1 });
    assert.deepEqual(await leases.revoke(), { revoked: 0, failed: 0 });
  });

  for (const [mood, code, words] of [
    ['sealed', 'service_failed', /The Vault of account vaulted is sealed\. Ask whoever runs it/],
    ['expired', 'credentials_expired', /The Vault token of account vaulted is not valid any more\. Type it again/],
    ['denied', 'credentials_missing', /its token has ended, or its policies do not allow this role/],
    ['redirecting', 'unreachable', /sends account vaulted on to another address, which Custody does not follow with a token/],
    ['html', 'malformed_answer', /does not read like Vault's AWS engine/],
  ] as const) {
    it(`says in one sentence that Vault is ${mood}, without its words`, async () => {
      vault.mood = mood;
      const error = await failure(signIn(account()));
      assert.equal(error.code, code);
      assert.match(error.sentence, words);
      assert.equal(vault.requests.length, 1);
    });
  }

  it('control: fetch would have followed the redirect, and sent the token along', async () => {
    vault.mood = 'redirecting';
    const following = fetch(`${vault.address}/v1/x`, { headers: { 'X-Vault-Token': vault.token } });
    await following.catch(() => undefined);
    assert.ok(vault.requests.length > 1);
    assert.equal(vault.requests[1]?.token, vault.token);
  });

  it('names mount, role or namespace when Vault knows none such', async () => {
    for (const more of [{ role: 'nobody' }, { mount: 'aws' }, { namespace: 'elsewhere' }])
      assert.match((await failure(signIn(account(more)))).sentence, /knows no such mount or role .* Correct mount, role and namespace/);
  });

  it('sends no token over plain http to an address that is not this machine for certain', async () => {
    const elsewhere = vault.address.replace('127.0.0.1', '0.0.0.0');
    for (const address of [elsewhere, 'http://vault.example.com:8200'])
      assert.match((await failure(signIn(account({ address })))).sentence, /neither https nor on this machine/);
    assert.equal(vault.requests.length, 0);
    // Control: without the check it would have arrived.
    await fetch(`${elsewhere}/v1/x`, { headers: { 'X-Vault-Token': vault.token } });
    assert.equal(vault.requests[0]?.token, vault.token);
  });

  it('gives back leases that no account stands on any more: removed, renamed or told otherwise', async () => {
    const kept = account();
    await signIn(kept);
    await signIn(account({ name: 'removed' }));
    await signIn(account({ name: 'edited', ttlSeconds: 900 }));
    await leases.keepOnly([kept, account({ name: 'edited', ttlSeconds: 1_800 })]);
    assert.deepEqual([...vault.leases.keys()], [vault.issued[0]]);
  });

  it('says that nothing listens, and which account', async () => {
    const { address } = vault;
    await vault.close();
    const error = await failure(signIn(account({ address })));
    assert.match(error.sentence, /^Vault can't be reached for account vaulted\. Check its address/);
  });

  it('lets the redactor know token, keys and lease', async () => {
    await signIn(account());
    const texts = known.map((value) => value.reveal());
    assert.ok(texts.includes(vault.token));
    assert.ok(texts.includes(vault.issued[0] ?? ''));
    assert.equal(texts.length, 4);
  });

  it('asks anew when AWS refuses a session that Vault still counts as living', async () => {
    const of = account();
    await signIn(of);
    const [first] = vault.issued;
    const again = await (await pool.service(of, 'eu-west-1', person)).getCallerIdentity(never);
    assert.ok(again.arn);
    const { credentials } = leases;
    await credentials({ account: of, token: SecretText.of(token), again: true, isKnown: async () => true });
    assert.equal(vault.issued.length, 2);
    assert.ok(!vault.leases.has(first ?? ''));
  });
});
