import * as z from 'zod';
import type { Effect } from '../approval.ts';
import { CustodyError } from '../errors.ts';
import { versionId, versionStage } from '../limits.ts';
import { defineOperation, type Precondition } from '../operation.ts';
import { plain, word } from '../outputText.ts';
import type { SecretVersion } from '../secretsService.ts';
import { describeFirst, whichSecret } from './arguments.ts';

const maxStages = 20;

const shape = {
  ...whichSecret,
  version_stage: versionStage,
  move_to_version_id: versionId.optional(),
  remove_from_version_id: versionId.optional(),
};
type Input = z.infer<z.ZodObject<typeof shape>>;

export const updateSecretVersionStage = defineOperation({
  name: 'update_secret_version_stage',
  title: 'Move Staging Label',
  description: 'Moves or removes a staging label; AWSCURRENT moved to an older version rolls back.',
  api: 'UpdateSecretVersionStage',
  risk: 'write',
  needs: 'write',
  target: 'secret',
  toolset: 'rotation',
  appliesTo: ['secret'],
  palette: 'none',
  input: z.strictObject(shape),
  overwrites: () => true,
  async precondition(context, input) {
    const { version_stage: stage, move_to_version_id: to, remove_from_version_id: from } = input;
    const refuse = (message: string): CustodyError => new CustodyError('invalid_input', message);
    const label = plain(stage);
    if (to === undefined && from === undefined) {
      throw refuse(`Moving ${label} on ${input.secret_id} needs the version it goes to, the one it leaves, or both.`);
    }
    if (to === undefined && stage === 'AWSCURRENT') {
      throw refuse(`${input.secret_id} always has one version with AWSCURRENT: name the version it moves to.`);
    }
    const before = await describeFirst(context, input.secret_id);
    const { secret } = before;
    const name = `${secret?.name ?? input.secret_id} in account ${context.account}`;
    const state = (message: string): CustodyError => new CustodyError('invalid_state', message);
    if (secret?.deletedDate !== undefined) throw new CustodyError('secret_pending_deletion', `${name} is scheduled for deletion.`);
    if (secret?.primaryRegion !== undefined && secret.primaryRegion !== context.region) {
      throw state(`${name} (${context.region}) is a replica, whose labels follow its primary in ${word(secret.primaryRegion)}.`);
    }
    const holder = holderOf(before, stage)?.versionId;
    if (from !== undefined && from !== holder) {
      throw new CustodyError(
        'changed_since',
        `${label} of ${name} is ${holder === undefined ? 'on no version' : `on version ${word(holder)}`}, not on ${from}.`,
      );
    }
    if (to !== undefined && to === holder) throw state(`Version ${to} of ${name} has ${label} already.`);
    // A label that only moves is counted already.
    const count = secret?.versions.flatMap(({ stages }) => stages).length ?? 0;
    if (holder === undefined && count >= maxStages)
      throw state(`The versions of ${name} have ${count} staging labels together, and ${maxStages} is all a secret can have.`);
    return before;
  },
  effect,
  async run({ service, signal }, input, before) {
    const move = moveOf(input, before);
    const { arn } = await service.updateSecretVersionStage(move, signal);
    const name = before.secret?.name ?? input.secret_id;
    // The answer says nothing of where labels are now, so it is read back. What can't be read undoes nothing.
    const after = await service.describeSecret(arn, signal).catch(() => undefined);
    return { arn, name, stage: input.version_stage, ...holders(after?.versions, input.version_stage) };
  },
  async settle({ service, signal }, input, { arn = input.secret_id }) {
    const found = await service.describeSecret(arn, signal);
    const { version_stage: stage, move_to_version_id: to, remove_from_version_id: from } = input;
    const on = holders(found.versions, stage);
    const isDone = to === undefined ? !on.on?.some((id) => id === from) : on.on?.includes(to);
    return isDone ? { arn: found.arn, name: found.name, stage, ...on } : undefined;
  },
  toAgent: (moved) => `${labelNow(moved)}\narn: ${word(moved.arn)}`,
});

interface Moved {
  readonly name: string;
  readonly stage: string;
  /** The versions that have the label now; undefined where that could not be read. */
  readonly on: readonly string[] | undefined;
}

/** Where a label is now, as it was read back. */
export function labelNow({ name, stage, on }: Moved): string {
  const label = word(stage);
  const secret = word(name);
  if (on === undefined) return `${label} of ${secret} was changed, but could not be read back; describe the secret to see where it is.`;
  const [only, second] = on;
  if (second !== undefined)
    return `${label} of ${secret} is on ${on.length} versions, read back: ${on.map(word).join(', ')}. That should not be.`;
  if (only !== undefined) return `${label} of ${secret} is on version ${word(only)} and on no other, read back.`;
  return stage === 'AWSCURRENT'
    ? `No version of ${secret} has AWSCURRENT, read back. That should not be.`
    : `No version of ${secret} has ${label} now, read back.`;
}

function holders(versions: readonly SecretVersion[] | undefined, stage: string): { readonly on: readonly string[] | undefined } {
  return { on: versions?.filter(({ stages }) => stages.includes(stage)).map(({ versionId: id }) => id) };
}

function holderOf({ secret }: Precondition, stage: string): SecretVersion | undefined {
  return secret?.versions.find(({ stages }) => stages.includes(stage));
}

/** AWS wants to be told where a label is now, so that two who move it at once don't undo each other. */
function moveOf(input: Input, before: Precondition) {
  const from = input.remove_from_version_id ?? holderOf(before, input.version_stage)?.versionId;
  return {
    secretId: before.arn ?? input.secret_id,
    versionStage: input.version_stage,
    ...(input.move_to_version_id === undefined ? {} : { moveToVersionId: input.move_to_version_id }),
    ...(from === undefined ? {} : { removeFromVersionId: from }),
  };
}

function effect(input: Input, before: Precondition): Effect {
  const { version_stage: stage, move_to_version_id: to } = input;
  const { secretId, moveToVersionId, removeFromVersionId: from } = moveOf(input, before);
  const name = before.secret?.name ?? input.secret_id;
  const label = plain(stage);
  const call = [
    `SecretId ${secretId}`,
    `VersionStage ${label}`,
    ...(moveToVersionId === undefined ? [] : [`MoveToVersionId ${moveToVersionId}`]),
    ...(from === undefined ? [] : [`RemoveFromVersionId ${from}`]),
  ];
  const target = before.secret?.versions.find((version) => version.versionId === to);
  const isBack = target === undefined || target.stages.includes('AWSPREVIOUS');
  return {
    headline: headlineOf({ stage: label, to, from, name, isBack }),
    consequences: [...followOf(before, { stage, to, from }), `Sends UpdateSecretVersionStage: ${call.join(', ')}.`],
    acceptLabel: stage === 'AWSCURRENT' ? (isBack ? 'Roll Back' : 'Make Current') : to === undefined ? 'Remove Label' : 'Move Label',
  };
}

interface Headline {
  readonly stage: string;
  readonly to: string | undefined;
  readonly from: string | undefined;
  readonly name: string;
  readonly isBack: boolean;
}

function headlineOf({ stage, to, from, name, isBack }: Headline): string {
  if (stage === 'AWSCURRENT') return isBack ? `Roll back ${name}` : `Make another version of ${name} current`;
  if (to === undefined) return `Remove ${stage} from a version of ${name}`;
  return from === undefined ? `Add ${stage} to a version of ${name}` : `Move ${stage} to another version of ${name}`;
}

function followOf(
  { secret }: Precondition,
  { stage, to, from }: { readonly stage: string; readonly to: string | undefined; readonly from: string | undefined },
): readonly string[] {
  const managed = secret?.owningService ? [`It is managed by ${secret.owningService}, which may stop working.`] : [];
  if (stage === 'AWSCURRENT') {
    return [
      `Version ${to} becomes current. AWS moves AWSPREVIOUS to version ${from} by itself.`,
      'Programs keep the value they have until they read the secret again.',
      'The database or service that the value opens is not changed: it still knows the password it was last given.',
      ...(secret?.rotationEnabled ? ['Rotation stays on: the next one replaces this value too.'] : []),
      ...managed,
    ];
  }
  if (stage === 'AWSPENDING' && to === undefined) {
    return [
      `Version ${from} is no longer taken for a rotation under way, so that the next one can start.`,
      'A rotation that is still running fails. A password that it has set already stays set, and is only in that version.',
      'Without another label AWS may delete the version, for good.',
      ...managed,
    ];
  }
  const label = plain(stage);
  return [
    to === undefined
      ? `Version ${from} loses ${label}. Whatever asks for ${label} fails from now on.`
      : `Whatever asks for ${label} gets version ${to} from now on${from === undefined ? '' : `, and no longer ${from}`}.`,
    ...(from === undefined ? [] : [`Should version ${from} have no other label, AWS may delete it.`]),
    ...managed,
  ];
}
