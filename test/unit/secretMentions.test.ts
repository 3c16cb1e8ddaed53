import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { findMentions } from '../../src/core/secretMentions.ts';
import { formatReference } from '../../src/core/reference.ts';

const arn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-AbCdEf';

function only(text: string): ReturnType<typeof findMentions>[number] {
  const [first, second] = findMentions(text);
  assert.ok(first && !second, text);
  assert.ok(text.length >= first.offset + first.length);
  return first;
}

/** Where each mention stands in the text, and what it names. */
function named(text: string): readonly string[] {
  return findMentions(text).map((each) =>
    each.kind === 'malformed'
      ? `malformed ${each.column}`
      : `${each.kind} ${each.secretId} <${text.slice(each.offset, each.offset + each.length)}>`,
  );
}

describe('findMentions', () => {
  describe('in references', () => {
    it('finds a name with nothing behind it', () => {
      const text = 'password: "{{resolve:secretsmanager:prod/db}}"';
      assert.deepEqual(only(text), { kind: 'reference', offset: 11, length: 34, secretId: 'prod/db' });
    });

    it('reads key, staging label and version id, each of which may be left out', () => {
      const read = (rest: string): object => {
        const { offset: _offset, length: _length, kind: _kind, ...said } = only(`{{resolve:secretsmanager:a:${rest}}}`);
        return said;
      };
      assert.deepEqual(read('SecretString'), { secretId: 'a' });
      assert.deepEqual(read('SecretString:user'), { secretId: 'a', key: 'user' });
      assert.deepEqual(read('SecretString:user:AWSPREVIOUS'), { secretId: 'a', key: 'user', stage: 'AWSPREVIOUS' });
      assert.deepEqual(read('SecretString:::v1'), { secretId: 'a', version: 'v1' });
      assert.deepEqual(read(':::'), { secretId: 'a' });
      assert.deepEqual(read(''), { secretId: 'a' });
    });

    it('keeps the colons of an ARN together, and says where it is', () => {
      const text = `{{resolve:secretsmanager:${arn}:SecretString:user}}`;
      assert.deepEqual(only(text), {
        kind: 'reference',
        offset: 0,
        length: text.length,
        secretId: arn,
        key: 'user',
        region: 'eu-west-1',
        accountId: '111122223333',
      });
    });

    const faults: Readonly<Record<string, readonly [column: number, why: RegExp]>> = {
      '{{resolve:secretsmanager:}}': [26, /missing/],
      '{{resolve:secretsmanager:a b}}': [27, /A name holds only/],
      '{{resolve:secretsmanager:a:SecretBlob}}': [28, /Only SecretString/],
      '{{resolve:secretsmanager:a:SecretString:k:s:v}}': [45, /exclude each other/],
      '{{resolve:secretsmanager:a:SecretString:k::v:w}}': [45, /Nothing can follow/],
      '{{resolve:secretsmanager:arn:aws:s3:::bucket}}': [26, /not the ARN of a secret/],
      '{{resolve:secretsmanager:a:SecretString': [40, /not closed/],
      'x: "{{resolve:secretsmanager:a" }}': [31, /not closed/],
    };
    for (const [text, [column, why]] of Object.entries(faults)) {
      it(`says at which column ${text} is wrong, and why`, () => {
        const found = only(`first line\n${text}`);
        assert.ok(found.kind === 'malformed');
        assert.equal(found.column, column);
        assert.match(found.why, why);
      });
    }

    it('leaves alone what is filled in later', () => {
      assert.deepEqual(findMentions('!Sub "{{resolve:secretsmanager:${Secret}:SecretString:user}}"'), []);
      assert.deepEqual(findMentions('!Sub "{{resolve:secretsmanager:${Secret}}}"'), []);
    });

    it('reads back whatever is written as a reference', () => {
      const names = fc.stringMatching(/^[A-Za-z0-9/_+=.@-]{1,80}$/);
      const keys = fc.stringMatching(/^[A-Za-z0-9_. -]{1,20}$/);
      fc.assert(
        fc.property(names, keys, (name, key) => {
          const found = only(`before ${formatReference(name, key)} after`);
          assert.ok(found.kind === 'reference');
          assert.deepEqual([found.secretId, found.key], [name, key]);
        }),
      );
    });
  });

  describe('of ARNs', () => {
    it('finds them anywhere, of every partition, with and without the six characters', () => {
      assert.deepEqual(named(`see ${arn}.`), [`arn ${arn} <${arn}>`]);
      const plain = 'arn:aws-us-gov:secretsmanager:us-gov-west-1:111122223333:secret:prod/db';
      assert.deepEqual(only(`"${plain}"`), {
        kind: 'arn',
        offset: 1,
        length: plain.length,
        secretId: plain,
        region: 'us-gov-west-1',
        accountId: '111122223333',
      });
    });

    it('leaves alone patterns, other services and what is filled in later', () => {
      const head = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/';
      for (const text of [`${head}*`, `${head}db-??????`, `${head}\${Name}`, head.slice(0, -5), 'arn:aws:s3:::bucket', `x${arn}`])
        assert.deepEqual(findMentions(text), [], text);
    });
  });

  describe('of SecretId', () => {
    const written = [
      'SecretId: "prod/db"',
      "SecretId: 'prod/db'",
      'SecretId="prod/db"',
      "client.get_secret_value(SecretId = 'prod/db')",
      '{"SecretId": "prod/db"}',
      "'SecretId' => 'prod/db'",
      'SecretId: aws.String("prod/db")',
      'builder().secretId("prod/db")',
      'aws secretsmanager get-secret-value --secret-id prod/db',
      'aws secretsmanager get-secret-value --secret-id=prod/db --query x',
      'aws secretsmanager get-secret-value --secret-id "prod/db"',
    ];
    for (const text of written) it(`finds ${text}`, () => assert.deepEqual(named(text), ['secretId prod/db <prod/db>']));

    const others = [
      'SecretId: string',
      'SecretId: `prod/${name}`',
      'SecretId: "prod db"',
      'oldSecretId: "prod/db"',
      'SecretId: ""',
      '--secret-id $NAME',
      '--secret-id --region',
      '--secret-id prod/$NAME',
      'SecretId: "prod/db',
    ];
    for (const text of others) it(`leaves ${text} alone`, () => assert.deepEqual(findMentions(text), []));

    it('is one mention when it is an ARN or a reference', () => {
      assert.deepEqual(named(`SecretId: "${arn}"`), [`arn ${arn} <${arn}>`]);
      assert.deepEqual(
        findMentions('SecretId: "{{resolve:secretsmanager:a}}"').map(({ kind }) => kind),
        ['reference'],
      );
    });
  });

  it('gives mentions of all kinds in the order of the text', () => {
    const text = `SecretId: "a"\n${arn}\n{{resolve:secretsmanager:b}}\n--secret-id c`;
    assert.deepEqual(
      findMentions(text).map(({ kind }) => kind),
      ['secretId', 'arn', 'reference', 'secretId'],
    );
  });

  describe('within bounds', () => {
    it('stops at 500 mentions, the first of the text', () => {
      const found = findMentions('SecretId: "a"\n{{resolve:secretsmanager:b}}\n'.repeat(400));
      assert.equal(found.length, 500);
      assert.equal(found.at(-1)?.offset, 249 * 43 + 14);
    });

    it('looks at the first megabyte alone', () => {
      assert.equal(findMentions(`${' '.repeat(1_048_577)}{{resolve:secretsmanager:a}}`).length, 0);
      assert.equal(findMentions(`${' '.repeat(1_048_500)}{{resolve:secretsmanager:a}}`).length, 1);
    });

    const head = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:';
    const lines = [
      'a',
      '{',
      '{{',
      '{{resolve:secretsmanager:',
      '{{resolve:secretsmanager:a:::::::::',
      '{{resolve:secretsmanager:a b}}',
      'arn:aws',
      'arn:aws-',
      'arn:aws:secretsmanager:',
      head,
      `${head}*`,
      'SecretId',
      'SecretId: "',
      'SecretId:      ',
      'SecretId="a',
      '--secret-id',
      '--secret-id=',
      '--secret-id ',
      '.secretId("a',
      '"SecretId":"a"',
    ];
    const megabyte = (part: string): string => part.repeat(Math.ceil(1_048_576 / part.length)).slice(0, 1_048_576);
    for (const part of lines) {
      it(`takes no long time for a line of a megabyte of ${part}`, () => {
        const texts = [megabyte(part), `${part}${'a'.repeat(1_048_576)}`, `${part}${' '.repeat(1_048_576)}`];
        const start = performance.now();
        for (const text of texts) findMentions(text);
        const took = performance.now() - start;
        // One that grew with the square would take minutes.
        assert.ok(took < 2_000, `${took} ms`);
      });
    }
  });
});
