import { resolve } from 'node:path';
import { task } from '../../core/caller.ts';
import type { Custody } from '../../custody.ts';
import { programTerminal } from './programTerminal.ts';
import type { TaskTerminal } from './registerTasks.ts';
import { runningWith } from './runInTerminal.ts';

/**
 * Runs tasks that repositories define, so each goes the one path like any other call: it asks with the card, and in a
 * workspace that is not trusted nothing runs. It runs in its folder, where the task names none.
 */
export function createTaskTerminal(custody: () => Promise<Custody>): TaskTerminal {
  return (definition, scope) => {
    const given = Object.fromEntries(Object.entries(definition).filter(([name]) => name !== 'type'));
    const root = typeof scope === 'object' ? scope.uri.fsPath : undefined;
    return programTerminal(runningWith(custody, { ...given, ...directoryOf(given['directory'], root) }, task), { closes: true });
  };
}

/** A relative one is meant inside of the task's own folder, which is the first of the workspace by chance alone. */
function directoryOf(given: unknown, root: string | undefined): { readonly directory?: string } {
  if (root === undefined) return {};
  if (given === undefined) return { directory: root };
  return typeof given === 'string' ? { directory: resolve(root, given) } : {};
}
