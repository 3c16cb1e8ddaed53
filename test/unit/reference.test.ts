import assert from 'node:assert/strict';
import { formatReference } from '../../src/core/reference.ts';

describe('formatReference', () => {
  it('names a whole secret as CloudFormation does', () => {
    assert.equal(formatReference('MySecret'), '{{resolve:secretsmanager:MySecret:SecretString}}');
  });

  it('names one key of it', () => {
    const arn = 'arn:aws:secretsmanager:us-west-2:123456789012:secret:MySecret-a1b2c3';
    assert.equal(formatReference(arn, 'password'), `{{resolve:secretsmanager:${arn}:SecretString:password}}`);
  });
});
