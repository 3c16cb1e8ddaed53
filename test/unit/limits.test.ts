import assert from 'node:assert/strict';
import type * as z from 'zod';
import * as limits from '../../src/core/limits.ts';
import { SecretText } from '../../src/core/secretText.ts';
import { throwsWith } from './support.ts';

function tags(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`key-${index}`, 'v']));
}

/** The limits of DESIGN.md section 5: just inside and just outside. */
const table: Record<string, { schema: z.ZodType; takes: unknown[]; refuses: unknown[] }> = {
  secretName: {
    schema: limits.secretName,
    takes: ['a', 'x'.repeat(512), 'prod/db_1+=.@-', 'ends-AbCdEf'],
    refuses: ['', 'x'.repeat(513), 'with space', 'é', 'a\n', 'a:b', 7, undefined],
  },
  secretId: { schema: limits.secretId, takes: ['a', 'x'.repeat(2_048)], refuses: ['', 'x'.repeat(2_049)] },
  description: { schema: limits.description, takes: ['', 'x'.repeat(2_048)], refuses: ['x'.repeat(2_049)] },
  kmsKeyId: { schema: limits.kmsKeyId, takes: ['alias/a', 'x'.repeat(2_048)], refuses: ['x'.repeat(2_049)] },
  tags: {
    schema: limits.tags,
    takes: [{}, tags(50), { ['k'.repeat(128)]: 'v'.repeat(256) }, { a: '' }, { laws: 'x' }],
    refuses: [tags(51), { ['k'.repeat(129)]: 'v' }, { k: 'v'.repeat(257) }, { '': 'v' }, { 'aws:x': 'v' }, { 'AWS:x': 'v' }, { a: 1 }],
  },
  recoveryWindowInDays: { schema: limits.recoveryWindowInDays, takes: [7, 30], refuses: [6, 31, 7.5, '7', Number.NaN] },
  pageSize: { schema: limits.pageSize, takes: [1, 100], refuses: [0, 101, 1.5] },
  nextToken: { schema: limits.nextToken, takes: ['x', 'x'.repeat(4_096)], refuses: ['', 'x'.repeat(4_097)] },
  versionId: { schema: limits.versionId, takes: ['x'.repeat(32), 'x'.repeat(64)], refuses: ['x'.repeat(31), 'x'.repeat(65)] },
  resourcePolicy: {
    schema: limits.resourcePolicy,
    takes: ['x', 'x'.repeat(20_480)],
    refuses: ['', 'x'.repeat(20_481), { Statement: [] }],
  },
  versionStage: { schema: limits.versionStage, takes: ['x', 'x'.repeat(256)], refuses: ['', 'x'.repeat(257)] },
};

describe('limits', () => {
  for (const [name, { schema, takes, refuses }] of Object.entries(table)) {
    it(`takes a ${name} up to its limit and refuses one beyond`, () => {
      for (const input of takes) assert.equal(schema.safeParse(input).success, true, `refused ${JSON.stringify(input)}`);
      for (const input of refuses) assert.equal(schema.safeParse(input).success, false, `took ${JSON.stringify(input)}`);
    });
  }
});

describe('checkValue', () => {
  it('takes 1 to 65,536 bytes', () => {
    for (const text of ['x', 'x'.repeat(65_536), '🔑'.repeat(16_384)]) limits.checkValue(SecretText.of(text), 'prod/db');
  });

  it('refuses an empty value and one byte too many, counting bytes and naming the secret but not the value', () => {
    for (const text of ['', 'x'.repeat(65_537), '🔑'.repeat(16_385)]) {
      const error = throwsWith('limit_exceeded', () => limits.checkValue(SecretText.of(text), 'prod/db'));
      assert.match(error.message, /prod\/db.*65,536/);
      assert.ok(!error.message.includes('xx') && !error.message.includes('🔑'));
    }
  });

  it('counts a binary value decoded', () => {
    limits.checkValue(SecretText.ofBase64(Buffer.alloc(65_536).toString('base64')), 'k');
    throwsWith('limit_exceeded', () => limits.checkValue(SecretText.ofBase64(Buffer.alloc(65_537).toString('base64')), 'k'));
  });
});

describe('looksLikeArnSuffix', () => {
  it('knows a hyphen and six letters or digits at the end, and nothing else', () => {
    for (const name of ['db-AbCdEf', 'a/b-123456']) assert.equal(limits.looksLikeArnSuffix(name), true, name);
    for (const name of ['db', 'db-AbCdE', 'db-AbCdEfG', 'db-AbC_Ef', 'dbAbCdEf', 'db-AbCdEf-'])
      assert.equal(limits.looksLikeArnSuffix(name), false, name);
  });
});
