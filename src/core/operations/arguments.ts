import * as z from 'zod';
import { regionName } from '../account.ts';
import { CustodyError } from '../errors.ts';
import { secretId as secretIdSchema } from '../limits.ts';
import type { OperationContext, Precondition } from '../operation.ts';

/** The arguments that say where: left out, the only account and its first region are meant. */
export const where = {
  account: z.string().max(64).optional(),
  region: regionName.optional(),
};

/** The same, with a secret in it. */
export const whichSecret = { ...where, secret_id: secretIdSchema };

/** Reads what a change to a secret would change: its versions, deletion date, tags, replicas. */
export async function describeFirst(context: OperationContext, secretId: string): Promise<Precondition> {
  const secret = await context.service.describeSecret(secretId, context.signal);
  const { arn, versions, deletedDate, tags, replicas, description, rotationEnabled } = secret;
  // Not how far each replica is: AWS brings them level by itself while a person reads a card.
  const regions = replicas.map(({ region }) => region);
  return { arn, secret, state: { versions, deletedDate, tags, replicas: regions, description, rotationEnabled } };
}

/** What was found, or undefined where there is no such secret. */
export async function unlessMissing<T>(found: Promise<T>): Promise<T | undefined> {
  try {
    return await found;
  } catch (thrown) {
    if (thrown instanceof CustodyError && thrown.code === 'secret_not_found') return undefined;
    throw thrown;
  }
}
