import * as z from 'zod';
import { regionName } from '../account.ts';
import { assertMayCreate } from '../allowList.ts';
import { CustodyError } from '../errors.ts';
import { checkValue, description, kmsKeyId, looksLikeArnSuffix, secretName, secretType, tags } from '../limits.ts';
import { defineOperation, promptHints, type OperationContext, type Precondition } from '../operation.ts';
import { word } from '../outputText.ts';
import { SecretText } from '../secretText.ts';
import { lookAtSource, readSource, sourceWords, valueSource } from '../valueSource.ts';
import { unlessMissing, where } from './arguments.ts';

promptHints.add(secretName, { prompt: 'Name of the new secret, with / for folders' });

export const createSecret = defineOperation({
  name: 'create_secret',
  title: 'Create Secret',
  description: 'Creates a secret with a value from a source.',
  api: 'CreateSecret',
  risk: 'write',
  needs: 'write',
  target: 'region',
  appliesTo: ['region', 'account'],
  palette: 'form',
  input: z.strictObject({
    ...where,
    name: secretName,
    ...valueSource,
    from: valueSource.from.describe('NAME or path/.env#KEY'),
    key: z.string().min(1).max(256).optional().describe('as {key: value}'),
    length: z.int().min(8).max(4_096).optional(),
    symbols: z.boolean().optional(),
    description: description.optional(),
    kms_key_id: kmsKeyId.optional(),
    tags: tags.optional(),
    type: secretType.optional(),
    replica_regions: z.array(regionName).min(1).max(20).optional(),
  }),
  // An agent replicates by the tool for it, and sets up no partner.
  personArguments: ['replica_regions', 'type'],
  wantsValue: (input) => input.value === 'person',
  precondition: async (context, input) => {
    assertMayCreate(context.allow, { name: input.name, tags: input.tags ?? {} }, context.account);
    const before = await absent(context, input);
    return { ...before, state: { ...before.state, ...(await lookAtSource(context, input, input.key === undefined)) } };
  },
  effect: (input, before) => ({
    headline: `Create ${input.name}`,
    consequences: [
      input.value === 'person' ? 'You type the value below. It goes to AWS and nowhere else.' : sourceWords(input, before),
      ...(looksLikeArnSuffix(input.name)
        ? ['The name ends like the random suffix of an ARN, which can confuse look-ups by partial ARN.']
        : []),
    ],
    acceptLabel: 'Create',
  }),
  async run(context, input, before) {
    const { service, signal, clientRequestToken } = context;
    const secret = await readSource(context, input, before, input.key === undefined);
    if (!secret) throw new CustodyError('invalid_input', `No value was typed for ${input.name}.`);
    const stored = input.key === undefined ? secret : underKey(input.key, secret);
    // Again, because a key makes it longer.
    checkValue(stored, input.name);
    const created = await service.createSecret(
      {
        name: input.name,
        value: stored,
        clientRequestToken,
        ...(input.description === undefined ? {} : { description: input.description }),
        ...(input.kms_key_id === undefined ? {} : { kmsKeyId: input.kms_key_id }),
        ...(input.tags === undefined ? {} : { tags: input.tags }),
        ...(input.type === undefined ? {} : { type: input.type }),
        ...(input.replica_regions === undefined ? {} : { replicaRegions: input.replica_regions }),
      },
      signal,
    );
    return { ...created, name: input.name };
  },
  async settle({ service, signal, clientRequestToken }, input) {
    const found = await unlessMissing(service.describeSecret(input.name, signal));
    // A secret of that name without our version is someone else's.
    const isOurs = found?.versions.some(({ versionId }) => versionId === clientRequestToken);
    return found && isOurs ? { arn: found.arn, versionId: clientRequestToken, name: input.name } : undefined;
  },
  toAgent: ({ name, arn, versionId }) => `Created ${name}, version ${word(versionId)}\narn: ${word(arn)}`,
});

function underKey(key: string, secret: SecretText): SecretText {
  // Goes into another SecretText, as the one field of a JSON object.
  return SecretText.of(JSON.stringify({ [key]: secret.reveal() }));
}

/** A create must find nothing of that name, neither before the question nor after it. */
async function absent(context: OperationContext, input: { readonly name: string }): Promise<Precondition> {
  try {
    const secret = await context.service.describeSecret(input.name, context.signal);
    throw secret.deletedDate === undefined
      ? new CustodyError('secret_exists', `A secret named ${input.name} exists already in account ${context.account} (${context.region}).`)
      : new CustodyError(
          'secret_pending_deletion',
          `A secret named ${input.name} is scheduled for deletion in account ${context.account} (${context.region}).`,
        );
  } catch (thrown) {
    if (thrown instanceof CustodyError && thrown.code === 'secret_not_found')
      return { arn: undefined, state: { exists: false }, secret: undefined };
    // A role may create without being allowed to describe: CreateSecret itself still refuses a name that is taken.
    // An agent is not told either whether one that it may not meet has the name.
    if (thrown instanceof CustodyError && (thrown.code === 'access_denied' || thrown.code === 'outside_allow_list'))
      return { arn: undefined, state: { exists: 'unknown' }, secret: undefined };
    throw thrown;
  }
}
