import assert from 'node:assert/strict';
import {
  accessLevels,
  accountColors,
  accountSchema,
  includesLevel,
  inOrder,
  lowerLevel,
  markOf,
  regionName,
} from '../../src/core/account.ts';
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
  it('takes the beginnings of names that other AWS services give, and none that a filter would turn round', () => {
    const allow = (prefix: string) => takes({ ...mainAccount, allow: { prefixes: [prefix], tags: [] } });
    assert.deepEqual([allow('rds!db-'), allow('!rds')], [true, false]);
  });

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

  it('takes a chain of up to four roles, for an hour at most', () => {
    const hop = { roleArn: 'arn:aws:iam::222233334444:role/hub' };
    assert.ok(takes({ ...role, via: [hop, { ...hop, externalId: 'agreed' }, hop, hop], durationSeconds: 3_600 }));
    assert.ok(takes({ ...role, via: [], durationSeconds: 7_200 }));
    assert.ok(!takes({ ...role, via: [hop, hop, hop, hop, hop] }));
    assert.ok(!takes({ ...role, via: [{ ...hop, secretAccessKey: 'x' }] }));
    assert.ok(!takes({ ...role, via: [{ roleArn: 'hub' }] }));
    const tooLong = accountSchema.safeParse({ ...role, via: [hop], durationSeconds: 3_601 });
    assert.deepEqual(
      tooLong.error?.issues.map(({ path, message }) => [path.join(), message]),
      [['durationSeconds', 'AWS ends a session after 3600 seconds when one role is assumed through another']],
    );
  });

  it('takes accounts as they were stored before they had a place, a color, a mark or a chain', () => {
    const before = { ...role, externalId: 'x1', sessionName: 'me', durationSeconds: 7_200, accountId: '111122223333' };
    assert.deepEqual(accountSchema.parse(before), before);
    assert.deepEqual(markOf(accountSchema.parse(before)), { production: false, color: 'none' });
  });

  it('takes the colors there are and a mark that is yes or no', () => {
    for (const color of accountColors) assert.ok(takes({ ...mainAccount, color, production: true, order: 3 }), color);
    for (const wrong of [{ color: 'pink' }, { color: '#ff0000' }, { production: 'yes' }, { order: 'first' }])
      assert.ok(!takes({ ...mainAccount, ...wrong }), JSON.stringify(wrong));
  });

  it('takes an AWS account id of twelve digits and at least one region', () => {
    assert.ok(takes({ ...mainAccount, accountId: '012345678901' }));
    for (const accountId of ['', '12345678901', '1234567890123', 'abcdefghijkl']) assert.ok(!takes({ ...mainAccount, accountId }));
    assert.ok(!takes({ ...mainAccount, regions: [] }));
  });
});

describe('the order of accounts', () => {
  const names = (accounts: readonly Partial<typeof mainAccount>[]): string =>
    inOrder(accounts.map((more) => accountSchema.parse({ ...mainAccount, ...more })))
      .map(({ name }) => name)
      .join(' ');

  it('is by color with those without last, then the one the person gave, then by name', () => {
    assert.equal(
      names([
        { name: 'plain-b' },
        { name: 'plain-a' },
        { name: 'blue', color: 'blue' },
        { name: 'red', color: 'red' },
        { name: 'plain-second', order: 1 },
        { name: 'plain-first', order: 0 },
        { name: 'purple', order: 0, color: 'purple' },
        { name: 'red-first', order: 4, color: 'red' },
      ]),
      'red-first red blue purple plain-first plain-second plain-a plain-b',
    );
  });

  it('is by name where nothing else was said, as before', () => {
    assert.equal(names([{ name: 'b' }, { name: 'a' }, { name: 'B' }]), 'B a b');
  });
});
