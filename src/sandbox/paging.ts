import * as z from 'zod';
import { AwsError } from './awsError.ts';

const cursor = z.tuple([z.union([z.string(), z.number()]), z.string()]);

/** Where an item stands: what it is sorted by, and its id to tell equals apart. */
export type Position = z.infer<typeof cursor>;

/**
 * One page of items in order. The token remembers the last item's position, not
 * its index, so items that come and go between two pages move nothing else.
 */
export function page<Item>(
  items: readonly Item[],
  options: {
    positionOf: (item: Item) => Position;
    descending: boolean;
    maxResults: number;
    nextToken: string | undefined;
  },
): { items: Item[]; nextToken: string | undefined } {
  const direction = options.descending ? -1 : 1;
  const after = options.nextToken === undefined ? undefined : readToken(options.nextToken);
  const rest = items
    .map((item) => ({ item, position: options.positionOf(item) }))
    .filter(({ position }) => after === undefined || direction * compare(position, after) > 0)
    .toSorted((a, b) => direction * compare(a.position, b.position));
  const shown = rest.slice(0, options.maxResults);
  const last = shown.at(-1);
  return {
    items: shown.map(({ item }) => item),
    nextToken: last && rest.length > shown.length ? writeToken(last.position) : undefined,
  };
}

function compare(a: Position, b: Position): number {
  return compareParts(a[0], b[0]) || compareParts(a[1], b[1]);
}

function compareParts(a: string | number, b: string | number): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function writeToken(position: Position): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

function readToken(token: string): Position {
  try {
    return cursor.parse(JSON.parse(Buffer.from(token, 'base64url').toString()));
  } catch {
    throw new AwsError('InvalidNextTokenException', 'The NextToken value is invalid.');
  }
}
