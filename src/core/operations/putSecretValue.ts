import * as z from 'zod';
import { CustodyError } from '../errors.ts';
import { checkValue, versionId } from '../limits.ts';
import { defineOperation, type OperationContext, type Precondition } from '../operation.ts';
import { word } from '../outputText.ts';
import { assertPrimary } from '../replicas.ts';
import { withField } from '../secretFields.ts';
import { lookAtSource, readSource, sourceWords, valueSource } from '../valueSource.ts';
import { describeFirst, whichSecret } from './arguments.ts';

const soonMs = 10 * 60_000;

export const putSecretValue = defineOperation({
  name: 'put_secret_value',
  title: 'Change Value',
  description: 'Stores a new version of a secret, from a source as in create_secret.',
  api: 'PutSecretValue',
  risk: 'write',
  needs: 'write',
  target: 'secret',
  appliesTo: ['secret'],
  palette: 'form',
  input: z.strictObject({
    ...whichSecret,
    ...valueSource,
    key: z.string().min(1).max(256).optional().describe('this key of the JSON alone'),
    length: z.int().min(8).max(4_096).optional(),
    symbols: z.boolean().optional(),
    if_version: versionId.optional().describe('refused unless AWSCURRENT'),
  }),
  overwrites: () => true,
  wantsValue: (input) => input.value === 'person',
  async precondition(context, input) {
    const before = await describeFirst(context, input.secret_id);
    const current = currentOf(before);
    assertPrimary(before, context);
    if (input.key !== undefined && current === undefined) {
      throw new CustodyError(
        'invalid_state',
        `${before.secret?.name ?? input.secret_id} in account ${context.account} has no value yet, so it has no key to change.`,
        'Store its first value as a whole: leave out "key".',
      );
    }
    if (input.if_version !== undefined && input.if_version !== current) {
      throw new CustodyError(
        'changed_since',
        `${before.secret?.name ?? input.secret_id} in account ${context.account} was changed meanwhile: its current version is ${current === undefined ? 'none' : word(current)}.`,
      );
    }
    return { ...before, state: { ...before.state, ...(await lookAtSource(context, input, false)) } };
  },
  effect: (input, before, now) => {
    const name = before.secret?.name ?? input.secret_id;
    const changed = before.secret?.lastChangedDate;
    const isSoon = changed !== undefined && now.getTime() - Date.parse(changed) < soonMs;
    return {
      headline: `Change ${input.key === undefined ? 'the value' : `the key ${input.key}`} of ${name}`,
      consequences: [
        'Whatever reads this secret gets the new value from now on.',
        ...(currentOf(before) === undefined ? ['It has no value yet: this is its first.'] : replaced(input.key)),
        sourceWords(input, before),
        ...(before.secret?.rotationEnabled ? ['It rotates by itself: what it opens must be given the new value too.'] : []),
        ...(before.secret?.owningService ? [`It is managed by ${before.secret.owningService}, which may stop working.`] : []),
        ...(isSoon ? ['It was changed within the last ten minutes, and AWS advises against changes more often than that.'] : []),
      ],
      acceptLabel: 'Change',
    };
  },
  async run(context, input, before) {
    const { service, signal, account, clientRequestToken } = context;
    const { arn = input.secret_id } = before;
    const name = before.secret?.name ?? input.secret_id;
    const given = await readSource(context, input, before, false);
    if (!given) throw new CustodyError('invalid_input', `No value was typed for ${name}.`);
    let stored = given;
    if (input.key !== undefined) {
      const present = await service.getSecretValue({ secretId: arn }, signal);
      if (present.versionId !== currentOf(before)) {
        throw new CustodyError('changed_since', `${name} in account ${account} was changed by someone else just now.`);
      }
      const merged = withField(present.value, input.key, given);
      if (!merged)
        throw new CustodyError('invalid_state', `${name} in account ${account} is no JSON object, so it has no key ${input.key}.`);
      stored = merged;
    }
    checkValue(stored, name);
    const put = await service.putSecretValue({ secretId: arn, value: stored, clientRequestToken }, signal);
    return { ...put, name, overwrote: await overwritten(context, before, put.versionId) };
  },
  async settle({ service, signal, clientRequestToken }, input, { arn = input.secret_id }) {
    const found = await service.describeSecret(arn, signal);
    const isThere = found.versions.some((version) => version.versionId === clientRequestToken);
    return isThere ? { arn: found.arn, versionId: clientRequestToken, name: found.name, overwrote: undefined } : undefined;
  },
  toAgent: ({ name, arn, versionId: version, overwrote }) =>
    [
      `Changed ${word(name)}, version ${word(version)}`,
      ...(overwrote === undefined
        ? []
        : [`Version ${word(overwrote)}, stored by someone else a moment before, was replaced; it is AWSPREVIOUS now.`]),
      `arn: ${word(arn)}`,
    ].join('\n'),
});

function replaced(key: string | undefined): readonly string[] {
  return [
    ...(key === undefined ? ['The whole value is replaced, with every key in it.'] : []),
    'The present value stays as AWSPREVIOUS until the next change.',
  ];
}

/**
 * The version of someone else that ours replaced without either knowing. AWS has no conditional write, so what came
 * between our last look and our write shows only afterwards: then it is the previous version, and not the one we knew.
 */
async function overwritten({ service, signal }: OperationContext, before: Precondition, ours: string): Promise<string | undefined> {
  const after = await service.describeSecret(before.arn ?? '', signal).catch(() => undefined);
  const known = currentOf(before);
  const isCurrent = after?.versions.some(({ versionId: id, stages }) => id === ours && stages.includes('AWSCURRENT'));
  const previous = after?.versions.find(({ stages }) => stages.includes('AWSPREVIOUS'))?.versionId;
  return isCurrent && known !== undefined && previous !== known ? previous : undefined;
}

function currentOf({ secret }: Precondition): string | undefined {
  return secret?.versions.find(({ stages }) => stages.includes('AWSCURRENT'))?.versionId;
}
