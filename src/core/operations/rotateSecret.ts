import * as z from 'zod';
import type { Effect } from '../approval.ts';
import { CustodyError } from '../errors.ts';
import { lambdaArn, roleArn, tags } from '../limits.ts';
import { defineOperation, type OperationContext, type Precondition } from '../operation.ts';
import { day, word } from '../outputText.ts';
import { rotationRefusal } from '../rotationRefusal.ts';
import { scheduleFault, scheduleInWords, type RotationRules } from '../rotationSchedule.ts';
import type { SecretDetail } from '../secretsService.ts';
import { describeFirst, whichSecret } from './arguments.ts';

const shape = {
  ...whichSecret,
  rotation_lambda_arn: lambdaArn.optional(),
  automatically_after_days: z.int().min(1).max(1_000).optional(),
  schedule_expression: z.string().min(1).max(256).optional(),
  duration: z.string().min(2).max(3).optional(),
  rotate_immediately: z.boolean().optional(),
  external_role_arn: roleArn.optional(),
  external_metadata: tags.optional(),
};
type Input = z.infer<z.ZodObject<typeof shape>>;

export const rotateSecret = defineOperation({
  name: 'rotate_secret',
  title: 'Rotate Secret',
  description: 'Rotates a secret, at once unless told not to, and sets when it rotates.',
  api: 'RotateSecret',
  risk: 'write',
  needs: 'write',
  target: 'secret',
  toolset: 'rotation',
  appliesTo: ['secret'],
  palette: 'form',
  input: z.strictObject(shape),
  // What a partner of AWS asks for is copied from its pages by a person.
  personArguments: ['external_role_arn', 'external_metadata'],
  overwrites: () => true,
  async precondition(context, input) {
    const rules = rulesOf(input);
    const fault = rules && scheduleFault(rules);
    if (fault !== undefined) throw new CustodyError('invalid_input', `rotate_secret on ${input.secret_id} ${fault}.`);
    const before = await describeFirst(context, input.secret_id);
    const { secret } = before;
    const isExternal = input.external_role_arn !== undefined || input.external_metadata !== undefined;
    const refusal = secret && rotationRefusal(secret, { kind: 'rotate', lambdaArn: input.rotation_lambda_arn, isExternal }, context);
    if (refusal) throw refusal;
    return { ...before, state: { ...before.state, rotation: secret && rotationOf(secret) } };
  },
  effect,
  async run({ service, signal, clientRequestToken }, input, { arn = input.secret_id, secret }) {
    const rules = rulesOf(input);
    const rotated = await service.rotateSecret(
      {
        secretId: arn,
        rotateImmediately: rotatesNow(input),
        clientRequestToken,
        ...(input.rotation_lambda_arn === undefined ? {} : { lambdaArn: input.rotation_lambda_arn }),
        ...(rules ? { rules } : {}),
        ...(input.external_role_arn === undefined ? {} : { externalRoleArn: input.external_role_arn }),
        ...(input.external_metadata === undefined ? {} : { externalMetadata: input.external_metadata }),
      },
      signal,
    );
    return { arn: rotated.arn, name: secret?.name ?? input.secret_id, startedVersion: rotatesNow(input) ? rotated.versionId : undefined };
  },
  async settle(context, input, { arn = input.secret_id }) {
    const found = await context.service.describeSecret(arn, context.signal);
    return isDone(found, input, context)
      ? { arn: found.arn, name: found.name, startedVersion: rotatesNow(input) ? context.clientRequestToken : undefined }
      : undefined;
  },
  toAgent: ({ arn, name, startedVersion }) =>
    [
      startedVersion === undefined
        ? `Rotation of ${word(name)} is set up.`
        : `Rotation of ${word(name)} has started. Version ${word(startedVersion)} becomes AWSCURRENT when its function is done.`,
      `arn: ${word(arn)}`,
    ].join('\n'),
});

function rotatesNow(input: Input): boolean {
  return input.rotate_immediately ?? true;
}

function rulesOf({ automatically_after_days: days, schedule_expression: expression, duration }: Input): RotationRules | undefined {
  if (days === undefined && expression === undefined && duration === undefined) return undefined;
  return {
    ...(days === undefined ? {} : { automaticallyAfterDays: days }),
    ...(expression === undefined ? {} : { scheduleExpression: expression }),
    ...(duration === undefined ? {} : { duration }),
  };
}

function rotationOf({
  rotationEnabled,
  rotationSchedule,
  rotationDuration,
  rotationLambdaArn,
  externalRotationRoleArn,
}: SecretDetail): object {
  return { rotationEnabled, rotationSchedule, rotationDuration, rotationLambdaArn, externalRotationRoleArn };
}

/** A rotation that was started leaves a version named after the request; a change of the schedule leaves the schedule. */
function isDone(found: SecretDetail, input: Input, { clientRequestToken }: OperationContext): boolean {
  if (rotatesNow(input)) return found.versions.some(({ versionId }) => versionId === clientRequestToken);
  const { automatically_after_days: days, schedule_expression: expression } = input;
  const schedule = days === undefined ? expression : `every ${days} days`;
  const same = (wanted: string | undefined, is: string | undefined): boolean => wanted === undefined || wanted === is;
  return (
    found.rotationEnabled &&
    // AWS may tell a number of days as a rate.
    same(schedule && scheduleInWords(schedule), found.rotationSchedule && scheduleInWords(found.rotationSchedule)) &&
    same(input.duration, found.rotationDuration) &&
    same(input.rotation_lambda_arn, found.rotationLambdaArn) &&
    same(input.external_role_arn, found.externalRotationRoleArn)
  );
}

function effect(input: Input, { secret }: Precondition): Effect {
  const name = secret?.name ?? input.secret_id;
  const isOn = secret?.rotationEnabled === true;
  const now = rotatesNow(input);
  const changesSetUp = rulesOf(input) !== undefined || input.rotation_lambda_arn !== undefined || input.external_role_arn !== undefined;
  const doing = isOn ? (changesSetUp ? 'Change the rotation of' : 'Rotate') : 'Set up rotation of';
  const schedule = scheduleChange(input, secret);
  return {
    headline: `${doing} ${name}${now ? (changesSetUp || !isOn ? ' and rotate now' : ' now') : ''}`,
    consequences: [
      ...(now
        ? [
            'It rotates now: its value and the password behind it change as soon as the function has run.',
            'A program that keeps the old value may fail until it reads the secret again. The old value stays as AWSPREVIOUS.',
          ]
        : [`It does not rotate now. AWS tests the set-up with a version that it removes again.`]),
      ...(isOn ? [] : ['Rotation is on afterwards.']),
      ...(schedule === undefined ? [] : [schedule]),
      ...(!now && isOn && schedule !== undefined ? ['A rotation that was due already may still take place.'] : []),
      ...functionChange(input, secret),
      ...(secret?.owningService ? [`It is managed by ${secret.owningService}, which does the rotation.`] : []),
    ],
    acceptLabel: now ? 'Rotate Now' : isOn ? 'Change' : 'Set Up',
  };
}

function scheduleChange(input: Input, secret: SecretDetail | undefined): string | undefined {
  const { automatically_after_days: days, schedule_expression: expression, duration } = input;
  const wanted = days === undefined ? expression : `every ${days} days`;
  const had = secret?.rotationEnabled ? secret.rotationSchedule : undefined;
  if (wanted === undefined) return undefined;
  const window = duration === undefined ? '' : `, with a window of ${duration}`;
  const next = secret?.nextRotationDate;
  const was = had === undefined ? '' : `, until now ${scheduleInWords(had)}${next === undefined ? '' : ` (next by ${day(next)})`}`;
  return `It rotates ${scheduleInWords(wanted)}${window}${was}.`;
}

function functionChange(input: Input, secret: SecretDetail | undefined): readonly string[] {
  const { rotation_lambda_arn: wanted, external_role_arn: role } = input;
  const had = secret?.rotationLambdaArn;
  const given = wanted !== undefined && wanted !== had;
  return [
    ...(given ? [`${wanted} gets to read and change this secret${had === undefined ? '' : `, in place of ${had}`}.`] : []),
    ...(role === undefined ? [] : [`AWS changes the secret at its partner as ${role}.`]),
  ];
}
