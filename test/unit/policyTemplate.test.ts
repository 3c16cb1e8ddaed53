import assert from 'node:assert/strict';
import { policyTemplate } from '../../src/core/policyTemplate.ts';
import { policyDifference, policyWarnings } from '../../src/core/policyDifference.ts';
import { resourcePolicy } from '../../src/core/limits.ts';

describe('the draft of a first policy', () => {
  for (const partition of ['aws', 'aws-cn', 'aws-us-gov']) {
    it(`allows the secret's own account in ${partition} to read the value, and warns of nothing`, () => {
      const draft = policyTemplate(`arn:${partition}:secretsmanager:eu-west-1:111122223333:secret:prod/db-AbCdEf`);
      assert.ok(draft.includes(`"arn:${partition}:iam::111122223333:root"`));
      assert.deepEqual(policyDifference(undefined, draft), [
        'Newly allows account 111122223333 to call secretsmanager:GetSecretValue (statement "AccountMayRead").',
      ]);
      assert.deepEqual(policyWarnings(draft, undefined), []);
      assert.ok(resourcePolicy.safeParse(draft).success);
    });
  }
});
