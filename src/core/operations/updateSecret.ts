import * as z from 'zod';
import { CustodyError } from '../errors.ts';
import { description, kmsKeyId } from '../limits.ts';
import { defineOperation } from '../operation.ts';
import { word } from '../outputText.ts';
import { assertNotDeleted, assertPrimary } from '../replicas.ts';
import { describeFirst, whichSecret } from './arguments.ts';

export const updateSecret = defineOperation({
  name: 'update_secret',
  title: 'Edit Description or Key',
  description: "Changes a secret's description or KMS key, and not its value.",
  api: 'UpdateSecret',
  risk: 'write',
  needs: 'write',
  target: 'secret',
  appliesTo: ['secret'],
  palette: 'form',
  input: z.strictObject({ ...whichSecret, description: description.optional(), kms_key_id: kmsKeyId.optional() }),
  async precondition(context, input) {
    const before = await describeFirst(context, input.secret_id);
    if (input.description === undefined && input.kms_key_id === undefined) {
      throw new CustodyError('invalid_input', `update_secret on ${input.secret_id} needs a description or a KMS key.`);
    }
    assertNotDeleted(before, context);
    // A replica has a key of its own, in its region.
    if (input.description !== undefined) assertPrimary(before, context);
    return { ...before, state: { ...before.state, kmsKeyId: before.secret?.kmsKeyId } };
  },
  effect: (input, { secret }) => ({
    headline: `Edit ${secret?.name ?? input.secret_id}`,
    consequences: [
      ...(input.description === undefined ? [] : [`The description becomes ${JSON.stringify(input.description)}.`]),
      ...(input.kms_key_id === undefined
        ? []
        : [
            `From now on versions are encrypted with ${input.kms_key_id === '' ? "the account's default key" : input.kms_key_id}. Whoever may not use that key can't read the secret.`,
          ]),
    ],
    acceptLabel: 'Change',
  }),
  run: ({ service, signal }, input, { arn = input.secret_id }) =>
    service.updateSecret(
      {
        secretId: arn,
        ...(input.description === undefined ? {} : { description: input.description }),
        ...(input.kms_key_id === undefined ? {} : { kmsKeyId: input.kms_key_id }),
      },
      signal,
    ),
  async settle({ service, signal }, input, { arn = input.secret_id }) {
    const found = await service.describeSecret(arn, signal);
    const isDescribed = input.description === undefined || (found.description ?? '') === input.description;
    const isEncrypted = input.kms_key_id === undefined || isKey(found.kmsKeyId, input.kms_key_id);
    return isDescribed && isEncrypted ? { arn: found.arn } : undefined;
  },
  toAgent: ({ arn }) => `Changed.\narn: ${word(arn)}`,
});

/** Whether the key that was found is the one that was asked for: by its ARN, its id or an alias; empty for the default key. */
function isKey(found: string | undefined, wanted: string): boolean {
  if (wanted === '') return found === undefined || found === 'alias/aws/secretsmanager';
  return found === wanted || found?.endsWith(`/${wanted}`) === true || found?.endsWith(`:${wanted}`) === true;
}
