import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { inspect } from 'node:util';
import { heldText, type Held } from './scanner.ts';

/** Every file below a folder, with its name; `except` are paths below it, or the beginnings of such. */
export async function filesBelow(folder: string, except: readonly string[] = []): Promise<readonly Held[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const wanted = paths.filter((path) => !except.some((left) => relative(folder, path).startsWith(left)));
  return Promise.all(
    wanted.map(async (path) => ({ where: relative(folder, path), bytes: Buffer.concat([Buffer.from(`${path}\n`), await readFile(path)]) })),
  );
}

/** All that any way of printing a thing shows: as a text, as JSON, as the console writes it, with what it hides. */
export function printed(where: string, thing: unknown): readonly Held[] {
  const error = thing instanceof Error ? [thing.message, thing.stack ?? '', ...Object.values(thing).map(String)] : [];
  const texts = [
    String(thing),
    JSON.stringify(thing) ?? '',
    inspect(thing, { depth: 20, showHidden: true, maxStringLength: null }),
    ...error,
  ];
  return texts.map((text) => heldText(where, text));
}

/** What is left of the folders in which programs of this process found their files. */
export async function valueFolders(): Promise<readonly Held[]> {
  const names = (await readdir(tmpdir())).filter((name) => name.startsWith(`custody-values-${process.pid}-`));
  return (await Promise.all(names.map((name) => filesBelow(join(tmpdir(), name))))).flat();
}

export interface Console {
  readonly held: () => readonly Held[];
  readonly stop: () => void;
}

/** Keeps what this process writes to its two streams from here on, until it stops. */
export function listenToConsole(): Console {
  const heard: Held[] = [];
  const restore = [process.stdout, process.stderr].map((stream) => {
    const write = stream.write.bind(stream);
    stream.write = (chunk: Uint8Array | string, ...rest: readonly unknown[]): boolean => {
      heard.push({ where: 'console', bytes: Buffer.from(chunk) });
      const done = rest.find((each) => typeof each === 'function');
      if (done) process.nextTick(() => Reflect.apply(done, undefined, []));
      return true;
    };
    return () => {
      stream.write = write;
    };
  });
  return { held: () => heard, stop: () => restore.forEach((undo) => undo()) };
}
