import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { Account } from '../../src/core/account.ts';
import { keyBytes, keyedName } from '../../src/core/auditNames.ts';
import { person } from '../../src/core/caller.ts';
import { createCustody } from '../../src/custody.ts';
import { createAuditKeys } from '../../src/vscode/audit/auditKeys.ts';
import { memorySecrets } from '../fakes/memorySecrets.ts';

/** SecretStorage as several windows share it. */
function storage() {
  const stored = new Map<string, string>([['custody.account.main', '{}']]);
  return {
    stored,
    keys: async () => [...stored.keys()],
    get: async (key: string) => stored.get(key),
    store: async (key: string, value: string) => void stored.set(key, value),
  };
}

describe('the key of names in the audit log', () => {
  it('is made once, has 32 bytes, and is the same in the next window', async () => {
    const shared = storage();
    const keys = createAuditKeys(shared);
    const [one, again] = await Promise.all([keys.current(), keys.current()]);
    assert.equal(one.length, keyBytes);
    assert.deepEqual([again, await createAuditKeys(shared).current(), shared.stored.size], [one, one, 2]);
  });

  it('stays with the other when two windows make one at once, so that lines of both are found', async () => {
    const shared = storage();
    const [one, other] = await Promise.all([createAuditKeys(shared).current(), createAuditKeys(shared).current()]);
    assert.notDeepEqual(one, other);
    const all = await createAuditKeys(shared).all();
    assert.deepEqual(new Set(all.map((key) => keyedName('x', key))), new Set([keyedName('x', one), keyedName('x', other)]));
  });

  it('is asked for anew after the keyring could not be reached', async () => {
    const shared = storage();
    let isLocked = true;
    const keys = createAuditKeys({ ...shared, keys: async () => (isLocked ? Promise.reject(new Error('locked')) : shared.keys()) });
    await assert.rejects(keys.current(), /locked/);
    isLocked = false;
    assert.equal((await keys.current()).length, keyBytes);
  });
});

describe('a call whose names are keyed in the log', () => {
  const account: Account = { kind: 'profile', name: 'memory', profile: 'memory', regions: ['eu-west-1'], access: 'off', host: 'here' };
  const key = randomBytes(keyBytes);

  async function tag(auditKey: () => Promise<Uint8Array | undefined>) {
    const secrets = memorySecrets({ 'prod/db': 'a-value-that-stays-1' });
    const lines: string[] = [];
    const custody = createCustody({
      accounts: async () => [account],
      service: async () => secrets,
      present: async (card) => ({ kind: 'accepted', id: card.id }),
      append: async (text) => void lines.push(text),
      auditKey,
      showSecret: () => false,
      settings: () => ({ maximumAccess: 'destroy', allowForceDelete: false }),
      assertTrusted: () => undefined,
    });
    const input = { secret_id: 'prod/db', tags: { team: 'orders' } };
    const outcome = await custody.execute(custody.operations.tagResource, { input, caller: person });
    return { result: outcome.ok ? 'ok' : outcome.error.code, log: lines.join(''), calls: secrets.calls };
  }

  it('leaves no name in any line, and its key finds it in each', async () => {
    const { result, log } = await tag(async () => key);
    assert.equal(result, 'ok');
    assert.ok(!log.includes('prod/db'));
    assert.deepEqual(
      log
        .trimEnd()
        .split('\n')
        .map((line) => line.includes(keyedName('prod/db', key))),
      [true, true, true],
    );
    assert.match((await tag(async () => undefined)).log, /prod\/db/);
  });

  it('is refused while the key can not be reached, and nothing is sent', async () => {
    const { result, log, calls } = await tag(() => Promise.reject(new Error('no keyring')));
    assert.deepEqual([result, log, calls], ['audit_failed', '', []]);
  });
});
