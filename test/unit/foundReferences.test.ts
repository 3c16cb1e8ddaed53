import assert from 'node:assert/strict';
import { linesNaming, referenceSentence, type ReferenceSearch } from '../../src/core/foundReferences.ts';

const arn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-AbCdEf';
const secret = { name: 'prod/db', arn };

describe('the lines that name a secret', () => {
  for (const [what, text, lines] of [
    ['a reference by its name', 'a\n{{resolve:secretsmanager:prod/db:SecretString:password}}\n', [2]],
    ['a reference by its ARN', `x: {{resolve:secretsmanager:${arn}}}`, [1]],
    ['its ARN', `first\n\narn = "${arn}"`, [3]],
    ['its ARN without the six characters', `"${arn.slice(0, -7)}"`, [1]],
    ['what is passed as SecretId', 'client.get_secret_value(\n  SecretId="prod/db",\n)', [2]],
    ['several lines, each once', `SecretId: "prod/db", SecretId: "prod/db"\n\n"${arn}"\n`, [1, 3]],
    ['another secret whose name begins alike', 'SecretId: "prod/db2"\nSecretId: "prod/db/x"\n', []],
    ['the same name in another region', `"${arn.replace('eu-west-1', 'us-east-1')}"`, []],
    ['the same name in another account', `"${arn.replace('111122223333', '999999999999')}"`, []],
    ['another secret that had the name', `"${arn.replace('AbCdEf', 'ZzYyXx')}"`, []],
    ['the name alone, which may be anything', 'prod/db', []],
  ] as const) {
    it(`are those of ${what}`, () => assert.deepEqual(linesNaming(text, secret), lines));
  }
});

describe('what is said of a search of the open folders', () => {
  const search: ReferenceSearch = { places: [], filesRead: 12, filesTooLarge: 0, isCut: false };
  const places = Array.from({ length: 7 }, (_, index) => `src/a.ts:${index + 1}`);

  for (const [what, changed, says] of [
    ['nothing was found', {}, /^No reference, ARN or SecretId of it was found in 12 files of the open folders\.$/],
    ['there was nothing to read', { filesRead: 0 }, /^The open folders hold no file that could name it\.$/],
    [
      'one file was too large and the only one',
      { filesRead: 0, filesTooLarge: 1 },
      /found in 0 files of the open folders\. 1 file over 1 MB was/,
    ],
    ['one file was read', { filesRead: 1 }, /in 1 file of/],
    ['a few were found', { places: places.slice(0, 2) }, /^Named in: src\/a\.ts:1, src\/a\.ts:2\.$/],
    ['many were found', { places }, /src\/a\.ts:5, and 2 more\.$/],
    ['some were too large', { filesTooLarge: 2 }, / 2 files over 1 MB were not looked at\.$/],
    ['time ran out', { isCut: true }, / Only 12 files were looked at\.$/],
    ['a path would turn the text around', { places: ['a\u202eb\nc.ts:1'] }, /^Named in: a b c\.ts:1\.$/],
  ] as const) {
    it(`tells that ${what}`, () => assert.match(referenceSentence({ ...search, ...changed }), says));
  }
});
