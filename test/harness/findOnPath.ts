import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** The first of these programs that the PATH holds. */
export async function findOnPath(names: readonly string[]): Promise<string | undefined> {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const endings = process.platform === 'win32' ? ['.exe', '.cmd'] : [''];
  return firstWith(
    constants.X_OK,
    names.flatMap((name) => folders.flatMap((folder) => endings.map((ending) => join(folder, name + ending)))),
  );
}

/** The first of these files that exists. */
export async function findFile(candidates: readonly string[]): Promise<string | undefined> {
  return firstWith(constants.F_OK, candidates);
}

async function firstWith(mode: number, candidates: readonly string[]): Promise<string | undefined> {
  for (const candidate of candidates) {
    const found = await access(candidate, mode).then(
      () => true,
      () => false,
    );
    if (found) return candidate;
  }
  return undefined;
}
