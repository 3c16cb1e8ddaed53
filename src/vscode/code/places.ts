import type { Account } from '../../core/account.ts';

/** Where a secret can be asked for. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

/** So many are asked for one text, so that a hover in an account of forty regions does not take all its calls. */
export const maxPlaces = 24;

/** The regions of all accounts: first the first of each, then the second of each, and so on. */
export function placesIn(accounts: readonly Account[]): readonly Place[] {
  const most = Math.max(0, ...accounts.map(({ regions }) => regions.length));
  return Array.from({ length: most }, (_, rank) =>
    accounts.flatMap(({ name, regions }) => (regions[rank] === undefined ? [] : [{ account: name, region: regions[rank] }])),
  ).flat();
}

/** The first place alone, as most secrets are there, and the others a few at a time. */
export function wavesOf(places: readonly Place[]): readonly (readonly Place[])[] {
  const size = 4;
  const others = places.slice(1);
  return [
    places.slice(0, 1),
    ...Array.from({ length: Math.ceil(others.length / size) }, (_, index) => others.slice(index * size, (index + 1) * size)),
  ];
}
