import { invalidParameter } from './awsError.ts';
import type { Filter } from './fields.ts';
import type { Secret } from './secret.ts';

/**
 * Whether a secret passes every filter. Within one filter any value will do,
 * but a value with `!` before it must not match.
 */
export function matchesFilters(secret: Secret, filters: readonly Filter[]): boolean {
  return filters.every((filter) => matchesFilter(secret, filter));
}

function matchesFilter(secret: Secret, filter: Filter): boolean {
  if (filter.Key === undefined) throw invalidParameter('Invalid filter key');
  if (filter.Values === undefined) throw invalidParameter(`Invalid filter values for key: ${filter.Key}`);
  const key = filter.Key;
  const unwanted = filter.Values.filter((value) => value.startsWith('!')).map((value) => value.slice(1));
  const wanted = filter.Values.filter((value) => !value.startsWith('!'));
  if (unwanted.some((value) => matchers[key](secret, value))) return false;
  return wanted.length === 0 || wanted.some((value) => matchers[key](secret, value));
}

const matchers: Record<NonNullable<Filter['Key']>, (secret: Secret, value: string) => boolean> = {
  name: (secret, value) => secret.name.startsWith(value),
  // The reference calls it a prefix match, but the user guide and the service match the words of a description in any order.
  description: (secret, value) => hasWords([secret.description ?? ''], value),
  'tag-key': (secret, value) => secret.tags.some((tag) => tag.Key.startsWith(value)),
  'tag-value': (secret, value) => secret.tags.some((tag) => tag.Value.startsWith(value)),
  'primary-region': (secret, value) => secret.primaryRegion?.startsWith(value) ?? false,
  'owning-service': (secret, value) => secret.owningService?.startsWith(value) ?? false,
  all: (secret, value) =>
    hasWords(
      [
        secret.name,
        secret.description ?? '',
        secret.owningService ?? '',
        secret.primaryRegion ?? '',
        ...secret.tags.flatMap((tag) => [tag.Key, tag.Value]),
      ],
      value,
    ),
};

// Each word has to begin some word of some attribute, in any case.
function hasWords(attributes: readonly string[], value: string): boolean {
  const present = attributes.flatMap((attribute) => [attribute.toLowerCase(), ...splitWords(attribute)]);
  const words = value.toLowerCase().split(/\s+/).filter(Boolean);
  return words.every((word) => present.some((each) => each.startsWith(word)));
}

function splitWords(text: string): string[] {
  return text
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}
