import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createVaultLeases } from '../../src/aws/credentials/vault/vaultLeases.ts';
import { createServicePool, type ServicePool } from '../../src/aws/servicePool.ts';
import { accountSchema, type Account } from '../../src/core/account.ts';
import { person } from '../../src/core/caller.ts';
import { CustodyError } from '../../src/core/errors.ts';
import { SecretText } from '../../src/core/secretText.ts';
import { withSource } from '../../src/core/sourceAccount.ts';
import type { TypedCredential } from '../../src/core/typedCredential.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts';

const never = new AbortController().signal;
const common = { regions: ['eu-west-1'], access: 'destroy' as const, host: 'here' };
const arn = (account: string, name: string): string => `arn:aws:iam::${account}:role/${name}`;

describe('where accounts get their credentials', () => {
  let sandbox: Sandbox;
  let folder: string;
  let pool: ServicePool;
  let typed: Record<string, TypedCredential>;
  let variables: Record<string, string>;
  let read: string[];

  before(async () => {
    sandbox = await startSandbox({ seed: true });
    folder = await mkdtemp(join(tmpdir(), 'custody-sources-'));
    const { accessKeyId, secretAccessKey } = sandbox.credentials;
    await writeFile(join(folder, 'credentials'), `[base]\naws_access_key_id=${accessKeyId}\naws_secret_access_key=${secretAccessKey}\n`);
  });
  beforeEach(() => {
    typed = {};
    variables = {};
    read = [];
    pool = createServicePool({
      files: { config: join(folder, 'config'), credentials: join(folder, 'credentials') },
      endpoint: sandbox.endpoint,
      sandbox: async () => sandbox,
      sources: {
        typed: async (name) => typed[name],
        variable(name) {
          read.push(name);
          return variables[name];
        },
        leases: createVaultLeases(),
      },
    });
  });
  after(async () => {
    await sandbox.close();
    await rm(folder, { recursive: true });
  });

  const signIn = async (account: Account, others: readonly Account[] = []): Promise<string> =>
    (await (await pool.service(withSource(accountSchema.parse(account), others), 'eu-west-1', person)).getCallerIdentity(never)).arn;
  const failing = async (work: Promise<unknown>): Promise<CustodyError> => {
    const thrown: unknown = await work.catch((reason: unknown) => reason);
    assert.ok(thrown instanceof CustodyError, String(thrown));
    return thrown;
  };
  const keysOf = ({ accessKeyId, secretAccessKey }: Sandbox['credentials']): TypedCredential => ({
    kind: 'keys',
    accessKeyId: SecretText.of(accessKeyId),
    secretAccessKey: SecretText.of(secretAccessKey),
  });
  const user = (): string => `arn:aws:iam::${sandbox.accountId}:user/sandbox`;

  describe('typed keys', () => {
    const account: Account = { ...common, kind: 'keys', name: 'typed' };

    it('sign in', async () => {
      typed['typed'] = keysOf(sandbox.credentials);
      assert.equal(await signIn(account), user());
    });

    it('are asked for again where there are none', async () => {
      const { code, sentence } = await failing(signIn(account));
      assert.equal(code, 'credentials_missing');
      assert.equal(sentence, 'Account typed has no access keys here. Type it again with "Custody: Type Credential Again".');
    });

    it('are not those of another account, nor a token of Vault', async () => {
      typed['other'] = keysOf(sandbox.credentials);
      typed['typed'] = { kind: 'vault', token: SecretText.of('hvs.a-token-of-vault') };
      assert.equal((await failing(signIn(account))).code, 'credentials_missing');
    });

    it('that AWS refuses stand in no error', async () => {
      const keys = { accessKeyId: 'AKIAREFUSED000000000', secretAccessKey: 'r3fused-s3cret-k3y-00000000' };
      typed['typed'] = keysOf(keys);
      const error = await failing(signIn(account));
      assert.equal(error.code, 'credentials_missing');
      assert.doesNotMatch(JSON.stringify([error, error.sentence, error.stack]), /AKIA|r3fused/);
    });
  });

  describe('variables of the environment', () => {
    const account: Account = { ...common, kind: 'environment', name: 'from env', prefix: 'PROD_AWS_' };
    const set = (prefix: string): void => {
      variables[`${prefix}ACCESS_KEY_ID`] = sandbox.credentials.accessKeyId;
      variables[`${prefix}SECRET_ACCESS_KEY`] = sandbox.credentials.secretAccessKey;
    };

    it('sign in, and only the three that were chosen are read', async () => {
      set('PROD_AWS_');
      assert.equal(await signIn(account), user());
      assert.deepEqual([...new Set(read)].sort(), ['PROD_AWS_ACCESS_KEY_ID', 'PROD_AWS_SECRET_ACCESS_KEY', 'PROD_AWS_SESSION_TOKEN']);
    });

    it('name the one that is missing', async () => {
      variables['PROD_AWS_ACCESS_KEY_ID'] = sandbox.credentials.accessKeyId;
      const { sentence } = await failing(signIn(account));
      assert.match(sentence, /^PROD_AWS_SECRET_ACCESS_KEY is not set where the editor runs, so account from env can't sign in\./);
      assert.ok(!sentence.includes(sandbox.credentials.accessKeyId));
    });

    it('are read for no account of another kind, though the process has them', async () => {
      const names = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'] as const;
      const { accessKeyId, secretAccessKey } = sandbox.credentials;
      const before = names.map((name) => process.env[name]);
      process.env['AWS_ACCESS_KEY_ID'] = accessKeyId;
      process.env['AWS_SECRET_ACCESS_KEY'] = secretAccessKey;
      try {
        const others: readonly Account[] = [
          { ...common, kind: 'keys', name: 'typed' },
          { ...common, kind: 'profile', name: 'gone', profile: 'gone' },
          { ...common, kind: 'webIdentity', name: 'web', tokenFile: '/nowhere', roleArn: arn('111122223333', 'r') },
        ];
        const from = sandbox.requests().length;
        for (const other of others) await failing(signIn(other));
        assert.deepEqual(read, []);
        assert.equal(sandbox.requests().length, from);
        // Control: by the person's choice they are.
        set('AWS_');
        assert.equal(await signIn({ ...account, prefix: 'AWS_' }), user());
      } finally {
        for (const [index, name] of names.entries()) {
          if (before[index] === undefined) delete process.env[name];
          else process.env[name] = before[index];
        }
      }
    });
  });

  describe('a web identity', () => {
    const web = (more: object = {}): Account => ({
      ...common,
      kind: 'webIdentity',
      name: 'web',
      tokenFile: join(folder, 'token'),
      roleArn: arn('444455556666', 'deployer'),
      ...more,
    });
    const token = (exp: number): string =>
      [{ alg: 'RS256' }, { sub: 'repo:me', iss: 'https://issuer.example', exp }]
        .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
        .concat('c2lnbmF0dXJl')
        .join('.');
    const inAnHour = (): number => Math.floor(Date.now() / 1_000) + 3_600;

    it('signs in as its role with the token in the file, without any other credential', async () => {
      await writeFile(join(folder, 'token'), `${token(inAnHour())}\n`);
      const from = sandbox.requests().length;
      assert.equal(await signIn(web({ sessionName: 'ci-7' })), 'arn:aws:sts::444455556666:assumed-role/deployer/ci-7');
      const asked = sandbox.requests().slice(from);
      assert.deepEqual(
        asked.map(({ operation }) => operation),
        ['AssumeRoleWithWebIdentity', 'GetCallerIdentity'],
      );
    });

    it('says that its token has expired, and nothing of it', async () => {
      const expired = token(1_000);
      await writeFile(join(folder, 'token'), expired);
      const error = await failing(signIn(web()));
      assert.equal(error.code, 'credentials_expired');
      assert.match(error.sentence, /^The token in the file of account web has expired\./);
      assert.ok(!error.sentence.includes(expired.slice(0, 8)));
    });

    it('sends no file that is no token, and says so', async () => {
      const from = sandbox.requests().length;
      for (const text of ['', 'root:x:0:0:root', 'a.b', `${'x'.repeat(30_000)}.y.z`]) {
        await writeFile(join(folder, 'token'), text);
        assert.match((await failing(signIn(web()))).sentence, /holds no web identity token/);
      }
      assert.match(
        (await failing(signIn(web({ tokenFile: join(folder, 'missing') })))).sentence,
        /token file of account web can't be read/,
      );
      assert.equal(sandbox.requests().length, from);
    });
  });

  describe('a role assumed from another account', () => {
    const base: Extract<Account, { kind: 'keys' }> = { ...common, kind: 'keys', name: 'hub' };
    const role = (source: string, name = 'spoke'): Extract<Account, { kind: 'role' }> => ({
      ...common,
      kind: 'role',
      name,
      source,
      roleArn: arn('444455556666', name),
    });

    it('signs in through it, and through one more', async () => {
      typed['hub'] = keysOf(sandbox.credentials);
      const spoke = role('hub');
      assert.equal(await signIn(spoke, [base, spoke]), 'arn:aws:sts::444455556666:assumed-role/spoke/custody-vscode');
      const far = role('spoke', 'far');
      assert.equal(await signIn(far, [base, spoke, far]), 'arn:aws:sts::444455556666:assumed-role/far/custody-vscode');
    });

    it('signs in anew when what it is assumed from is another', async () => {
      typed['hub'] = keysOf(sandbox.credentials);
      const profile: Account = { ...common, kind: 'profile', name: 'hub', profile: 'base' };
      const service = await pool.service(withSource(role('hub'), [base]), 'eu-west-1', person);
      assert.equal(
        await pool.service(withSource(role('hub'), [{ ...base, access: 'off', color: 'red', order: 3 }]), 'eu-west-1', person),
        service,
      );
      assert.notEqual(await pool.service(withSource(role('hub'), [profile]), 'eu-west-1', person), service);
    });

    it('asks each at its own endpoint', async () => {
      const elsewhere = await startSandbox();
      try {
        typed['hub'] = keysOf(elsewhere.credentials);
        const hub: Account = { ...base, endpoints: { secretsmanager: elsewhere.endpoint } };
        const far: Account = { ...role('hub'), endpoints: { secretsmanager: sandbox.endpoint, sts: elsewhere.endpoint } };
        assert.equal(await signIn(far, [hub, far]), 'arn:aws:sts::444455556666:assumed-role/spoke/custody-vscode');
        assert.ok(elsewhere.requests().some(({ operation }) => operation === 'AssumeRole'));
      } finally {
        await elsewhere.close();
      }
    });
  });

  describe('an endpoint of its own', () => {
    it('is where this account is called, and no other account', async () => {
      const local = await startSandbox({ seed: true });
      try {
        typed['local'] = keysOf(local.credentials);
        const account: Account = { ...common, kind: 'keys', name: 'local', endpoints: { secretsmanager: local.endpoint } };
        const from = sandbox.requests().length;
        await (await pool.service(account, 'eu-west-1', person)).listSecrets({}, never);
        assert.equal(await signIn(account), `arn:aws:iam::${local.accountId}:user/sandbox`);
        assert.equal(sandbox.requests().length, from);
        assert.equal(local.requests().length, 2);
        await signIn({ ...common, kind: 'profile', name: 'main', profile: 'base' });
        assert.equal(local.requests().length, 2);
      } finally {
        await local.close();
      }
    });

    it('is refused over plain http to another machine, by the schema and before any call', async () => {
      const account: Account = {
        ...common,
        kind: 'profile',
        name: 'main',
        profile: 'base',
        endpoints: { secretsmanager: 'http://aws.example.com' },
      };
      assert.equal(accountSchema.safeParse(account).success, false);
      const thrown = await failing(pool.service(account, 'eu-west-1', person));
      assert.match(
        thrown.sentence,
        /^The endpoint of account main is neither https nor on this machine\. Correct it with "Custody: Edit Account"/,
      );
    });
  });
});
