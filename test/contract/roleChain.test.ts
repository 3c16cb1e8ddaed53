import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServicePool, type ServicePool } from '../../src/aws/servicePool.ts';
import { accountSchema, type Account } from '../../src/core/account.ts';
import { person } from '../../src/core/caller.ts';
import { CustodyError } from '../../src/core/errors.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts';

const never = new AbortController().signal;
const regions = ['eu-west-1', 'us-east-1'];
const hub = { roleArn: 'arn:aws:iam::444455556666:role/hub' };
const spoke = { roleArn: 'arn:aws:iam::555566667777:role/spoke-external', externalId: 'agreed' };

function role(more: object = {}): Account {
  const own = { roleArn: 'arn:aws:iam::333344445555:role/writer', profile: 'base' };
  return { kind: 'role', name: 'role', regions, access: 'destroy', host: 'here', ...own, ...more };
}

describe('a role that is assumed through further roles', () => {
  let sandbox: Sandbox;
  let folder: string;
  let pool: ServicePool;

  before(async () => {
    sandbox = await startSandbox();
    folder = await mkdtemp(join(tmpdir(), 'custody-chain-'));
    const { accessKeyId, secretAccessKey } = sandbox.credentials;
    await writeFile(join(folder, 'credentials'), `[base]\naws_access_key_id=${accessKeyId}\naws_secret_access_key=${secretAccessKey}\n`);
  });
  beforeEach(() => {
    const files = { config: join(folder, 'config'), credentials: join(folder, 'credentials') };
    pool = createServicePool({ files, endpoint: sandbox.endpoint, sandbox: async () => sandbox });
  });
  after(async () => {
    await sandbox.close();
    await rm(folder, { recursive: true });
  });

  const signInAs = async (account: Account): Promise<string> =>
    (await (await pool.service(account, 'eu-west-1', person)).getCallerIdentity(never)).arn;

  /** The AWS accounts that asked for a role during the work, in order. */
  async function sourcesDuring(work: () => Promise<unknown>): Promise<readonly string[]> {
    const from = sandbox.requests().length;
    await work();
    return sandbox
      .requests()
      .slice(from)
      .filter(({ operation }) => operation === 'AssumeRole')
      .map(({ accountId }) => accountId);
  }

  it('signs in as the last, each assumed from the one before', async () => {
    const sources = await sourcesDuring(async () => {
      const arn = await signInAs(role({ via: [hub, spoke], sessionName: 'in-chain', durationSeconds: 3_600 }));
      assert.equal(arn, 'arn:aws:sts::333344445555:assumed-role/writer/in-chain');
    });
    assert.deepEqual(sources, [sandbox.accountId, '444455556666', '555566667777']);
  });

  it('control: without the chain the profile itself assumes it', async () => {
    assert.deepEqual(await sourcesDuring(() => signInAs(role({ via: [] }))), [sandbox.accountId]);
  });

  it('signs in once for 32 cold calls over two regions: one request for each role', async () => {
    const account = role({ via: [hub, spoke] });
    const sources = await sourcesDuring(() =>
      Promise.all(
        Array.from({ length: 32 }, async (_, index) =>
          (await pool.service(account, regions[index % 2] ?? 'eu-west-1', person)).listSecrets({}, never),
        ),
      ),
    );
    assert.deepEqual(sources, [sandbox.accountId, '444455556666', '555566667777']);
  });

  it('stops at the role that refuses, and asks for none after it', async () => {
    const { externalId: _, ...unnamed } = spoke;
    const sources = await sourcesDuring(async () => {
      await assert.rejects(
        signInAs(role({ via: [hub, unnamed, hub] })),
        (thrown: unknown) => thrown instanceof CustodyError && thrown.code === 'access_denied',
      );
    });
    assert.deepEqual(sources, [sandbox.accountId, '444455556666']);
  });

  it('is refused by AWS for more than an hour, which the schema says before any call', async () => {
    const tooLong = role({ via: [hub], durationSeconds: 3_601 });
    await assert.rejects(signInAs(tooLong), CustodyError);
    assert.equal(accountSchema.safeParse(tooLong).success, false);
    assert.equal(accountSchema.safeParse(role({ durationSeconds: 3_601 })).success, true);
  });

  it('shares its sign-in whatever place, color, mark or access level it has, and not with another chain', async () => {
    const account = role({ via: [hub] });
    const first = await pool.service(account, 'eu-west-1', person);
    assert.equal(await pool.service({ ...account, order: 4, color: 'red', production: true, access: 'off' }, 'eu-west-1', person), first);
    assert.notEqual(await pool.service(role({ via: [spoke] }), 'eu-west-1', person), first);
  });
});
