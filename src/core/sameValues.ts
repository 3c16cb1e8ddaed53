import { secretFields } from './secretFields.ts';
import type { SecretValue } from './secretsService.ts';
import type { SecretText } from './secretText.ts';

/** Where a value stands: in a secret, under a key where it is one of several. */
export interface ValuePlace {
  readonly name: string;
  readonly arn: string;
  readonly key: string | undefined;
}

/** Shorter ones, such as ports and user names, are the same by chance. */
const minBytes = 8;

/** The places that hold the same value, by groups of two and more. No value leaves. */
export function findSameValues(secrets: readonly SecretValue[]): readonly (readonly ValuePlace[])[] {
  const groups: { readonly value: SecretText; readonly places: ValuePlace[] }[] = [];
  for (const { name, arn, value: whole } of secrets) {
    for (const { key, value } of secretFields(whole)) {
      if (value.byteLength < minBytes) continue;
      const place = { name, arn, key };
      const group = groups.find((each) => each.value.equals(value));
      if (group) group.places.push(place);
      else groups.push({ value, places: [place] });
    }
  }
  return groups.map(({ places }) => places).filter(({ length }) => length > 1);
}
