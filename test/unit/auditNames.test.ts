import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import { createAudit, findBrokenLine, type AuditRecord } from '../../src/core/audit.ts';
import { isAboutSecret, keyBytes, keyedName, keyNames } from '../../src/core/auditNames.ts';

const key = randomBytes(keyBytes);
const arn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/orders-a1B2c3';
const record: AuditRecord = {
  call: 'c',
  phase: 'sending',
  operation: 'delete_secret',
  risk: 'destructive',
  caller: 'person',
  account: 'main',
  region: 'eu-west-1',
  secret: 'prod/orders',
  arn,
  arguments: JSON.stringify({ account: 'main', recovery_window_in_days: 30, secret_id: 'prod/orders' }),
};
const keyed = `hmac-sha256:${createHmac('sha256', key).update('prod/orders').digest('hex')}`;

describe('names in the audit log that are keyed', () => {
  it('are the HMAC-SHA256 of the name, for the name and for its ARN', () => {
    assert.equal(keyedName('prod/orders', key), keyed);
    assert.equal(keyedName(arn, key), keyed);
    assert.notEqual(keyedName('prod/orders', randomBytes(keyBytes)), keyed);
  });

  it('stand in place of the name, the ARN and the argument, and say that they are keyed', () => {
    assert.deepEqual(keyNames(record, key), {
      ...record,
      secret: keyed,
      arn: keyed,
      arguments: JSON.stringify({ account: 'main', recovery_window_in_days: 30, secret_id: keyed }),
      names: 'keyed',
    });
  });

  for (const [what, given] of [
    ['a list of ARNs', { secret_ids: [arn, 'prod/orders'] }],
    ['a policy', { policy: `{"Resource":"${arn}"}` }],
    ['a reference', { env: { DB: '{{resolve:secretsmanager:prod/orders:SecretString:password}}' } }],
    ['a variable that is called as a plain argument', { env: { value: '{{resolve:secretsmanager:prod/orders:SecretString:password}}' } }],
    ['a tag that is called as a plain argument', { tags: { region: 'prod/orders' } }],
    ['a list of objects', { secrets: [{ account: 'prod/orders' }] }],
    ['an argument that nobody knows yet', { later: [{ deep: 'prod/orders' }] }],
    ['a filter', { name_prefix: 'prod/orders' }],
  ] as const) {
    it(`leave no name in ${what}`, () => {
      const { arguments: json = '' } = keyNames({ ...record, arguments: JSON.stringify(given) }, key);
      assert.ok(!json.includes('orders') && json.includes(keyed), json);
    });
  }

  it('keep what tells where, as it stands at the top', () => {
    const given = JSON.stringify({ account: 'main', region: 'eu-west-1', regions: ['eu-west-1'], value: 'generate' });
    assert.equal(keyNames({ ...record, arguments: given }, key).arguments, given);
  });

  it('are those of secrets that a service manages too, in the midst of a longer text', () => {
    const managed = 'rds!db-0a1b2c3d';
    const asKeyed = keyedName(managed, key);
    for (const text of [
      `say {{resolve:secretsmanager:${managed}:SecretString:password}}`,
      `"arn:aws:secretsmanager:eu-west-1:111122223333:secret:${managed}-a1B2c3"`,
    ])
      assert.equal(keyNames({ ...record, arguments: JSON.stringify({ text }) }, key).arguments, JSON.stringify({ text: asKeyed }));
  });

  it('leave no name in arguments that scrubbing has made no JSON of', () => {
    const { arguments: json = '' } = keyNames({ ...record, arguments: '{"secret_id":"prod/orders' }, key);
    assert.ok(!json.includes('orders'));
  });

  it('are not keyed a second time when what an earlier process wrote is settled', () => {
    const once = keyNames(record, key);
    assert.equal(keyNames({ ...once, phase: 'settled', result: 'unknown' }, key).secret, keyed);
  });

  it('are found by the key’s holder and by nobody else', () => {
    const line = keyNames(record, key);
    const keys = [randomBytes(keyBytes), key];
    const asKeyed = (wanted: string): readonly string[] => keys.map((each) => keyedName(wanted, each));
    assert.equal(isAboutSecret(line, 'prod/orders', asKeyed('prod/orders')), true);
    assert.equal(isAboutSecret(line, arn, asKeyed(arn)), true);
    assert.equal(isAboutSecret(line, 'prod/others', asKeyed('prod/others')), false);
    assert.equal(isAboutSecret(line, 'prod/orders', []), false);
    assert.equal(isAboutSecret(record, 'orders', []), true);
  });
});

describe('a log whose names are to be keyed', () => {
  it('writes nothing while the key can not be had, and goes on without a gap', async () => {
    const lines: string[] = [];
    let isThere = false;
    const audit = createAudit(
      async (text) => void lines.push(text.trimEnd()),
      Date.now,
      async (each) => {
        if (!isThere) throw new Error('no keyring');
        return keyNames(each, key);
      },
    );
    await assert.rejects(audit.write(record), /no keyring/);
    assert.deepEqual(lines, []);
    isThere = true;
    await audit.write(record);
    assert.equal(findBrokenLine(lines), undefined);
    assert.ok(!lines.join('').includes('orders'));
  });
});
