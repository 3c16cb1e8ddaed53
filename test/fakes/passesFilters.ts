import type { FilterKey, SecretFilter } from '../../src/core/secretFilter.ts';
import type { SecretSummary } from '../../src/core/secretsService.ts';

type Filtered = Pick<SecretSummary, 'name' | 'description' | 'tags' | 'owningService' | 'primaryRegion'>;

/** Whether a secret passes ListSecrets' filters, without the word by word matching of descriptions. */
export function passesFilters(secret: Filtered, filters: readonly SecretFilter[] = []): boolean {
  return filters.every(({ key, values }) =>
    values.some((value) => (value.startsWith('!') ? !matches[key](secret, value.slice(1)) : matches[key](secret, value))),
  );
}

const matches: Readonly<Record<FilterKey, (secret: Filtered, value: string) => boolean>> = {
  name: ({ name }, value) => name.startsWith(value),
  description: ({ description = '' }, value) => description.toLowerCase().startsWith(value.toLowerCase()),
  'tag-key': ({ tags }, value) => Object.keys(tags).some((key) => key.startsWith(value)),
  'tag-value': ({ tags }, value) => Object.values(tags).some((each) => each.startsWith(value)),
  'owning-service': ({ owningService = '' }, value) => owningService.startsWith(value),
  'primary-region': ({ primaryRegion = '' }, value) => primaryRegion.startsWith(value),
  all: ({ name, description = '', tags }, value) => {
    const text = [name, description, ...Object.entries(tags).flat()].join(' ').toLowerCase();
    return value
      .toLowerCase()
      .split(' ')
      .every((word) => text.includes(word));
  },
};
