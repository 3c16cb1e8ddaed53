import { realpath, stat } from 'node:fs/promises';
import path, { type PlatformPath } from 'node:path';
import { CustodyError } from '../core/errors.ts';
import { oneLine } from '../core/outputText.ts';

interface Disk {
  readonly paths: Pick<PlatformPath, 'resolve' | 'relative' | 'isAbsolute'>;
  /** The folder with every link in its path followed; undefined where there is none. */
  readonly realFolder: (folder: string) => Promise<string | undefined>;
}

/** The folder as the system knows it, links followed. The first one that is open where none was named. */
export async function openFolder(wanted: string | undefined, open: readonly string[], { paths, realFolder }: Disk = disk): Promise<string> {
  const isWithin = (root: string, folder: string): boolean => {
    const way = paths.relative(root, folder);
    return way !== '..' && !/^\.\.[\\/]/.test(way) && !paths.isAbsolute(way);
  };
  const [first] = open;
  if (first === undefined)
    throw new CustodyError('invalid_input', 'No folder is open that a program could run in.', 'Open a folder first.');
  const named = paths.resolve(first, wanted ?? '.');
  const roots = (await Promise.all(open.map(realFolder))).filter((root) => root !== undefined);
  // By its letters first: to look at a path of another machine would already tell that machine who we are.
  const found = [...open, ...roots].some((root) => isWithin(root, named)) ? await realFolder(named) : undefined;
  if (found !== undefined && roots.some((root) => isWithin(root, found))) return found;
  // In the same words whether it is elsewhere or not there, so that nobody learns what there is elsewhere.
  throw new CustodyError(
    'invalid_input',
    `${oneLine(named)} is no folder inside one that is open.`,
    'Name a folder inside one that is open in the editor.',
  );
}

const disk: Disk = {
  paths: path,
  async realFolder(folder) {
    try {
      const real = await realpath(folder);
      return (await stat(real)).isDirectory() ? real : undefined;
    } catch {
      return undefined;
    }
  },
};
