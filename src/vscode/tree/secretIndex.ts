import type { SecretSummary } from '../../core/secretsService.ts';

/** What the tree shows of a secret. */
export type DrawnSecret = Pick<
  SecretSummary,
  'name' | 'arn' | 'description' | 'deletedDate' | 'rotationEnabled' | 'nextRotationDate' | 'owningService' | 'primaryRegion'
>;

/** The paths of the folders, and the secrets, that stand directly in a folder. */
export interface Level {
  readonly folders: readonly string[];
  readonly secrets: readonly DrawnSecret[];
}

export interface IndexOrder {
  /** Without folders. */
  readonly flat: boolean;
  /** Folders from the end of the alphabet. */
  readonly descending: boolean;
}

/** The secrets of one region, by the folders that slashes in their names make. It only grows. */
export interface SecretIndex {
  /** How many there are, one that came again counted once. */
  readonly size: number;
  add(secrets: readonly DrawnSecret[]): void;
  /**
   * `path` ends in `/`, and is empty at the top. Folders in the order of the alphabet, secrets in the order they came.
   * One that came again, by its ARN, has the place it had and is as it came last.
   */
  level(path: string): Level;
}

/** A secret in little memory: with 100,000 of them every field counts, so that what few have stands in `rare`. */
interface Row {
  readonly name: string;
  /** The end of an ARN that is the region's prefix, the name and six characters; else all of it. */
  readonly tail: string;
  readonly description: string | undefined;
  readonly rotationEnabled: boolean;
  readonly rare: Pick<DrawnSecret, 'deletedDate' | 'nextRotationDate' | 'owningService' | 'primaryRegion'> | undefined;
}

/** Rows wait in the highest folder that nobody opened yet: each is looked at once for each level that is drawn. */
interface Folder {
  waiting: Row[];
  opened: Opened | undefined;
}

interface Opened {
  /** By name; by name and tail where a second secret has the name, which a listing that lags can show. */
  readonly here: Map<string, Row>;
  readonly folders: Map<string, Folder>;
  names: readonly string[];
}

const tailLength = '-AbCdEf'.length;
const nowhere: Level = { folders: [], secrets: [] };

export function createSecretIndex({ flat, descending }: IndexOrder = { flat: false, descending: false }): SecretIndex {
  const top: Folder = { waiting: [], opened: undefined };
  let prefix = '';
  /** The last row of each name: what tells one that came again costs no text of its own. */
  const known = new Map<string, Row>();
  let size = 0;

  function addOne(secret: DrawnSecret): void {
    const { name, arn, description, rotationEnabled } = secret;
    if (prefix === '') prefix = arn.slice(0, Math.max(0, arn.length - tailLength - name.length));
    const usual = arn.length === prefix.length + name.length + tailLength && arn.startsWith(prefix) && arn.startsWith(name, prefix.length);
    const row: Row = { name, tail: usual ? arn.slice(-tailLength) : arn, description, rotationEnabled, rare: rareOf(secret) };
    top.waiting.push(row);
    if (isNew(row)) size += 1;
  }

  function isNew(row: Row): boolean {
    const named = known.get(row.name);
    const key = named === undefined || named.tail === row.tail ? row.name : row.name + row.tail;
    const fresh = !known.has(key);
    known.set(key, row);
    return fresh;
  }

  const drawn = ({ name, tail, rotationEnabled, description, rare }: Row): DrawnSecret => ({
    name,
    arn: tail.startsWith('arn:') ? tail : `${prefix}${name}${tail}`,
    rotationEnabled,
    ...(description === undefined ? {} : { description }),
    ...rare,
  });

  return {
    get size() {
      return size;
    },
    add: (secrets) => secrets.forEach(addOne),
    level(path) {
      // No name has a slash behind its end, so that all stand at the top.
      let folder = open(top, flat ? Infinity : 0);
      for (let at = 0; at < path.length;) {
        const end = path.indexOf('/', at) + 1;
        const next = folder.folders.get(path.slice(at, end));
        if (!next) return nowhere;
        folder = open(next, end);
        at = end;
      }
      if (folder.names.length < folder.folders.size) {
        const names = [...folder.folders.keys()].sort();
        folder.names = descending ? names.toReversed() : names;
      }
      return { folders: folder.names.map((name) => path + name), secrets: Array.from(folder.here.values(), drawn) };
    },
  };
}

function rareOf({ deletedDate, nextRotationDate, owningService, primaryRegion }: DrawnSecret): Row['rare'] {
  if (deletedDate === undefined && nextRotationDate === undefined && owningService === undefined && primaryRegion === undefined)
    return undefined;
  return {
    ...(nextRotationDate === undefined ? {} : { nextRotationDate }),
    ...(deletedDate === undefined ? {} : { deletedDate }),
    ...(owningService === undefined ? {} : { owningService }),
    ...(primaryRegion === undefined ? {} : { primaryRegion }),
  };
}

/** Sends what waits in a folder one level down. Names in it are the same up to `start`. */
function open(folder: Folder, start: number): Opened {
  folder.opened ??= { here: new Map(), folders: new Map(), names: [] };
  const { here, folders } = folder.opened;
  for (const row of folder.waiting) {
    const slash = row.name.indexOf('/', start);
    // A slash at the very end names the secret itself, not a folder.
    if (slash === -1 || slash === row.name.length - 1) {
      const named = here.get(row.name);
      here.set(named === undefined || named.tail === row.tail ? row.name : row.name + row.tail, row);
      continue;
    }
    const name = row.name.slice(start, slash + 1);
    const below = folders.get(name) ?? { waiting: [], opened: undefined };
    folders.set(name, below);
    below.waiting.push(row);
  }
  folder.waiting = [];
  return folder.opened;
}
