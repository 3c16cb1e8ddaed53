import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Results } from '../harness/describeResults.ts';

/** Folders of one run, away from those of whoever runs it. */
export interface World extends AsyncDisposable {
  readonly workspace: string;
  readonly userDataDir: string;
  readonly resultFile: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Makes a workspace with one file and a home whose `.aws` holds one profile, with keys that sign in nowhere. */
export async function makeWorld(): Promise<World> {
  const root = await mkdtemp(join(tmpdir(), 'custody-world-'));
  const [workspace, home, userDataDir] = [join(root, 'workspace'), join(root, 'home'), join(root, 'user-data')];
  const aws = join(home, '.aws');
  await Promise.all([workspace, aws, userDataDir].map((folder) => mkdir(folder, { recursive: true })));
  await writeFile(join(workspace, 'notes.txt'), 'A workspace for tests.\n');
  await writeFile(join(aws, 'config'), '[profile tests]\nregion = eu-west-1\n');
  await writeFile(join(aws, 'credentials'), '[tests]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = made-up\n', {
    mode: 0o600,
  });
  return {
    workspace,
    userDataDir,
    resultFile: join(root, 'results.json'),
    env: { HOME: home, USERPROFILE: home },
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }),
  };
}

/** What a run wrote, or nothing where it did not get as far as mocha. */
export async function readResults(file: string): Promise<Results | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : JSON.parse(text);
}

/** The line that closes a run. */
export function closingLine(suite: string, results: Results | undefined): string {
  const { passes = 0, failures = 0, pending = 0 } = results?.stats ?? {};
  return `${suite}: ${passes} passed, ${failures} failed${pending > 0 ? `, ${pending} skipped` : ''}`;
}
