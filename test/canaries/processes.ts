import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import type { Held } from './scanner.ts';

// What other programs of this user can read of a process: the environment it was started with, and its arguments.

const everyMs = 200;

/** Whether a process may hold a value in a variable, going by all that it has: the program that a person allowed, in that one variable. */
export type IsAllowed = (variable: string, environment: readonly string[]) => boolean;

/** What was seen of processes: what an allowed program has in its allowed variable, and everything else. */
export interface Seen {
  readonly allowed: readonly Held[];
  readonly other: readonly Held[];
}

export interface Watch {
  /** Looks once more, and is done when it has. */
  readonly look: () => Promise<void>;
  readonly stop: () => Promise<Seen>;
}

/** Looks at this process and all that it starts, again and again until it is stopped, and keeps what it saw once. */
export function watchProcesses(isAllowed: IsAllowed = () => false): Watch {
  const allowed = new Map<string, Held>();
  const other = new Map<string, Held>();
  const keep = (held: readonly Held[], into: Map<string, Held>): void =>
    held.forEach((each) => into.set(`${each.where} ${each.bytes.toString('latin1')}`, each));
  let looking = Promise.resolve();
  const lookAfter = async (before: Promise<void>): Promise<void> => {
    await before;
    const seen = await processesBelow(process.pid, isAllowed);
    keep(seen.allowed, allowed);
    keep(seen.other, other);
  };
  const look = (): Promise<void> => {
    looking = lookAfter(looking);
    return looking;
  };
  void look();
  const timer = setInterval(() => void look(), everyMs);
  return {
    look,
    async stop() {
      clearInterval(timer);
      await look();
      return { allowed: [...allowed.values()], other: [...other.values()] };
    },
  };
}

/** Environment and arguments of a process and of its children. Where there is no /proc, of this process alone. */
async function processesBelow(root: number, isAllowed: IsAllowed): Promise<Seen> {
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
  const allowed: Held[] = [];
  const other: Held[] = [own];
  for (const id of ids.filter((each) => isOurs(Number(each)))) {
    const variables = (await read(id, 'environ')).toString('latin1').split('\0');
    const isFree = (variable: string): boolean => isAllowed(variable, variables);
    const where = `environment of process ${id}`;
    // Byte by byte, as a value may be no UTF-8.
    const heldBytes = (text: string): Held => ({ where, bytes: Buffer.from(text, 'latin1') });
    allowed.push(...variables.filter(isFree).map(heldBytes));
    other.push(heldBytes(variables.filter((variable) => !isFree(variable)).join('\0')));
    other.push({ where: `arguments of process ${id}`, bytes: await read(id, 'cmdline') });
  }
  return { allowed, other };
}

/** Nothing for a process that has ended meanwhile. */
function read(id: string, file: string): Promise<Buffer> {
  return readFile(`/proc/${id}/${file}`).catch(() => Buffer.alloc(0));
}

// A single argument takes at most 128 KiB.
const longest = 30_000;

/** Starts a child with the leaks in its environment and among its arguments, and looks at it as at one that may have a value, but in another variable. */
export async function inProcesses(
  leaks: readonly Buffer[],
  isAllowed: IsAllowed,
  own: Readonly<Record<string, string>>,
): Promise<readonly Held[]> {
  const parts = leaks.map((leak) => leak.toString().match(new RegExp(`[^]{1,${longest}}`, 'gu')) ?? []);
  const variables = parts.flatMap((some, index) => (index % 2 === 0 ? some : []));
  const texts = parts.flatMap((some, index) => (index % 2 === 0 ? [] : some));
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume()', '--', ...texts], {
    env: { ...own, ...Object.fromEntries(variables.map((text, index) => [`LEAK_${index}`, text])) },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  await once(child, 'spawn');
  const { other } = await watchProcesses(isAllowed).stop();
  const ended = once(child, 'close');
  child.stdin.end();
  await ended;
  return other;
}
