import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type * as z from 'zod';

/** What a cache file of the AWS CLI holds, or undefined where it is missing or holds something else. */
export async function readTokenFile<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> {
  try {
    return schema.safeParse(JSON.parse(await readFile(path, 'utf8'))).data;
  } catch {
    // Its text may hold a token, so that not even the parser's message is kept.
    return undefined;
  }
}

/** Replaces it whole or not at all, readable by its owner alone: other tools read it at any moment. */
export async function writeTokenFile(path: string, token: object): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const made = join(dirname(path), `.custody-${randomBytes(6).toString('hex')}`);
  try {
    await writeFile(made, JSON.stringify(token), { flag: 'wx', mode: 0o600 });
    await rename(made, path);
  } catch (thrown) {
    await rm(made, { force: true });
    throw thrown;
  }
}
