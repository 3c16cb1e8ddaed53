import * as z from 'zod';
import * as fields from '../fields.ts';
import { findActiveSecret } from '../findSecret.ts';
import { findPolicyProblems, isPublicPolicy, readPolicy } from '../resourcePolicy.ts';
import { defineSandboxOperation } from '../sandboxOperation.ts';

export const validateResourcePolicy = defineSandboxOperation({
  name: 'ValidateResourcePolicy',
  changes: false,
  input: z.object({ SecretId: fields.secretId.optional(), ResourcePolicy: fields.resourcePolicy }),
  run(input, context) {
    if (input.SecretId !== undefined) findActiveSecret(input.SecretId, context);
    const policy = readPolicy(input.ResourcePolicy);
    const ValidationErrors = findPolicyProblems(policy).map((ErrorMessage) => ({
      CheckName: 'POLICY_SYNTAX_CHECK',
      ErrorMessage,
    }));
    if (isPublicPolicy(policy)) {
      ValidationErrors.push({
        CheckName: 'PUBLIC_POLICY_CHECK',
        ErrorMessage: 'The resource policy grants broad access to the secret.',
      });
    }
    return { PolicyValidationPassed: ValidationErrors.length === 0, ValidationErrors };
  },
});
