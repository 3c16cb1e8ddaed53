import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { poll } from '../harness/poll.ts';
import { shapes, type Canary } from './canaries.ts';
import type { CoreWorld } from './coreWorld.ts';
import { echo } from './echo.ts';
import type { IsAllowed, Watch } from './processes.ts';
import { call } from './wire.ts';

const every = 7;
/** What a program that was allowed to is known by; it may hold the value in A and in nothing else. */
export const mark = 'ALLOWED_BY_A_PERSON';
export const isAllowed: IsAllowed = (variable, environment) => variable.startsWith('A=') && environment.includes(`${mark}=1`);

/** Has an agent run programs that print the value in all encodings, and compare it with another. All processes are looked at while the first of each shape runs. */
export async function driveUses(world: CoreWorld, canaries: readonly Canary[], watch: Watch): Promise<void> {
  const { wire, accounts, project } = world;
  const watched = new Set<string>();
  for (const [index, canary] of canaries.entries()) {
    if (index % every !== 0) continue;
    const account = accounts[index % accounts.length]?.name;
    const session = await wire.hello(`runner ${index}`);
    const ready = join(project, `ready-${index}`);
    const isWatched = !watched.has(canary.shape);
    watched.add(canary.shape);
    const run = runOf(canary, isWatched ? { READY: ready } : {});
    const running = wire.ask(session, 'tools/call', call('run_with_secrets', { account, ...run }));
    if (isWatched) {
      await poll(() => existsSync(ready), { what: `a program ran with ${canary.name}`, everyMs: 10 });
      await watch.look();
      await rm(ready);
    }
    const { text } = await running;
    // It did print them, but for one character, which is nothing to take out.
    if (canary.shape !== 'oneCharacter' && !/values? (was|were) removed from its output/.test(text))
      throw new Error(`${canary.name} was not printed.`);
    const other = canaries[(index + 1) % canaries.length]?.name;
    await wire.ask(session, 'tools/call', call('compare_secrets', { account, secret_id: canary.name, other }));
  }
}

/** Those that a program had in its environment while it waited to be looked at. */
export function watchedCanaries(canaries: readonly Canary[]): readonly Canary[] {
  const driven = canaries.filter((_, index) => index % every === 0);
  const firsts = shapes.flatMap((shape) => driven.filter((each) => each.shape === shape).slice(0, 1));
  return firsts.filter(({ binary }) => !binary);
}

/** A program that is given the value in every way there is, and prints it in all encodings. A binary value can only be a file. */
export function runOf({ name, binary }: Canary, more: Readonly<Record<string, string>> = {}): object {
  const reference = `{{resolve:secretsmanager:${name}${binary ? ':SecretBinary' : ''}}}`;
  return {
    command: [process.execPath, '-e', echo],
    env: { [mark]: '1', ...more, ...(binary ? {} : { A: reference }) },
    files: { F: reference },
    ...(binary ? {} : { stdin: reference }),
  };
}
