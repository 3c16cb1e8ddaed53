import type { Replica, SecretDetail, SecretSummary } from './secretsService.ts';

const maxShown = 256;

// Control, bidi, zero-width, tag and filler characters and variation selectors: they change how a text reads, or carry one, without being seen.
const unseen = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2028\u2029]/gu;

/** Text that echoes what a caller sent, on one line and with nothing unseen in it. */
export function oneLine(text: string): string {
  return text.replace(unseen, ' ');
}

/** Text that came from AWS, made safe to stand in one line: unseen characters out, cut to 256 characters. */
export function plain(text: string): string {
  const clean = oneLine(text);
  return clean.length > maxShown ? `${clean.slice(0, maxShown).toWellFormed()}...` : clean;
}

/** The day of an ISO date. */
export function day(iso: string | undefined): string {
  return iso?.slice(0, 10) ?? '';
}

/**
 * One secret on one line: name, the day it last changed, and what is unusual about it. A bare bar parts them: no name
 * can hold one, and spaces around it would cost an agent two bytes a secret.
 */
export function secretLine(secret: SecretSummary): string {
  const marks = [
    secret.rotationEnabled ? 'rotates' : '',
    secret.deletedDate ? 'scheduled for deletion' : '',
    secret.owningService ? `managed by ${plain(secret.owningService)}` : '',
    secret.primaryRegion ? 'replicated' : '',
  ].filter(Boolean);
  return [plain(secret.name), day(secret.lastChangedDate), ...marks].join('|');
}

/** A secret's metadata as lines of `name: value`. Free text from AWS stands in quotes, as data. */
export function secretLines(secret: SecretDetail): string {
  const tags = Object.entries(secret.tags).map(([key, value]) => `${plain(key)}=${plain(value)}`);
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['name', plain(secret.name)],
    ['arn', secret.arn],
    ['description', secret.description ? JSON.stringify(plain(secret.description)) : undefined],
    ['tags', tags.length > 0 ? JSON.stringify(tags.join(', ')) : undefined],
    ['kms key', secret.kmsKeyId && plain(secret.kmsKeyId)],
    ['created', day(secret.createdDate)],
    ['changed', day(secret.lastChangedDate)],
    ['accessed', day(secret.lastAccessedDate)],
    ['scheduled for deletion on', day(secret.deletedDate)],
    ['rotation', secret.rotationEnabled ? `${secret.rotationSchedule ?? 'on'}, next ${day(secret.nextRotationDate) || 'unknown'}` : 'off'],
    ['rotation function', secret.rotationLambdaArn && plain(secret.rotationLambdaArn)],
    ['managed by', secret.owningService && plain(secret.owningService)],
    ['type', secret.type && plain(secret.type)],
    ['primary region', secret.primaryRegion],
    ['replicas', secret.replicas.map(replicaLine).join(', ')],
    ['versions', secret.versions.map((version) => `${plain(version.versionId)} ${plain(version.stages.join('+'))}`).join(', ')],
  ];
  return rows.flatMap(([label, value]) => (value ? [`${label}: ${value}`] : [])).join('\n');
}

/** Where a replica is and how it fares; what AWS says of a failure stands in quotes, as data. */
export function replicaLine({ region, status, message }: Replica): string {
  return `${plain(region)} ${plain(status)}${message === undefined ? '' : ` ${JSON.stringify(plain(message))}`}`;
}
