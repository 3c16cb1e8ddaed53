import { CustodyError } from '../errors.ts';
import { word } from '../outputText.ts';
import type { OperationContext, Precondition } from '../operation.ts';
import { describeFirst } from './arguments.ts';

/** Reads a secret whose policy is to change: neither one that is scheduled for deletion, nor a replica, which has its primary's. */
export async function describePrimary(context: OperationContext, secretId: string): Promise<Precondition> {
  const before = await describeFirst(context, secretId);
  const { name = secretId, deletedDate, primaryRegion } = before.secret ?? {};
  if (deletedDate !== undefined) {
    throw new CustodyError('secret_pending_deletion', `${name} in account ${context.account} is scheduled for deletion.`);
  }
  if (primaryRegion !== undefined && primaryRegion !== context.region) {
    throw new CustodyError(
      'invalid_state',
      `${name} in ${context.region} is a replica, which has the resource policy of its primary in ${word(primaryRegion)}.`,
      'Change the policy of the primary.',
    );
  }
  return before;
}
