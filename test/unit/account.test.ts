import assert from 'node:assert/strict';
import { accessLevels, accountSchema, includesLevel, lowerLevel, regionName } from '../../src/core/account.ts';
import { mainAccount } from './executeWorld.ts';

const role = { ...mainAccount, kind: 'role', roleArn: 'arn:aws:iam::111122223333:role/team/Dev' };
const takes = (input: unknown): boolean => accountSchema.safeParse(input).success;

describe('access levels', () => {
  it('include those before them and none after', () => {
    const table = accessLevels.map((level) => accessLevels.map((needed) => (includesLevel(level, needed) ? 'y' : '.')).join(''));
    assert.deepEqual(table, ['y.....', 'yy....', 'yyy...', 'yyyy..', 'yyyyy.', 'yyyyyy']);
  });

  it('tighten to the lower of two, whichever comes first', () => {
    assert.deepEqual(
      [lowerLevel('write', 'list'), lowerLevel('list', 'write'), lowerLevel('use', 'use'), lowerLevel('destroy', 'off')],
      ['list', 'list', 'use', 'off'],
    );
  });
});

describe('regionName', () => {
  it('takes the names of every partition', () => {
    for (const name of [
      'eu-west-1',
      'ap-southeast-2',
      'us-gov-east-1',
      'cn-northwest-1',
      'us-iso-east-1',
      'us-isob-east-1',
      'mx-central-1',
      'eusc-de-east-1',
    ])
      assert.ok(regionName.safeParse(name).success, name);
  });

  it('takes nothing that could be a host, a path or another argument', () => {
    for (const name of [
      '',
      'eu-west-1.evil.com',
      'eu-west-1/',
      'eu-west-1\n',
      'EU-WEST-1',
      'localhost',
      'eu-west',
      '../eu-west-1',
      'eu-west-1@x',
    ])
      assert.ok(!regionName.safeParse(name).success, name);
  });
});

describe('accountSchema', () => {
  it('takes each kind of account', () => {
    assert.ok(takes(mainAccount));
    assert.ok(takes(role));
    assert.ok(takes({ kind: 'sandbox', name: 'sandbox', regions: ['us-east-1'], access: 'destroy', host: 'here' }));
  });

  it('refuses a field it does not know, so that no credential can be stored along', () => {
    for (const field of ['secretAccessKey', 'accessKeyId', 'sessionToken', 'password', 'endpoint'])
      assert.ok(!takes({ ...mainAccount, [field]: 'x' }), field);
  });

  it('refuses a name that could be read as something else', () => {
    for (const name of ['', ' main', 'main ', 'a\nb', 'a|b', 'a/b', 'x'.repeat(65)])
      assert.ok(!takes({ ...mainAccount, name }), JSON.stringify(name));
    for (const name of ['a', 'prod eu', 'me@corp.example', 'x'.repeat(64)]) assert.ok(takes({ ...mainAccount, name }), name);
  });

  it("takes a role's ARN of any partition and nothing that is none", () => {
    for (const partition of ['aws', 'aws-cn', 'aws-us-gov', 'aws-eusc'])
      assert.ok(takes({ ...role, roleArn: `arn:${partition}:iam::111122223333:role/Dev` }));
    for (const roleArn of [
      '',
      'Dev',
      'arn:aws:iam::1:role/Dev',
      'arn:aws:iam::111122223333:user/Dev',
      'arn:aws:iam::111122223333:role/',
      'arn:aws:iam::111122223333:role/De v',
    ]) {
      assert.ok(!takes({ ...role, roleArn }), roleArn);
    }
  });

  it("takes a role's duration as STS does", () => {
    for (const durationSeconds of [900, 43_200]) assert.ok(takes({ ...role, durationSeconds }));
    for (const durationSeconds of [899, 43_201, 1_000.5]) assert.ok(!takes({ ...role, durationSeconds }));
  });

  it('takes an AWS account id of twelve digits and at least one region', () => {
    assert.ok(takes({ ...mainAccount, accountId: '012345678901' }));
    for (const accountId of ['', '12345678901', '1234567890123', 'abcdefghijkl']) assert.ok(!takes({ ...mainAccount, accountId }));
    assert.ok(!takes({ ...mainAccount, regions: [] }));
  });
});
