import { day, plain } from '../../core/outputText.ts';
import { placeOf } from '../../core/reference.ts';
import type { SecretDetail } from '../../core/secretsService.ts';
import type { Look } from './lookUp.ts';
import type { Place } from './places.ts';

/** What is wrong with a mention's secret, in one sentence; undefined when nothing is known to be. */
export function faultOf(secretId: string, look: Look | undefined): string | undefined {
  if (look?.kind === 'missing') return notFound(secretId, look.places);
  if (look?.kind !== 'found' || look.secret.deletedDate === undefined) return undefined;
  return `The secret ${plain(look.secret.name)} in ${placeText(look.place)} has been scheduled for deletion since ${day(look.secret.deletedDate)}.`;
}

/** What a person reads of a secret, as plain lines. */
export function lookLines(secretId: string, look: Look): readonly string[] {
  switch (look.kind) {
    case 'found':
      return secretLines(look.secret, look.place, faultOf(secretId, look));
    case 'missing':
      return [faultOf(secretId, look) ?? ''];
    case 'unsure':
      return [`${notFound(secretId, look.places)} It was not looked for everywhere.`, ...(look.error ? [look.error.sentence] : [])];
    case 'elsewhere': {
      const { accountId = '', region = '' } = placeOf(secretId);
      return [`None of your accounts is for AWS account ${accountId} in ${region}.`];
    }
    case 'failed':
      return [look.error.sentence];
  }
}

function secretLines(secret: SecretDetail, place: Place, fault: string | undefined): readonly string[] {
  const changed = day(secret.lastChangedDate);
  const next = day(secret.nextRotationDate);
  return [
    `${plain(secret.name)} exists in ${placeText(place)}.`,
    ...(fault === undefined ? [] : [fault]),
    ...(changed === '' ? [] : [`Last changed on ${changed}.`]),
    secret.rotationEnabled ? `Rotation is on${next === '' ? '' : `, next on ${next}`}.` : 'Rotation is off.',
  ];
}

/** Named where they are few; of many nobody reads the names. */
function notFound(secretId: string, places: readonly Place[]): string {
  const asked = places.length > 3 ? `the ${places.length} places that were asked` : places.map(placeText).join(' or ');
  return `The secret ${plain(secretId)} was not found in ${asked}.`;
}

function placeText({ account, region }: Place): string {
  return `${account} (${region})`;
}
