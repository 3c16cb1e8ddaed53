import assert from 'node:assert/strict';
import { findSameValues } from '../../src/core/sameValues.ts';
import type { SecretValue } from '../../src/core/secretsService.ts';
import { SecretText } from '../../src/core/secretText.ts';

const secret = (name: string, value: string | SecretText): SecretValue => ({
  name,
  arn: `arn:${name}`,
  versionId: 'v',
  stages: ['AWSCURRENT'],
  value: typeof value === 'string' ? SecretText.of(value) : value,
});

describe('values that stand in more than one place', () => {
  it('are found across secrets and keys, whole or as a field, and named by their place alone', () => {
    const found = findSameValues([
      secret('a', '{"username":"app-user","password":"correct-horse-1","port":"5432"}'),
      secret('b', '{"password":"correct-horse-1","port":"5432"}'),
      secret('c', 'correct-horse-1'),
      secret('d', '{"password":"another-horse-2"}'),
    ]);
    assert.deepEqual(
      found.map((places) => places.map(({ name, key }) => [name, key])),
      [
        [
          ['a', 'password'],
          ['b', 'password'],
          ['c', undefined],
        ],
      ],
    );
    assert.doesNotMatch(JSON.stringify(found), /horse/);
  });

  it('are not those under eight bytes, which are the same by chance', () => {
    assert.deepEqual(findSameValues([secret('a', '5432'), secret('b', '5432'), secret('c', 'postgres'), secret('d', '1234567')]), []);
    assert.equal(findSameValues([secret('a', 'postgres'), secret('b', 'postgres')]).length, 1);
  });

  it('are not a text and the bytes that read like it', () => {
    const text = 'Y29ycmVjdC1ob3JzZQ==';
    assert.deepEqual(findSameValues([secret('a', text), secret('b', SecretText.ofBase64(text))]), []);
  });
});
