import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { word } from '../outputText.ts';
import { rotationRefusal } from '../rotationRefusal.ts';
import { pendingOf } from '../rotationState.ts';
import { describeFirst, whichSecret } from './arguments.ts';

export const cancelRotateSecret = defineOperation({
  name: 'cancel_rotate_secret',
  title: 'Cancel Rotation',
  description: 'Switches rotation off and cuts off one under way.',
  api: 'CancelRotateSecret',
  risk: 'write',
  needs: 'write',
  target: 'secret',
  toolset: 'rotation',
  appliesTo: ['secret'],
  palette: 'prompts',
  input: z.strictObject(whichSecret),
  overwrites: () => true,
  async precondition(context, input) {
    const before = await describeFirst(context, input.secret_id);
    const refusal = before.secret && rotationRefusal(before.secret, { kind: 'cancel' }, context);
    if (refusal) throw refusal;
    return before;
  },
  effect: (input, { secret }) => {
    const pending = pendingOf(secret?.versions ?? []);
    return {
      headline: `Cancel the rotation of ${secret?.name ?? input.secret_id}`,
      consequences: [
        'Rotation is off afterwards: the value stays as it is until someone changes it or sets rotation up again.',
        'Its function and schedule stay stored, so that setting it up again is quick.',
        pending === undefined
          ? 'Should one be half done, AWSPENDING can stay on a version and block the next rotation, until the label is removed from it.'
          : `Version ${pending.versionId} has AWSPENDING: a rotation is half done and is cut off. The label can stay and block the next rotation, until it is removed from that version.`,
      ],
      acceptLabel: 'Cancel Rotation',
    };
  },
  async run({ service, signal }, input, { arn = input.secret_id, secret }) {
    const cancelled = await service.cancelRotateSecret(arn, signal);
    return { arn: cancelled.arn, name: secret?.name ?? input.secret_id, pendingVersion: cancelled.versionId };
  },
  async settle({ service, signal }, input, { arn = input.secret_id }) {
    const found = await service.describeSecret(arn, signal);
    return found.rotationEnabled ? undefined : { arn: found.arn, name: found.name, pendingVersion: pendingOf(found.versions)?.versionId };
  },
  toAgent: ({ arn, name, pendingVersion }) =>
    [
      `Rotation of ${word(name)} is off.`,
      ...(pendingVersion === undefined
        ? []
        : [
            `Version ${word(pendingVersion)} may keep AWSPENDING; update_secret_version_stage removes it, or the next rotation is refused.`,
          ]),
      `arn: ${word(arn)}`,
    ].join('\n'),
});
