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
    const directory = typeof scope === 'object' ? { directory: scope.uri.fsPath } : {};
    return programTerminal(runningWith(custody, { ...directory, ...given }, task), { closes: true });
  };
}
