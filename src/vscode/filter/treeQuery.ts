import { parseSecretFilter } from '../../core/secretFilter.ts';
import type { DrawnSecret, IndexOrder } from '../tree/secretIndex.ts';

/** Which secrets the tree shows, and in what order. */
export interface TreeQuery {
  /** As it was typed; empty shows all. */
  readonly filter: string;
  /** As `sort:` takes it. */
  readonly sort: string;
  readonly hidesDeleted: boolean;
}

export const everything: TreeQuery = { filter: '', sort: 'name', hidesDeleted: false };

export interface ReadQuery {
  /** The arguments of list_secrets. */
  readonly input: { readonly search?: string; readonly include_deleted: boolean };
  /** The order in force, which a `sort:` in the filter decides before the tree's own. */
  readonly order: IndexOrder;
  readonly filtered: boolean;
  /** Whether a secret stays, once it is as changes made from here left it. */
  readonly keeps: (secret: Pick<DrawnSecret, 'deletedDate'>) => boolean;
}

/** Throws CustodyError for a malformed filter. */
export function readQuery({ filter, sort, hidesDeleted }: TreeQuery): ReadQuery {
  const { sortBy, deletedOnly } = parseSecretFilter(filter);
  const search = [filter, ...(sortBy !== undefined || sort === everything.sort ? [] : [`sort:${sort}`])].join(' ').trim();
  const order = parseSecretFilter(search);
  return {
    input: { include_deleted: !hidesDeleted, ...(search === '' ? {} : { search }) },
    // Folders would put what changed last wherever its name belongs.
    order: { flat: (order.sortBy ?? 'name') !== 'name', descending: order.sortOrder === 'desc' },
    filtered: filter !== '',
    keeps: ({ deletedDate }) => (deletedOnly ? deletedDate !== undefined : !hidesDeleted || deletedDate === undefined),
  };
}
