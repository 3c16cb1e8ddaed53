import type { NameColumns } from '../../core/findSecrets.ts';
import type { SecretLocation } from '../../core/operation.ts';
import type { DrawnSecret } from '../tree/secretIndex.ts';

type Named = Pick<DrawnSecret, 'name' | 'arn' | 'deletedDate'>;

/** Secrets of all accounts and regions, as far as they are known. It only grows. */
export interface FoundSecrets {
  readonly columns: NameColumns;
  /** One that is known already, by its ARN, stays where it is and is as it came last. */
  add(where: Pick<SecretLocation, 'account' | 'region'>, secrets: readonly Named[]): void;
  at(row: number): (SecretLocation & { readonly deleted: boolean }) | undefined;
}

interface Place {
  readonly index: number;
  readonly account: string;
  readonly region: string;
  readonly rows: Map<string, number>;
}

export function createFoundSecrets(): FoundSecrets {
  const names: string[] = [];
  const placeOf: number[] = [];
  const placeTexts: string[] = [];
  const places: Place[] = [];
  const secrets: Named[] = [];

  function placeAt({ account, region }: Pick<SecretLocation, 'account' | 'region'>): Place {
    const known = places.find((place) => place.account === account && place.region === region);
    if (known) return known;
    const place = { index: places.length, account, region, rows: new Map<string, number>() };
    places.push(place);
    placeTexts.push(`${account} ${region}`.toLowerCase());
    return place;
  }

  return {
    columns: { names, placeOf, places: placeTexts },
    add(where, added) {
      const { index, rows } = placeAt(where);
      for (const { name, arn, deletedDate } of added) {
        const row = rows.get(arn) ?? secrets.length;
        rows.set(arn, row);
        secrets[row] = { name, arn, ...(deletedDate === undefined ? {} : { deletedDate }) };
        names[row] = name.toLowerCase();
        placeOf[row] = index;
      }
    },
    at(row) {
      const [secret, place] = [secrets[row], places[placeOf[row] ?? -1]];
      if (!secret || !place) return undefined;
      const { name, arn, deletedDate } = secret;
      return { account: place.account, region: place.region, arn, name, deleted: deletedDate !== undefined };
    },
  };
}
