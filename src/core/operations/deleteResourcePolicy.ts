import * as z from 'zod';
import { CustodyError } from '../errors.ts';
import { defineOperation } from '../operation.ts';
import { word } from '../outputText.ts';
import { policyDifference } from '../policyDifference.ts';
import { whichSecret } from './arguments.ts';
import { describePrimary } from './describePrimary.ts';

export const deleteResourcePolicy = defineOperation({
  name: 'delete_resource_policy',
  title: 'Delete Resource Policy',
  description: 'Deletes the resource policy of a secret, once the person has confirmed it.',
  api: 'DeleteResourcePolicy',
  risk: 'write',
  needs: 'write',
  target: 'secret',
  appliesTo: ['secret'],
  palette: 'prompts',
  toolset: 'policy',
  input: z.strictObject(whichSecret),
  overwrites: () => true,
  async precondition(context, input) {
    const before = await describePrimary(context, input.secret_id);
    const { policy } = await context.service.getResourcePolicy(before.arn ?? input.secret_id, context.signal);
    if (policy === undefined) {
      throw new CustodyError(
        'invalid_state',
        `${before.secret?.name ?? input.secret_id} in account ${context.account} has no resource policy.`,
        'Nothing is left to do.',
      );
    }
    return { ...before, state: { ...before.state, policy } };
  },
  effect: (input, { secret, state }) => ({
    headline: `Delete the resource policy of ${secret?.name ?? input.secret_id}`,
    consequences: [
      ...policyDifference(String(state['policy']), undefined),
      "Then only the rights of the principals in the secret's own account count. Nothing keeps the old policy.",
    ],
    acceptLabel: 'Delete',
  }),
  run: ({ service, signal }, input, { arn = input.secret_id }) => service.deleteResourcePolicy(arn, signal),
  async settle({ service, signal }, input, { arn = input.secret_id }) {
    const found = await service.getResourcePolicy(arn, signal);
    return found.policy === undefined ? { arn: found.arn } : undefined;
  },
  toAgent: ({ arn }) => `Deleted.\narn: ${word(arn)}`,
});
