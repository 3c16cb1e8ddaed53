import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServicePool } from '../../src/aws/servicePool.ts';
import type { Account } from '../../src/core/account.ts';
import type { ApprovalAnswer, ApprovalCard } from '../../src/core/approval.ts';
import { person } from '../../src/core/caller.ts';
import { SecretText } from '../../src/core/secretText.ts';
import { createCustody, type Custody } from '../../src/custody.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts';

const roleArn = 'arn:aws:iam::111122223333:role/reader';
const account: Account = { kind: 'role', name: 'main', profile: 'base', roleArn, regions: ['eu-west-1'], access: 'off', host: 'here' };
const value = 'a-known-value-8Kx2!';

describe('Locking', () => {
  let sandbox: Sandbox;
  let folder: string;
  let custody: Custody;
  let shown: AbortSignal[];
  let answer: (card: ApprovalCard) => Promise<ApprovalAnswer>;

  beforeEach(async () => {
    shown = [];
    answer = async () => ({ kind: 'declined' });
    sandbox = await startSandbox({ seed: true });
    folder = await mkdtemp(join(tmpdir(), 'custody-lock-'));
    const files = { config: join(folder, 'config'), credentials: join(folder, 'credentials') };
    const { accessKeyId, secretAccessKey } = sandbox.credentials;
    await writeFile(files.credentials, `[base]\naws_access_key_id=${accessKeyId}\naws_secret_access_key=${secretAccessKey}\n`);
    const newPool = () => createServicePool({ files, endpoint: sandbox.endpoint, sandbox: async () => sandbox });
    let pool = newPool();
    custody = createCustody({
      accounts: async () => [account],
      service: (of, region, caller) => pool.service(of, region, caller),
      forgetSignIns: () => (pool = newPool()),
      present: async (card, signal) => {
        shown.push(signal);
        return answer(card);
      },
      append: async () => undefined,
      showSecret: () => false,
      settings: () => ({ maximumAccess: 'destroy', allowForceDelete: false }),
      assertTrusted: () => undefined,
    });
  });
  afterEach(async () => {
    await sandbox.close();
    await rm(folder, { recursive: true });
  });

  const list = async (): Promise<void> => {
    const outcome = await custody.execute(custody.operations.listSecrets, { input: {}, caller: person });
    assert.ok(outcome.ok);
  };
  const signIns = (): number => sandbox.requests().filter(({ operation }) => operation === 'AssumeRole').length;

  it('drops sign-ins, so that the next call makes one anew, and without it none', async () => {
    await list();
    await list();
    assert.equal(signIns(), 1);
    custody.lock();
    await list();
    assert.equal(signIns(), 2);
  });

  const remove = () => custody.execute(custody.operations.deleteSecret, { input: { secret_id: 'dev/mail/smtp' }, caller: person });
  const deletes = (): number => sandbox.requests().filter(({ operation }) => operation === 'DeleteSecret').length;

  it('ends a call that waits for an answer, and a later yes does nothing', async () => {
    const opened = Promise.withResolvers<ApprovalCard>();
    const answered = Promise.withResolvers<ApprovalAnswer>();
    answer = (card) => {
      opened.resolve(card);
      return answered.promise;
    };
    const removing = remove();
    const { id } = await opened.promise;
    custody.lock();
    answered.resolve({ kind: 'accepted', id });
    const outcome = await removing;
    assert.ok(!outcome.ok);
    assert.equal(
      outcome.error.sentence,
      'Custody was locked while the question was open, so nothing was done. Try again if it is still wanted.',
    );
    assert.deepEqual([outcome.error.code, shown.map(({ aborted }) => aborted), deletes()], ['cancelled', [true], 0]);
  });

  it('control: without it the yes counts', async () => {
    answer = async ({ id }) => ({ kind: 'accepted', id });
    const outcome = await remove();
    assert.ok(outcome.ok, outcome.ok ? '' : outcome.error.sentence);
    assert.equal(deletes(), 1);
  });

  it('drops every known value', () => {
    custody.redactor.know(SecretText.of(value));
    assert.equal(custody.redactor.findsIn({ a: value }), true);
    custody.lock();
    assert.equal(custody.redactor.findsIn({ a: value }), false);
  });
});
