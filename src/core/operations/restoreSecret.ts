import * as z from 'zod';
import { CustodyError } from '../errors.ts';
import { defineOperation } from '../operation.ts';
import { word } from '../outputText.ts';
import { describeFirst, whichSecret } from './arguments.ts';

export const restoreSecret = defineOperation({
  name: 'restore_secret',
  title: 'Restore Secret',
  description: 'Cancels the scheduled deletion of a secret.',
  api: 'RestoreSecret',
  risk: 'write',
  needs: 'write',
  target: 'secret',
  appliesTo: ['deletedSecret'],
  palette: 'prompts',
  input: z.strictObject(whichSecret),
  async precondition(context, input) {
    const before = await describeFirst(context, input.secret_id);
    if (before.secret?.deletedDate === undefined) {
      throw new CustodyError(
        'invalid_state',
        `${before.secret?.name ?? input.secret_id} in account ${context.account} is not scheduled for deletion.`,
      );
    }
    return before;
  },
  effect: (input, { secret }) => ({
    headline: `Restore ${secret?.name ?? input.secret_id}`,
    consequences: ['The scheduled deletion is cancelled and the secret can be read again.'],
    acceptLabel: 'Restore',
  }),
  run: ({ service, signal }, input, { arn = input.secret_id }) => service.restoreSecret(arn, signal),
  async settle({ service, signal }, input, { arn = input.secret_id }) {
    const found = await service.describeSecret(arn, signal);
    return found.deletedDate === undefined ? { arn: found.arn } : undefined;
  },
  toAgent: ({ arn }) => `Restored.\narn: ${word(arn)}`,
});
