import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { formatReference, parseReference, referencePrefix, type ParsedReference } from '../../src/core/reference.ts';

const arn = 'arn:aws:secretsmanager:us-west-2:123456789012:secret:MySecret-a1b2c3';
const version = '11111111-2222-3333-4444-555555555555';

describe('formatReference', () => {
  it('names a whole secret as CloudFormation does', () => {
    assert.equal(formatReference('MySecret'), '{{resolve:secretsmanager:MySecret:SecretString}}');
  });

  it('names one key of it', () => {
    assert.equal(formatReference(arn, 'password'), `{{resolve:secretsmanager:${arn}:SecretString:password}}`);
  });

  it('names a staging label or a version, with nothing between the colons where nothing is meant', () => {
    assert.equal(formatReference('a', undefined, { stage: 'AWSPREVIOUS' }), '{{resolve:secretsmanager:a:SecretString::AWSPREVIOUS}}');
    assert.equal(formatReference('a', 'k', { version }), `{{resolve:secretsmanager:a:SecretString:k::${version}}}`);
    assert.equal(formatReference('a', undefined, { binary: true }), '{{resolve:secretsmanager:a:SecretBinary}}');
  });
});

/** What stands between `{{resolve:secretsmanager:` and `}}`. */
const valid: Readonly<Record<string, ParsedReference>> = {
  MySecret: { secretId: 'MySecret' },
  'MySecret:': { secretId: 'MySecret' },
  'MySecret::::': { secretId: 'MySecret' },
  'MySecret:SecretString': { secretId: 'MySecret' },
  'MySecret:SecretString:': { secretId: 'MySecret' },
  'MySecret:SecretString:::': { secretId: 'MySecret' },
  'MySecret:SecretString:password': { secretId: 'MySecret', key: 'password' },
  'MySecret::password': { secretId: 'MySecret', key: 'password' },
  'MySecret:SecretString:password:AWSPREVIOUS': { secretId: 'MySecret', key: 'password', stage: 'AWSPREVIOUS' },
  [`MySecret:SecretString:password::${version}`]: { secretId: 'MySecret', key: 'password', version },
  'MySecret:SecretString::AWSPENDING': { secretId: 'MySecret', stage: 'AWSPENDING' },
  [`MySecret::::${version}`]: { secretId: 'MySecret', version },
  'MySecret:SecretString:a key with spaces': { secretId: 'MySecret', key: 'a key with spaces' },
  'MySecret:SecretString:pass}word': { secretId: 'MySecret', key: 'pass}word' },
  'MySecret:SecretString:/db/password': { secretId: 'MySecret', key: '/db/password' },
  'MySecret:SecretString:/hosts/0': { secretId: 'MySecret', key: '/hosts/0' },
  'MySecret:SecretString:/a~1b/c~0d': { secretId: 'MySecret', key: '/a~1b/c~0d' },
  'MySecret:SecretString:tilde~key': { secretId: 'MySecret', key: 'tilde~key' },
  'MySecret:SecretBinary': { secretId: 'MySecret', binary: true },
  'MySecret:SecretBinary::AWSPREVIOUS': { secretId: 'MySecret', binary: true, stage: 'AWSPREVIOUS' },
  'team/app.db_1+=@-x': { secretId: 'team/app.db_1+=@-x' },
  'rds!db-0f4e': { secretId: 'rds!db-0f4e' },
  [arn]: { secretId: arn },
  [`${arn}:SecretString:password`]: { secretId: arn, key: 'password' },
  [`${arn}::password:AWSCURRENT`]: { secretId: arn, key: 'password', stage: 'AWSCURRENT' },
  [`${arn}:SecretBinary`]: { secretId: arn, binary: true },
  'arn:aws-cn:secretsmanager:cn-north-1:123456789012:secret:a': { secretId: 'arn:aws-cn:secretsmanager:cn-north-1:123456789012:secret:a' },
};

/** The column counts from 1 in what stands between. */
const malformed: Readonly<Record<string, readonly [column: number, why: RegExp]>> = {
  '': [1, /missing/],
  ':SecretString:password': [1, /missing/],
  ' MySecret': [1, /A name holds only/],
  'My Secret': [3, /A name holds only/],
  'My{Secret': [3, /A name holds only/],
  Mÿ: [2, /A name holds only/],
  '${Secret}': [1, /A name holds only/],
  ['x'.repeat(513)]: [513, /512 characters/],
  'arn:aws:s3:::bucket': [1, /not the ARN of a secret/],
  'arn:aws:secretsmanager:us-west-2:1234:secret:a': [1, /not the ARN of a secret/],
  'arn:aws:secretsmanager:us-west-2:123456789012:secret': [1, /not the ARN of a secret/],
  'MySecret:secretstring:password': [10, /Only SecretString/],
  'MySecret:password': [10, /Only SecretString/],
  [`${arn}:Plain`]: [arn.length + 2, /Only SecretString/],
  'MySecret:SecretBinary:password': [23, /no keys/],
  'MySecret:SecretString:/a~b': [25, /~0/],
  'MySecret:SecretString:k:two words': [25, /no space/],
  'MySecret:SecretString:k::two words': [26, /no space/],
  'MySecret:SecretString:k:AWSCURRENT:v': [36, /exclude each other/],
  'MySecret:SecretString:k::v:more': [27, /Nothing can follow/],
  'MySecret:SecretString:k:::': [26, /Nothing can follow/],
};

describe('parseReference', () => {
  for (const [body, expected] of Object.entries(valid)) {
    it(`reads ${body}`, () => assert.deepEqual(parseReference(body), expected));
  }

  for (const [body, [column, why]] of Object.entries(malformed)) {
    it(`says that ${body.length > 80 ? `${body.length} characters are` : `"${body}" is`} wrong at column ${column}, and why`, () => {
      const read = parseReference(body);
      assert.ok('why' in read);
      assert.equal(read.at + 1, column);
      assert.match(read.why, why);
    });
  }

  const names = fc.stringMatching(/^[A-Za-z0-9/_+=.@!-]{1,80}$/).filter((name) => !name.startsWith('arn:'));
  const regions = fc.constantFrom('us-west-2', 'eu-central-1', 'us-gov-west-1');
  const ids = fc.oneof(
    names,
    fc.tuple(regions, names).map(([region, name]) => `arn:aws:secretsmanager:${region}:123456789012:secret:${name}`),
  );
  const keys = fc
    .string({ minLength: 1, maxLength: 40 })
    .filter((key) => !/[:]|}}|}$/.test(key) && !(key.startsWith('/') && /~(?![01])/.test(key)));
  const words = fc.stringMatching(/^[A-Za-z0-9_-]{1,40}$/);
  const text = fc.record({ secretId: ids, key: keys, stage: words, version: words }, { requiredKeys: ['secretId'] });
  const references: fc.Arbitrary<ParsedReference> = fc.oneof(
    text.filter(({ stage, version: id }) => stage === undefined || id === undefined),
    fc.record({ secretId: ids, binary: fc.constant(true as const), stage: words }, { requiredKeys: ['secretId', 'binary'] }),
  );

  it('reads back whatever is written', () => {
    fc.assert(
      fc.property(references, ({ secretId, key, ...more }) => {
        const written = formatReference(secretId, key, more);
        assert.ok(written.startsWith(referencePrefix) && written.indexOf('}}') === written.length - 2);
        const read = parseReference(written.slice(referencePrefix.length, -2));
        assert.deepEqual(read, { secretId, ...(key === undefined ? {} : { key }), ...more });
      }),
    );
  });

  it('writes back what it reads, so that both name the same', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(valid)), (body) => {
        const read = parseReference(body);
        assert.ok('secretId' in read);
        const { secretId, key, ...more } = read;
        assert.deepEqual(parseReference(formatReference(secretId, key, more).slice(referencePrefix.length, -2)), read);
      }),
    );
  });

  it('ends on any text, with a place inside it or what it asks for', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', ':', '/', '~', ' ', '{', '}', 'arn:', 'SecretString', 'é') }), (body) => {
        const read = parseReference(body);
        if ('why' in read) assert.ok(read.at >= 0 && read.at <= body.length);
        else assert.ok(body.startsWith(read.secretId));
      }),
    );
  });
});
