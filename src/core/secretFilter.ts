import { CustodyError } from './errors.ts';

/** The attributes that ListSecrets filters by. */
export type FilterKey = 'name' | 'description' | 'tag-key' | 'tag-value' | 'owning-service' | 'primary-region' | 'all';

/** A secret passes when any of the values matches. `!` before a value negates it. */
export interface SecretFilter {
  readonly key: FilterKey;
  readonly values: readonly string[];
}

export type SortBy = 'name' | 'created-date' | 'last-changed-date' | 'last-accessed-date';

/** A search as ListSecrets takes it: a secret has to pass every filter. */
export interface SecretSearch {
  readonly filters: readonly SecretFilter[];
  readonly sortBy?: SortBy;
  readonly sortOrder?: 'asc' | 'desc';
  /** ListSecrets has no filter for it: it is left to whoever reads the page. */
  readonly deletedOnly: boolean;
}

const keys: ReadonlyMap<string, FilterKey> = new Map<string, FilterKey>([
  ['name', 'name'],
  ['description', 'description'],
  ['tag-key', 'tag-key'],
  ['tag-value', 'tag-value'],
  ['owning-service', 'owning-service'],
  ['owner', 'owning-service'],
  ['primary-region', 'primary-region'],
  ['region', 'primary-region'],
]);

const sorts: ReadonlyMap<string, SortBy> = new Map<string, SortBy>([
  ['name', 'name'],
  ['created', 'created-date'],
  ['changed', 'last-changed-date'],
  ['accessed', 'last-accessed-date'],
]);

const maxFilters = 10;
const maxValues = 10;
/** What ListSecrets takes as a value of a filter. */
const valuePattern = /^[a-zA-Z0-9 :_@/+=.\-!]{1,512}$/;

interface Word {
  readonly text: string;
  /** From 1. */
  readonly column: number;
}

/**
 * Reads a search: bare words, which all have to be found anywhere; `name:prod/` and other filters, of which one key's
 * values are alternatives; `!` before a value for what must not match; `is:deleted`; `sort:changed`, `sort:-changed`.
 * Throws CustodyError that names the word at fault and its column.
 */
export function parseSecretFilter(text: string): SecretSearch {
  const found = new Map<FilterKey, string[]>();
  const alone: SecretFilter[] = [];
  let order: Pick<SecretSearch, 'sortBy' | 'sortOrder'> = {};
  let deletedOnly = false;

  for (const word of wordsOf(text)) {
    const [, mark = '', name, rest = word.text] = /^(!?)([A-Za-z][A-Za-z-]*):(.*)$/su.exec(word.text) ?? [];
    const lower = name?.toLowerCase();
    if (lower !== undefined && mark !== '')
      throw fault(word, 'has its exclamation mark in front; it belongs before the value, as in name:!prod/');
    const value = rest.replaceAll('"', '');
    if (lower === 'sort') {
      if (order.sortBy !== undefined) throw fault(word, 'sorts a second time');
      order = orderOf(word, value);
    } else if (lower === 'is') {
      if (value.toLowerCase() !== 'deleted') throw fault(word, 'is not known; the only one is is:deleted');
      deletedOnly = true;
    } else {
      const key = lower === undefined ? 'all' : keys.get(lower);
      if (key === undefined)
        throw fault(word, `names no filter; there are ${[...keys.keys()].join(', ')}, is and sort, and quotes keep a colon in a word`);
      checkValue(word, value);
      // In a filter of its own, as every filter must pass. Several words in one are alternatives or must stand in one
      // attribute, as one reads AWS's pages, and how it joins `!` with other values is written nowhere.
      if (key === 'all' || value.startsWith('!')) alone.push({ key, values: [value] });
      else found.set(key, [...(found.get(key) ?? []), value]);
      if ((found.get(key)?.length ?? 0) > maxValues) throw fault(word, `is one more than the ${maxValues} values AWS takes for one filter`);
      if (found.size + alone.length > maxFilters)
        throw fault(
          word,
          `is one more than the ${maxFilters} filters AWS takes, of which each word and each value with an exclamation mark is one`,
        );
    }
  }

  return { filters: [...alone, ...Array.from(found, ([key, values]) => ({ key, values }))], ...order, deletedOnly };
}

function wordsOf(text: string): readonly Word[] {
  const words = Array.from(text.matchAll(/(?:"[^"]*"|[^\s"])+|"/gu), (match) => ({ text: match[0], column: match.index + 1 }));
  const open = words.find((word) => word.text === '"');
  if (open) throw fault({ ...open, text: text.slice(open.column - 1) }, 'has a quote that nothing closes');
  return words;
}

function orderOf(word: Word, value: string): Pick<SecretSearch, 'sortBy' | 'sortOrder'> {
  const descending = value.startsWith('-');
  const sortBy = sorts.get(value.slice(descending ? 1 : 0).toLowerCase());
  if (sortBy === undefined)
    throw fault(word, `names no order; there are ${[...sorts.keys()].join(', ')}, each with - before it for descending`);
  return { sortBy, sortOrder: descending ? 'desc' : 'asc' };
}

function checkValue(word: Word, value: string): void {
  const sought = value.replace(/^!/, '').trim();
  if (sought === '') throw fault(word, 'has no value');
  if (value.length > 512) throw fault(word, 'is longer than the 512 characters AWS takes');
  if (!valuePattern.test(value))
    throw fault(word, 'has a character that AWS does not search for; it takes ASCII letters, digits, spaces and : _ @ / + = . - !');
}

function fault({ text, column }: Word, what: string): CustodyError {
  const shown = Array.from(text).slice(0, 40).join('').replaceAll(/\p{C}/gu, '?');
  return new CustodyError('invalid_input', `The word ${shown} at column ${column} ${what}.`, 'Correct the search and try again.');
}
