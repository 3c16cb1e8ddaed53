import assert from 'node:assert/strict';
import { appendFile, copyFile, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Account } from '../../src/core/account.ts';
import { findBrokenLine } from '../../src/core/audit.ts';
import { person } from '../../src/core/caller.ts';
import { operations } from '../../src/core/operations/index.ts';
import { createCustody, type Custody } from '../../src/custody.ts';
import { openAuditFile, type AuditFile } from '../../src/storage/auditFile.ts';
import { memorySecrets } from '../fakes/memorySecrets.ts';

const actions = 500;
const account: Account = { kind: 'profile', name: 'memory', profile: 'memory', regions: ['eu-west-1'], access: 'off', host: 'here' };
/** What reveals or changes once it reaches the service. */
const telling = new Set(['getSecretValue', 'putSecretValue', 'createSecret', 'tagResource']);
const inputs: readonly ((index: number) => readonly [name: string, input: object])[] = [
  (index) => ['create_secret', { name: `new/${index}`, value: 'generate' }],
  () => ['get_secret_value', { secret_id: 'prod/db' }],
  () => ['put_secret_value', { secret_id: 'prod/db', value: 'generate' }],
  (index) => ['tag_resource', { secret_id: 'prod/db', tags: { round: `${index}` } }],
];

interface World {
  /** How many reached the service. */
  readonly sent: () => number;
  /** Makes one of the actions; gives `ok` or the code of what went wrong. */
  readonly act: (index: number) => Promise<string>;
}

function openWorld(append: (lines: string) => Promise<void>, atCard: () => Promise<void> = async () => undefined): World {
  const secrets = memorySecrets({ 'prod/db': 'a-value-that-stays-1' });
  const custody: Custody = createCustody({
    accounts: async () => [account],
    service: async () => secrets,
    present: async (card) => {
      await atCard();
      return { kind: 'accepted', id: card.id };
    },
    append,
    showSecret: () => false,
    settings: () => ({ maximumAccess: 'destroy', allowForceDelete: false }),
    assertTrusted: () => undefined,
    wait: async () => undefined,
  });
  return {
    sent: () => secrets.calls.filter((method) => telling.has(method)).length,
    async act(index) {
      const [name, input] = inputs[index % inputs.length]?.(index) ?? assert.fail();
      const operation = operations.find((each) => each.name === name) ?? assert.fail(name);
      const outcome = await custody.execute(operation, { input, caller: person });
      return outcome.ok ? 'ok' : outcome.error.code;
    },
  };
}

const failing = (code: string) => (): Promise<never> => Promise.reject(Object.assign(new Error(code), { code }));

describe(`${actions} actions on a log that can't be written`, () => {
  let folder: string;
  let file: AuditFile;
  let append: (lines: string) => Promise<void>;

  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'custody-failures-')), 'audit');
    file = await openAuditFile(folder);
    append = file.append;
  });
  afterEach(async () => {
    await file.close();
    await rm(join(folder, '..'), { recursive: true });
  });

  const disturbances: readonly (readonly [string, () => void | Promise<unknown>])[] = [
    ['on a full disk', () => void (append = failing('ENOSPC'))],
    ['in a folder that can only be read', () => void (append = failing('EROFS'))],
    ['whose folder was deleted', () => rm(folder, { recursive: true })],
    ['that was deleted', () => rm(file.path)],
    ['that was moved away', () => rename(file.path, `${file.path}.1`)],
    ['that was replaced by a copy', () => copyFile(file.path, `${file.path}.1`).then(() => rename(`${file.path}.1`, file.path))],
    ['that was emptied', () => writeFile(file.path, '')],
    ['that someone else writes to', () => appendFile(file.path, '{}\n')],
  ];

  for (const [what, disturb] of disturbances) {
    it(`${what}: none reveals or changes anything, and each is told why`, async () => {
      const { act, sent } = openWorld((lines) => append(lines));
      for (let index = 0; index < 8; index += 1) assert.equal(await act(index), 'ok');
      const before = sent();
      assert.equal(before, 8);
      await disturb();
      const codes = new Set<string>();
      for (let index = 0; index < actions; index += 1) codes.add(await act(index));
      assert.equal(sent() - before, 0);
      assert.deepEqual([...codes], ['audit_failed']);
    });

    it(`${what} from the moment of the yes on: what was asked for is not sent`, async () => {
      const { act, sent } = openWorld(
        (lines) => append(lines),
        async () => void (await disturb()),
      );
      assert.equal(await act(2), 'audit_failed');
      assert.equal(sent(), 0);
    });
  }

  it('where there is no place for a file: nothing is opened, so nothing is sent', async () => {
    const nowhere = join(file.path, 'audit');
    const { act, sent } = openWorld(async (lines) => (await openAuditFile(nowhere)).append(lines));
    for (let index = 0; index < actions; index += 1) assert.equal(await act(index), 'audit_failed');
    assert.equal(sent(), 0);
  });

  it('go on once it can be written again, in one whole chain that holds none of them', async () => {
    const { act, sent } = openWorld((lines) => append(lines));
    append = failing('ENOSPC');
    for (let index = 0; index < actions; index += 1) await act(index);
    append = file.append;
    assert.equal(await act(0), 'ok');
    assert.equal(sent(), 1);
    const lines = (await readFile(file.path, 'utf8')).trimEnd().split('\n');
    assert.equal(findBrokenLine(lines), undefined);
    assert.equal(lines.length, 3, 'intent, sending and outcome of the one that was made');
  });

  it('would all be made unseen if nobody waited for the line', async () => {
    const { act, sent } = openWorld((lines) => append(lines).catch(() => undefined));
    append = failing('ENOSPC');
    for (let index = 0; index < actions; index += 1) await act(index);
    assert.ok(sent() >= actions, `${sent()} were made`);
  });
});
