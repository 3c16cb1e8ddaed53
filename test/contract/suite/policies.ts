import assert from 'node:assert/strict';
import {
  DeleteResourcePolicyCommand,
  GetResourcePolicyCommand,
  PutResourcePolicyCommand,
  ValidateResourcePolicyCommand,
} from '@aws-sdk/client-secrets-manager';
import { rejectsWith } from './suite.ts';
import type { Suite } from './suite.ts';

const policyFor = (AWS: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS },
        Action: 'secretsmanager:GetSecretValue',
        Resource: '*',
      },
    ],
  });
const narrow = policyFor('arn:aws:iam::111122223333:root');

/** Resource policies. */
export function describePolicies({ client, nameOf, create }: Suite): void {
  const check = (ResourcePolicy: string) => client().send(new ValidateResourcePolicyCommand({ ResourcePolicy }));

  describe('resource policies', () => {
    it('are kept word for word until they are deleted', async () => {
      await create('policy/kept', 'one');
      const SecretId = nameOf('policy/kept');
      const read = async () => (await client().send(new GetResourcePolicyCommand({ SecretId }))).ResourcePolicy;
      assert.equal(await read(), undefined);
      await client().send(new PutResourcePolicyCommand({ SecretId, ResourcePolicy: narrow }));
      assert.deepEqual(JSON.parse((await read()) ?? ''), JSON.parse(narrow));
      await client().send(new DeleteResourcePolicyCommand({ SecretId }));
      assert.equal(await read(), undefined);
    });

    it('are refused when they are not a policy', async () => {
      await create('policy/malformed', 'one');
      await rejectsWith(
        'MalformedPolicyDocumentException',
        client().send(
          new PutResourcePolicyCommand({
            SecretId: nameOf('policy/malformed'),
            ResourcePolicy: '{"Statement":',
          }),
        ),
      );
    });

    it('that let everyone in are refused when asked to', async () => {
      await create('policy/public', 'one');
      const request = { SecretId: nameOf('policy/public'), ResourcePolicy: policyFor('*') };
      await rejectsWith('PublicPolicyException', client().send(new PutResourcePolicyCommand({ ...request, BlockPublicPolicy: true })));
      await client().send(new PutResourcePolicyCommand(request));
    });

    it('are put as the whole of the policy, in place of the one before', async () => {
      await create('policy/replaced', 'one');
      const SecretId = nameOf('policy/replaced');
      const other = policyFor('arn:aws:iam::444455556666:root');
      await client().send(new PutResourcePolicyCommand({ SecretId, ResourcePolicy: narrow, BlockPublicPolicy: true }));
      const { Name, ARN } = await client().send(new PutResourcePolicyCommand({ SecretId, ResourcePolicy: other, BlockPublicPolicy: true }));
      assert.equal(Name, SecretId);
      const read = await client().send(new GetResourcePolicyCommand({ SecretId: ARN }));
      assert.deepEqual(JSON.parse(read.ResourcePolicy ?? ''), JSON.parse(other));
    });

    it('can be deleted where there is none', async () => {
      await create('policy/none', 'one');
      const { Name } = await client().send(new DeleteResourcePolicyCommand({ SecretId: nameOf('policy/none') }));
      assert.equal(Name, nameOf('policy/none'));
    });

    it('of a secret that is not there are not found', async () => {
      await rejectsWith('ResourceNotFoundException', client().send(new GetResourcePolicyCommand({ SecretId: nameOf('policy/nowhere') })));
    });

    it('can be checked without being kept', async () => {
      assert.equal((await check(narrow)).PolicyValidationPassed, true);
      const refused = await check(policyFor('*'));
      assert.equal(refused.PolicyValidationPassed, false);
      assert.equal(refused.ValidationErrors?.length, 1);
    });
  });
}
