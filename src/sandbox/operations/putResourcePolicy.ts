import * as z from 'zod';
import { AwsError } from '../awsError.ts';
import * as fields from '../fields.ts';
import { findPrimarySecret } from '../findSecret.ts';
import { findPolicyProblems, isPublicPolicy, readPolicy } from '../resourcePolicy.ts';
import { defineSandboxOperation } from '../sandboxOperation.ts';
import { identify } from '../wire.ts';

export const putResourcePolicy = defineSandboxOperation({
  name: 'PutResourcePolicy',
  changes: true,
  input: z.object({
    SecretId: fields.secretId,
    ResourcePolicy: fields.resourcePolicy,
    // Off unless it is asked for, as the service has it.
    BlockPublicPolicy: z.boolean().default(false),
  }),
  run(input, context) {
    const secret = findPrimarySecret(input.SecretId, context);
    const policy = readPolicy(input.ResourcePolicy);
    const [problem] = findPolicyProblems(policy);
    if (problem !== undefined) throw new AwsError('MalformedPolicyDocumentException', problem);
    if (input.BlockPublicPolicy && isPublicPolicy(policy)) {
      throw new AwsError(
        'PublicPolicyException',
        'The BlockPublicPolicy parameter is set to true, and the resource policy did not prevent broad access to the secret.',
      );
    }
    secret.resourcePolicy = input.ResourcePolicy;
    secret.changedAt = context.now;
    return identify(secret);
  },
});
