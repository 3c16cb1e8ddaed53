import { scheduleInWords, windowInWords } from './rotationSchedule.ts';
import type { SecretDetail, SecretVersion } from './secretsService.ts';

/** One step of a rotation function may take a quarter of an hour, and there are four. */
const stuckAfterMs = 3_600_000;

/** A version that a rotation has made and not put in use. */
export interface PendingVersion {
  readonly versionId: string;
  /** When it was made, where that is known. */
  readonly since: string | undefined;
  /** Longer than a rotation can take. Undefined where nobody knows since when. */
  readonly isStuck: boolean | undefined;
}

/** What state a secret's rotation is in. Dates are ISO 8601. */
export interface RotationState {
  readonly isOn: boolean;
  readonly schedule: string | undefined;
  readonly window: string | undefined;
  readonly last: string | undefined;
  readonly next: string | undefined;
  /** It should have rotated and did not. */
  readonly isOverdue: boolean;
  readonly pending: PendingVersion | undefined;
}

type Rotating = Pick<
  SecretDetail,
  'rotationEnabled' | 'rotationSchedule' | 'rotationDuration' | 'lastRotatedDate' | 'nextRotationDate' | 'deletedDate' | 'versions'
>;

/** Reads a secret's rotation off its metadata; `madeAt` gives the dates of versions, which DescribeSecret does not. */
export function rotationState(
  secret: Rotating,
  now: number,
  madeAt: (versionId: string) => string | undefined = () => undefined,
): RotationState {
  const { rotationEnabled: isOn, rotationSchedule: schedule, rotationDuration, lastRotatedDate, nextRotationDate } = secret;
  const pending = pendingOf(secret.versions);
  const since = pending && madeAt(pending.versionId);
  return {
    isOn,
    schedule: schedule && scheduleInWords(schedule),
    window: schedule && windowInWords(schedule, rotationDuration),
    last: lastRotatedDate,
    next: isOn ? nextRotationDate : undefined,
    isOverdue: isOn && secret.deletedDate === undefined && isPast(nextRotationDate, now),
    pending: pending && {
      versionId: pending.versionId,
      since,
      isStuck: since === undefined ? undefined : now - Date.parse(since) > stuckAfterMs,
    },
  };
}

/** The version with AWSPENDING that is not current: while there is one, Secrets Manager starts no other rotation. */
export function pendingOf(versions: readonly SecretVersion[]): SecretVersion | undefined {
  return versions.find(({ stages }) => stages.includes('AWSPENDING') && !stages.includes('AWSCURRENT'));
}

/** What a list knows of a rotation, in two or three words. */
export function rotationMark(
  { rotationEnabled, nextRotationDate }: Pick<SecretDetail, 'rotationEnabled' | 'nextRotationDate'>,
  now: number,
): string {
  if (!rotationEnabled) return '';
  if (nextRotationDate === undefined) return 'rotates';
  return isPast(nextRotationDate, now)
    ? `rotation overdue since ${nextRotationDate.slice(0, 10)}`
    : `rotates by ${nextRotationDate.slice(0, 10)}`;
}

/** AWS means "on or before this date": where it names a midnight, the whole day still counts. */
function isPast(iso: string | undefined, now: number): boolean {
  if (iso === undefined) return false;
  const due = Date.parse(iso);
  const end = due % 86_400_000 === 0 ? due + 86_400_000 : due;
  return now > end;
}
