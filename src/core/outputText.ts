import { AsyncLocalStorage } from 'node:async_hooks';
import type { Replica, SecretDetail, SecretSummary } from './secretsService.ts';

const maxShown = 256;
const maxSentence = 2_600;

const scrubbers = new AsyncLocalStorage<(text: string) => string>();

/**
 * Does work in which every text that has to be cut is scrubbed before, while it is whole. After a cut, the first part of
 * a value would be known to nobody any more.
 */
export function scrubBeforeCuts<T>(scrub: (text: string) => string, work: () => T): T {
  return scrubbers.run(scrub, work);
}

// Control, bidi, zero-width, tag and filler characters and variation selectors: they change how a text reads, or carry one, without being seen.
const unseen = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2028\u2029]/gu;

/** Text that echoes what a caller sent, on one line and with nothing unseen or half in it. */
export function oneLine(text: string): string {
  return text.replace(unseen, ' ').toWellFormed();
}

/** A sentence of ours that names what AWS or a caller named: on one line, and no longer than the longest ARN takes. */
export function sentence(text: string): string {
  return cut(oneLine(text), maxSentence);
}

/** Text that came from AWS, made safe to stand in one line: unseen characters out, cut to 256 characters. */
export function plain(text: string): string {
  return cut(oneLine(text), maxShown);
}

function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const whole = scrubbers.getStore()?.(text) ?? text;
  return whole.length > most ? `${whole.slice(0, most).toWellFormed()}...` : whole;
}

// What AWS's own ids, names, labels and ARNs are made of. Nothing in it can end a field, and no sentence fits in.
const idPattern = /^[\w.:/+=@-]{1,2048}$/;

/** An id, a label or a name from AWS: as it is while it reads like one, and else in quotes, as data. */
export function word(text: string): string {
  return idPattern.test(text) ? text : quoted(text);
}

/** Free text from AWS in quotes, as data, with a count of the unseen characters that were in it. */
export function quoted(text: string): string {
  const hidden = text.match(unseen)?.length ?? 0;
  const shown = JSON.stringify(plain(text));
  return hidden === 0 ? shown : `${shown} (${hidden} unseen character${hidden === 1 ? '' : 's'} blanked)`;
}

/** JSON with its unseen characters escaped, which leaves its meaning as it is. */
export function visibleJson(json: string): string {
  return json.replace(unseen, (characters) =>
    Array.from({ length: characters.length }, (_, at) => `\\u${characters.charCodeAt(at).toString(16).padStart(4, '0')}`).join(''),
  );
}

/** The line that leads to the next page. A token that can't be given back as it is leads nowhere. */
export function pageLine(token: string | undefined): readonly string[] {
  if (token === undefined) return [];
  return [/^[!-~]{1,4096}$/.test(token) ? `next_token: ${token}` : 'More follow, but their token is none that can be sent.'];
}

/** The day of an ISO date. */
export function day(iso: string | undefined): string {
  return /^\d{4}-\d\d-\d\d/.exec(iso ?? '')?.[0] ?? '';
}

/**
 * One secret on one line: name, the day it last changed, and what is unusual about it. A bare bar parts them: no name
 * can hold one, and spaces around it would cost an agent two bytes a secret.
 */
export function secretLine(secret: SecretSummary): string {
  const marks = [
    secret.rotationEnabled ? 'rotates' : '',
    secret.deletedDate ? 'scheduled for deletion' : '',
    secret.owningService ? `managed by ${word(secret.owningService)}` : '',
    secret.primaryRegion ? 'replicated' : '',
  ].filter(Boolean);
  return [word(secret.name), day(secret.lastChangedDate), ...marks].join('|');
}

/** A secret's metadata as lines of `name: value`. Free text from AWS stands in quotes, as data. */
export function secretLines(secret: SecretDetail): string {
  const tags = Object.entries(secret.tags).map(([key, value]) => `${word(key)}=${word(value)}`);
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['name', word(secret.name)],
    ['arn', word(secret.arn)],
    ['description', secret.description ? quoted(secret.description) : undefined],
    ['tags', tags.join(', ')],
    ['kms key', secret.kmsKeyId && word(secret.kmsKeyId)],
    ['created', day(secret.createdDate)],
    ['changed', day(secret.lastChangedDate)],
    ['accessed', day(secret.lastAccessedDate)],
    // The day of the request, as AWS gives it. What the recovery window is, it does not say.
    ['scheduled for deletion since', day(secret.deletedDate)],
    ['rotation', secret.rotationEnabled ? `${schedule(secret)}, next ${day(secret.nextRotationDate) || 'unknown'}` : 'off'],
    ['rotation function', secret.rotationLambdaArn && word(secret.rotationLambdaArn)],
    ['managed by', secret.owningService && word(secret.owningService)],
    ['type', secret.type && word(secret.type)],
    ['primary region', secret.primaryRegion && word(secret.primaryRegion)],
    ['replicas', secret.replicas.map(replicaLine).join(', ')],
    ['versions', secret.versions.map(({ versionId, stages }) => `${word(versionId)} ${labels(stages)}`).join(', ')],
  ];
  return rows.flatMap(([label, value]) => (value ? [`${label}: ${value}`] : [])).join('\n');
}

/** A version's staging labels. AWS lets them hold any text. */
export function labels(stages: readonly string[]): string {
  return stages.map(word).join('+');
}

function schedule({ rotationSchedule: text = 'on' }: SecretDetail): string {
  return /^(on|every \d{1,4} days|(rate|cron)\([\w ,*?/#-]{1,250}\))$/.test(text) ? text : quoted(text);
}

/** Where a replica is and how it fares; what AWS says of a failure stands in quotes, as data. */
export function replicaLine({ region, status, message }: Replica): string {
  return `${word(region)} ${word(status)}${message === undefined ? '' : ` ${quoted(message)}`}`;
}
