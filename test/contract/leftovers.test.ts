import assert from 'node:assert/strict';
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Account } from '../../src/core/account.ts';
import type { AuditRecord } from '../../src/core/audit.ts';
import { keyNames } from '../../src/core/auditNames.ts';
import { operations } from '../../src/core/operations/index.ts';
import { settleLeftovers, type SettledLeftover } from '../../src/core/settleLeftovers.ts';
import { readLeftovers } from '../../src/storage/leftovers.ts';
import { arnOf, createFakeSecrets, fakeAccountId, type FakeSecrets } from '../unit/fakeSecrets.ts';

const token = '11111111-2222-4333-8444-555555555555';
const sending: AuditRecord = {
  call: 'call-1',
  phase: 'sending',
  operation: 'create_secret',
  risk: 'write',
  caller: 'person',
  account: 'main',
  region: 'eu-west-1',
  secret: 'new/db',
  arguments: '{"name":"new/db","value":"generate"}',
  clientRequestToken: token,
  approval: 'accepted',
};
const outcome = (result: string): AuditRecord => ({ ...sending, phase: 'outcome', result });
const settled = (result: string): AuditRecord => ({ ...sending, phase: 'settled', result });

describe('What the logs leave open', () => {
  let folder: string;
  const running = 4_242;
  const ended = 4_343;
  const isRunning = (pid: number): boolean => pid === running;
  const textOf = (records: readonly AuditRecord[]): string => records.map((record) => `${JSON.stringify(record)}\n`).join('');
  const pathOf = (pid: number, id = '0a1b2c3d'): string => join(folder, `audit-2026-11-21T00-00-00-000Z-${pid}-${id}.jsonl`);
  const write = (pid: number, records: readonly AuditRecord[], id?: string): Promise<void> => writeFile(pathOf(pid, id), textOf(records));
  const left = async (): Promise<string[]> => (await readLeftovers(folder, isRunning)).map(({ call }) => call);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'custody-leftovers-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is a change that was sent by a process that has ended, without a word on what became of it', async () => {
    await write(ended, [{ ...sending, phase: 'intent' }, sending]);
    assert.deepEqual(await readLeftovers(folder, isRunning), [sending]);
  });

  for (const [what, records] of [
    ['was never sent', [{ ...sending, phase: 'intent' }]],
    ['ended well', [sending, outcome('ok')]],
    ['was refused', [sending, outcome('access_denied')]],
    ['was looked up', [sending, outcome('outcome_unknown'), settled('not_done')]],
    ['was told once and can never be looked up', [sending, settled('unknown_for_good')]],
    ['an earlier version told once and could never look up', [sending, { ...settled('unknown'), names: 'keyed' }]],
  ] as const) {
    it(`is not one that ${what}`, async () => {
      await write(ended, [...records]);
      assert.deepEqual(await left(), []);
    });
  }

  for (const [what, records] of [
    ['whose outcome was unknown', [sending, outcome('outcome_unknown')]],
    ['that could not be looked up before', [sending, outcome('outcome_unknown'), settled('unknown')]],
  ] as const) {
    it(`is also one ${what}`, async () => {
      await write(ended, [...records]);
      assert.deepEqual(await left(), ['call-1']);
    });
  }

  it('is not one that another process has looked up meanwhile', async () => {
    await write(ended, [sending]);
    await write(running, [settled('done')], '99999999');
    assert.deepEqual(await left(), []);
  });

  it('is left to the process that still runs', async () => {
    await write(running, [sending]);
    assert.deepEqual(await left(), []);
  });

  it('is there though the machine gave the number of the process out again after a restart', async () => {
    await write(running, [sending]);
    const longAgo = new Date(Date.now() - 29 * 86_400_000);
    await utimes(pathOf(running), longAgo, longAgo);
    assert.deepEqual(await left(), ['call-1']);
  });

  it('is not looked for in logs older than thirty days', async () => {
    await write(ended, [sending]);
    const longAgo = new Date(Date.now() - 31 * 86_400_000);
    await utimes(pathOf(ended), longAgo, longAgo);
    assert.deepEqual(await left(), []);
  });

  it('is found before a line that its process died on, and beside files of others', async () => {
    await writeFile(pathOf(ended), `${textOf([sending])}${textOf([outcome('ok')]).slice(0, 40)}`);
    await writeFile(join(folder, 'notes.txt'), textOf([{ ...sending, call: 'not-a-log' }]));
    assert.deepEqual(await left(), ['call-1']);
  });

  it('finds this very process running', async () => {
    await write(process.pid, [sending]);
    assert.deepEqual(await readLeftovers(folder), []);
  });
});

describe('Looking up what was left open', () => {
  const account: Account = {
    kind: 'profile',
    name: 'main',
    profile: 'p',
    regions: ['eu-west-1'],
    access: 'off',
    host: 'here',
    accountId: fakeAccountId,
  };
  let secrets: FakeSecrets;
  let written: AuditRecord[];

  beforeEach(() => {
    secrets = createFakeSecrets();
    written = [];
  });

  async function look(record: AuditRecord, accounts: readonly Account[] = [account]): Promise<SettledLeftover> {
    const audit = { write: async (line: AuditRecord) => void written.push(line) };
    const deps = { accounts: async () => accounts, service: async () => secrets.service, wait: async () => undefined, audit, operations };
    const [found] = await settleLeftovers(deps, [record]);
    return found ?? assert.fail('nothing was looked up');
  }

  it('says that a create happened when there is a version under its token, and writes that down under the same call', async () => {
    secrets.add('new/db', 'a-new-value-Yx81', { versions: [{ versionId: token, stages: ['AWSCURRENT'] }] });
    const { result, sentence } = await look(sending);
    assert.equal(result, 'done');
    assert.equal(sentence, 'Create Secret for new/db in account main (eu-west-1) was cut off when Custody last ended, and it did happen.');
    assert.deepEqual(written, [{ ...sending, phase: 'settled', result: 'done' }]);
  });

  it('says that it did not, and to do it again, when there is none', async () => {
    const { result, sentence } = await look(sending);
    assert.equal(result, 'not_done');
    assert.match(sentence, /before it happened\. Do it again if it is still wanted\.$/);
  });

  it('looks a delete up by the ARN it was sent to', async () => {
    const { arn } = secrets.add('prod/db', 'a-value-Kk12', { deletedDate: '2026-12-21T00:00:00.000Z' });
    const record = { ...sending, operation: 'delete_secret', secret: arn, arguments: JSON.stringify({ secret_id: arn }), arn };
    const { result, sentence } = await look(record);
    assert.equal(result, 'done');
    assert.match(sentence, /^Delete Secret for prod\/db in account main/);
    assert.deepEqual(secrets.calls.at(-1)?.asked, arnOf('prod/db'));
  });

  it('can not look up one whose names are keyed: says so without a name, and asks nobody', async () => {
    const { result, sentence } = await look(keyNames(sending, Buffer.alloc(32)));
    assert.equal(result, 'unknown');
    assert.match(
      sentence,
      /^Create Secret for a secret that the audit log holds by its keyed name in account main .* can't be looked up now/,
    );
    assert.deepEqual([secrets.calls, written[0]?.names, written[0]?.result], [[], 'keyed', 'unknown_for_good']);
  });

  for (const [why, change, writes = 'unknown'] of [
    ['its account was removed', { accounts: [] }, 'unknown_for_good'],
    ['its account now signs in elsewhere', { accountId: '999988887777' }],
    ['AWS can not be reached', { offline: true }],
    ['its operation is none any more', { record: { ...sending, operation: 'gone' } }, 'unknown_for_good'],
    ['its arguments can not be read', { record: { ...sending, arguments: '{' } }],
  ] as const) {
    it(`leaves it unknown when ${why}, says so, and changes nothing`, async () => {
      if ('accountId' in change) secrets.accountId = change.accountId;
      if ('offline' in change)
        secrets.before.describeSecret = () => {
          throw new Error('offline');
        };
      const { result, sentence } = await look(
        'record' in change ? change.record : sending,
        'accounts' in change ? change.accounts : undefined,
      );
      assert.equal(result, 'unknown');
      assert.equal(written[0]?.result, writes);
      assert.match(sentence, /can't be looked up now\. Look at the secret before you do it again\.$/);
      assert.ok(secrets.calls.every(({ method }) => method === 'describeSecret' || method === 'getCallerIdentity'));
    });
  }
});
