import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import type { Held } from './scanner.ts';

// What other programs of this user can read of a process: the environment it was started with, and its arguments.

const everyMs = 200;

/** Whether a process may hold a value in its environment: the program that a person allowed to. Nobody else starts one so far. */
export type IsAllowed = (environment: string) => boolean;

/** Looks at this process and all that it starts, again and again until it is stopped, and keeps what it saw once. */
export function watchProcesses(isAllowed: IsAllowed = () => false): { readonly stop: () => Promise<readonly Held[]> } {
  const held = new Map<string, Held>();
  let looking = Promise.resolve();
  const lookAfter = async (before: Promise<void>): Promise<void> => {
    await before;
    for (const each of await processesBelow(process.pid, isAllowed)) held.set(`${each.where} ${each.bytes.toString('latin1')}`, each);
  };
  const look = (): void => {
    looking = lookAfter(looking);
  };
  look();
  const timer = setInterval(look, everyMs);
  return {
    async stop() {
      clearInterval(timer);
      look();
      await looking;
      return [...held.values()];
    },
  };
}

/** Environment and arguments of a process and of its children. Where there is no /proc, of this process alone. */
async function processesBelow(root: number, isAllowed: IsAllowed): Promise<readonly Held[]> {
  const own = { where: 'this process', bytes: Buffer.from([...process.argv, ...Object.entries(process.env).flat()].join('\n')) };
  const ids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  const parents = new Map<number, number>();
  // The name of a program stands in brackets and may hold anything.
  for (const id of ids)
    parents.set(
      Number(id),
      Number(
        (await read(id, 'stat'))
          .toString()
          .replace(/^.*\) \S /s, '')
          .split(' ')[0],
      ),
    );
  const isOurs = (id: number): boolean => id === root || (id > 1 && isOurs(parents.get(id) ?? 0));
  const found: Held[] = [own];
  for (const id of ids.filter((each) => isOurs(Number(each)))) {
    const environment = await read(id, 'environ');
    if (!isAllowed(environment.toString())) found.push({ where: `environment of process ${id}`, bytes: environment });
    found.push({ where: `arguments of process ${id}`, bytes: await read(id, 'cmdline') });
  }
  return found;
}

/** Nothing for a process that has ended meanwhile. */
function read(id: string, file: string): Promise<Buffer> {
  return readFile(`/proc/${id}/${file}`).catch(() => Buffer.alloc(0));
}

// A single argument takes at most 128 KiB.
const longest = 30_000;

/** Starts a child with the leaks in its environment and among its arguments, and looks at it. */
export async function inProcesses(leaks: readonly Buffer[]): Promise<readonly Held[]> {
  const parts = leaks.map((leak) => leak.toString().match(new RegExp(`[^]{1,${longest}}`, 'gu')) ?? []);
  const variables = parts.flatMap((some, index) => (index % 2 === 0 ? some : []));
  const texts = parts.flatMap((some, index) => (index % 2 === 0 ? [] : some));
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume()', '--', ...texts], {
    env: Object.fromEntries(variables.map((text, index) => [`LEAK_${index}`, text])),
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  await once(child, 'spawn');
  const held = await watchProcesses().stop();
  const ended = once(child, 'close');
  child.stdin.end();
  await ended;
  return held;
}
