import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { day, pageLine, plain, quoted, secretLine, secretLines, visibleJson, word } from '../../src/core/outputText.ts';
import type { SecretDetail, SecretSummary } from '../../src/core/secretsService.ts';

const summary: SecretSummary = {
  name: 'prod/db',
  arn: 'arn:x',
  tags: {},
  lastChangedDate: '2026-11-20T10:11:12.000Z',
  rotationEnabled: false,
};
const detail: SecretDetail = { ...summary, versions: [{ versionId: 'v1', stages: ['AWSCURRENT', 'LIVE'] }], replicas: [] };

describe('plain', () => {
  const unseen: Record<string, string> = {
    'a newline': '\n',
    'a carriage return': '\r',
    'an escape': '\u001b',
    'a null': '\0',
    'a C1 control': '\u0085',
    'a right-to-left override': '\u202e',
    'an isolate': '\u2066',
    'a zero-width space': '\u200b',
    'a zero-width joiner': '\u200d',
    'a byte order mark': '\ufeff',
    'a soft hyphen': '\u00ad',
    'a line separator': '\u2028',
    'a tag character': '\u{E0041}',
    'a variation selector': '\ufe0f',
    'a supplementary variation selector': '\u{E0100}',
    'a Hangul filler': '\u3164',
  };
  for (const [name, character] of Object.entries(unseen)) {
    it(`takes ${name} out and keeps the text around it`, () => {
      assert.equal(plain(`a${character}b`), 'a b');
    });
  }

  it('leaves visible text of any script alone', () => {
    for (const text of ['prod/db', 'naïve café', '数据库', 'база', '🔑 key', 'مفتاح', 'a\'b"c\\d']) assert.equal(plain(text), text);
  });

  it('cuts after 256 characters and says so', () => {
    assert.equal(plain('x'.repeat(256)), 'x'.repeat(256));
    assert.equal(plain('x'.repeat(257)), `${'x'.repeat(256)}...`);
  });

  it('never leaves half a character at the cut', () => {
    assert.ok(plain(`${'x'.repeat(255)}🔑 and more`).isWellFormed());
  });

  it('always gives one line of at most 259 characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (text) => {
        const clean = plain(text);
        assert.ok(clean.length <= 259);
        assert.ok(!/[\p{Control}\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/u.test(clean));
      }),
      { seed: 5, numRuns: 300 },
    );
  });
});

describe('word', () => {
  it('leaves what reads like an id as it is, and puts all else in quotes', () => {
    for (const text of ['prod/db', 'AWSCURRENT', 'alias/aws/secretsmanager', 'arn:aws:iam::111122223333:role/a@b=c+d'])
      assert.equal(word(text), text);
    for (const text of ['', 'a b', 'a|b', 'a,b', 'a"b', 'ä', '{{x}}']) assert.equal(word(text), JSON.stringify(text));
  });
});

describe('quoted', () => {
  it('counts what nobody would have seen', () => {
    assert.equal(quoted('orders'), '"orders"');
    assert.equal(quoted('a\u202eb'), '"a b" (1 unseen character blanked)');
    assert.equal(quoted('a\n\u200bb"'), '"a  b\\"" (2 unseen characters blanked)');
  });
});

describe('visibleJson', () => {
  it('escapes what nobody would have seen, and means the same', () => {
    const json = '{"a\u200b":"\u{e0041}\u2028 x"}';
    assert.equal(visibleJson(json), '{"a\\u200b":"\\udb40\\udc41\\u2028 x"}');
    assert.deepEqual(JSON.parse(visibleJson(json)), JSON.parse(json));
  });
});

describe('pageLine', () => {
  it('leads on with the token as it is, and says so where it can lead nowhere', () => {
    assert.deepEqual(pageLine(undefined), []);
    assert.deepEqual(pageLine('AAA+/='), ['next_token: AAA+/=']);
    assert.deepEqual(pageLine('a\nname: b'), ['More follow, but their token is none that can be sent.']);
  });
});

describe('day', () => {
  it('is nothing where it is no date', () => {
    assert.equal(day('20\n26-11-2'), '');
  });

  it('is the date alone, and empty for none', () => {
    assert.deepEqual([day('2026-11-20T10:11:12.000Z'), day(undefined)], ['2026-11-20', '']);
  });
});

describe('secretLine', () => {
  it('shows the name and the day of the last change', () => {
    assert.equal(secretLine(summary), 'prod/db|2026-11-20');
  });

  it('adds what is unusual', () => {
    const line = secretLine({
      ...summary,
      rotationEnabled: true,
      deletedDate: '2026-12-01',
      owningService: 'rds',
      primaryRegion: 'eu-west-1',
    });
    assert.equal(line, 'prod/db|2026-11-20|rotates|scheduled for deletion|managed by rds|replicated');
  });

  it('stays one line whatever the name', () => {
    assert.ok(!secretLine({ ...summary, name: 'a\nb' }).includes('\n'));
  });
});

describe('secretLines', () => {
  it('shows what there is and leaves out what there is not', () => {
    assert.deepEqual(secretLines(detail).split('\n'), [
      'name: prod/db',
      'arn: arn:x',
      'changed: 2026-11-20',
      'rotation: off',
      'versions: v1 AWSCURRENT+LIVE',
    ]);
  });

  it('shows every kind of metadata', () => {
    const text = secretLines({
      ...detail,
      description: 'main "db"',
      tags: { env: 'prod', team: 'a' },
      kmsKeyId: 'alias/k',
      createdDate: '2026-01-02T',
      lastAccessedDate: '2026-03-04T',
      deletedDate: '2026-12-01T',
      rotationEnabled: true,
      rotationSchedule: 'rate(10 days)',
      nextRotationDate: '2026-12-02T',
      owningService: 'rds',
      primaryRegion: 'eu-west-1',
      type: 'SalesforceClientSecret',
      replicas: [
        { region: 'us-east-1', status: 'InSync' },
        { region: 'us-west-2', status: 'Failed', message: 'No key.' },
      ],
    });
    for (const line of [
      'description: "main \\"db\\""',
      'tags: env=prod, team=a',
      'kms key: alias/k',
      'created: 2026-01-02',
      'accessed: 2026-03-04',
      'scheduled for deletion since: 2026-12-01',
      'rotation: rate(10 days), next 2026-12-02',
      'managed by: rds',
      'primary region: eu-west-1',
      'type: SalesforceClientSecret',
      'replicas: us-east-1 InSync, us-west-2 Failed "No key."',
    ])
      assert.ok(text.split('\n').includes(line), `${line} in ${text}`);
  });

  it('gives no free text a line of its own: description, tags, labels, key and owner stay where they are', () => {
    const evil = 'x\nname: forged\u2028name: forged';
    const lines = secretLines({
      ...detail,
      description: evil,
      tags: { [evil]: evil },
      kmsKeyId: evil,
      owningService: evil,
      type: evil,
      replicas: [{ region: evil, status: evil, message: evil }],
      versions: [{ versionId: evil, stages: [evil] }],
    }).split('\n');
    assert.equal(lines.filter((line) => line.startsWith('name: ')).length, 1);
    assert.equal(lines.length, 11);
  });
});
