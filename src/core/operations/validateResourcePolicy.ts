import * as z from 'zod';
import { resourcePolicy, secretId } from '../limits.ts';
import { defineOperation } from '../operation.ts';
import { quoted, word } from '../outputText.ts';
import { where } from './arguments.ts';

export const validateResourcePolicy = defineOperation({
  name: 'validate_resource_policy',
  title: 'Validate Resource Policy',
  description: 'Has AWS check a resource policy and stores nothing.',
  api: 'ValidateResourcePolicy',
  risk: 'read',
  needs: 'describe',
  target: 'region',
  appliesTo: [],
  palette: 'none',
  toolset: 'policy',
  input: z.strictObject({ ...where, policy: resourcePolicy, secret_id: secretId.optional() }),
  personArguments: ['secret_id'],
  run: ({ service, signal }, input) => service.validateResourcePolicy(input.policy, signal, input.secret_id),
  toAgent: ({ passed, findings }) =>
    [passed ? 'Passed.' : 'Failed.', ...findings.map(({ check, message }) => `${word(check)}: ${quoted(message)}`)].join('\n'),
});
