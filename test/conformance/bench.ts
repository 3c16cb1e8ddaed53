import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { operations } from '../../src/core/operations/index.ts';
import { openFrontDoor, type FrontDoor, type FrontDoorHooks } from '../../src/mcp/http.ts';
import { memoryCustody } from '../contract/memoryCustody.ts';
import { openProxy } from './proxy.ts';
import { runJudge, type JudgeScripts } from './tools.ts';
import { readResults, type Results, type Row } from './verdicts.ts';

/** The released suite, or the one that knows the newest revision. */
export type Line = 'released' | 'next';

/** What every run needs. */
export interface Bench {
  readonly scripts: JudgeScripts;
  /** A folder of the run's own. */
  readonly home: string;
}

/** What is printed of one run. */
export interface Table {
  readonly title: string;
  readonly rows: readonly Row[];
  readonly remark?: string;
}

/** Opens the real front door over the real one path, and closes it after the work. */
export async function atDoor<T>(hooks: FrontDoorHooks, work: (door: FrontDoor) => Promise<T>): Promise<T> {
  const door = await openFrontDoor({ execute: memoryCustody().execute, operations, hooks });
  try {
    return await work(door);
  } finally {
    await door.close();
  }
}

/** The same with the proxy in front of it, whose address the suites can use. */
export function throughProxy<T>(hooks: FrontDoorHooks, work: (url: string) => Promise<T>): Promise<T> {
  return atDoor(hooks, async (door) => {
    const proxy = await openProxy(door);
    try {
      return await work(proxy.url);
    } finally {
      await proxy.close();
    }
  });
}

/** Runs a line of the suite and gives back what it wrote. It ends with 1 for scenarios that do not count, too. */
export async function runLine(line: Line, { scripts, home }: Bench, args: readonly string[]): Promise<Results> {
  const output = await mkdtemp(join(home, 'results-'));
  await runJudge(scripts[line], ['server', ...args, '--output-dir', output], home);
  return readResults(output);
}
