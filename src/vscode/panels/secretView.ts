import type { AccountMark } from '../../core/account.ts';
import type { SecretLocation } from '../../core/operation.ts';
import type { Row } from '../../core/protocol.ts';
import type { ReplicaView, RotationView, SecretView, TimelineView } from '../../core/secretProtocol.ts';
import type { Replica, SecretDetail } from '../../core/secretsService.ts';

interface SecretViewParts {
  readonly location: SecretLocation;
  readonly detail: SecretDetail;
  readonly mark: AccountMark;
  readonly hasConsole: boolean;
  readonly requestedBy: string | undefined;
  readonly rotation: RotationView;
  readonly timeline: TimelineView;
}

/** A secret's metadata as its page shows it. */
export function secretView({ location, detail, mark, hasConsole, requestedBy, rotation, timeline }: SecretViewParts): SecretView {
  return {
    name: detail.name,
    arn: detail.arn,
    account: location.account,
    mark,
    region: location.region,
    description: detail.description,
    pendingDeletion: detail.deletedDate === undefined ? undefined : moment(detail.deletedDate),
    managedBy: detail.owningService,
    hasConsole,
    kmsKeyId: detail.kmsKeyId ?? '',
    rows: rowsOf(detail),
    tags: Object.entries(detail.tags).map(([label, value]) => ({ label, value })),
    rotation,
    timeline,
    primaryRegion: detail.primaryRegion === location.region ? undefined : detail.primaryRegion,
    replicas: replicaViews(detail.replicas),
    requestedBy,
    stale: undefined,
  };
}

export function replicaViews(replicas: readonly Replica[]): readonly ReplicaView[] {
  return replicas.map(({ region, status, message = '', kmsKeyId = 'aws/secretsmanager (the default)', lastAccessedDate }) => ({
    region,
    status,
    message,
    key: kmsKeyId,
    lastRead: lastAccessedDate?.slice(0, 10),
  }));
}

function rowsOf(detail: SecretDetail): readonly Row[] {
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['Encryption key', detail.kmsKeyId ?? 'aws/secretsmanager (the default)'],
    ['Type', detail.type],
    ['Managed by', detail.owningService],
    ['Created', date(detail.createdDate)],
    ['Last changed', date(detail.lastChangedDate)],
    // AWS keeps the day alone.
    ['Last read', detail.lastAccessedDate?.slice(0, 10) ?? 'Never, or not recently'],
    ['Primary region', detail.primaryRegion],
  ];
  return rows.flatMap(([label, value]) => (value === undefined ? [] : [{ label, value }]));
}

function date(iso: string | undefined): string | undefined {
  return iso === undefined ? undefined : moment(iso);
}

/** To the minute, in UTC, which needs no guess about where the reader is. */
export function moment(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`.replace('  ', ' ');
}
