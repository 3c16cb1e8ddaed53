import type { Row } from '../../core/protocol.ts';
import type { RotationView } from '../../core/secretProtocol.ts';
import { rotationRefusal } from '../../core/rotationRefusal.ts';
import { rotationState } from '../../core/rotationState.ts';
import type { SecretDetail } from '../../core/secretsService.ts';
import { moment } from './secretView.ts';

interface RotationParts {
  readonly detail: SecretDetail;
  readonly where: { readonly account: string; readonly region: string };
  readonly now: number;
  /** When a version was made, where that was read. */
  readonly madeAt: (versionId: string) => string | undefined;
}

/** A secret's rotation as its page shows it: what is, what needs attention, and what can be done. */
export function rotationView({ detail, where, now, madeAt }: RotationParts): RotationView {
  const { isOn, schedule, window, last, next, isOverdue, pending } = rotationState(detail, now, madeAt);
  const lambdaArn = detail.owningService === undefined ? (detail.rotationLambdaArn ?? 'any') : undefined;
  const setUp = rotationRefusal(detail, { kind: 'rotate', lambdaArn }, where);
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['Automatic rotation', isOn ? 'On' : 'Off'],
    ['Schedule', schedule && (isOn ? schedule : `${schedule}, when it is on`)],
    ['Window', isOn ? window : undefined],
    ['Next', next && `by ${moment(next)}`],
    ['Last rotated', last && moment(last)],
    ['Rotated by', detail.owningService ?? detail.rotationLambdaArn ?? detail.type],
  ];
  return {
    rows: rows.flatMap(([label, value]): readonly Row[] => (value === undefined ? [] : [{ label, value }])),
    warnings: [
      ...(isOverdue && next !== undefined
        ? [`It should have rotated by ${moment(next)} and did not. Look at the log of its function.`]
        : []),
      ...(pending ? [pendingSentence(pending.versionId, pending.since, pending.isStuck)] : []),
    ],
    isOn,
    pendingVersion: pending?.versionId,
    canSetUp: setUp === undefined,
    canRotate: isOn && rotationRefusal(detail, { kind: 'rotate' }, where) === undefined,
    canCancel: rotationRefusal(detail, { kind: 'cancel' }, where) === undefined,
    // What is pending is said above already.
    why: setUp === undefined || pending ? undefined : setUp.sentence,
  };
}

function pendingSentence(versionId: string, since: string | undefined, isStuck: boolean | undefined): string {
  const from = since === undefined ? '' : ` since ${moment(since)}`;
  const version = `Version ${versionId.slice(0, 8)} has had AWSPENDING${from}`;
  if (isStuck === false) return `${version}: a rotation is under way.`;
  if (isStuck === true) return `${version}: a rotation was cut off, and no other can start until the label is removed.`;
  return `${version}: a rotation is under way, or one was cut off. Until it ends or the label is removed, no other can start.`;
}
