import type { Custody } from '../../custody.ts';
import type { Commands } from '../commandIds.ts';
import { showingErrors } from '../operationCommands.ts';

/** The commands that copy a secret, read at their first use. */
export function copyCommands(custody: () => Promise<Custody>): Commands {
  return {
    'custody.duplicateSecret': (node) =>
      showingErrors(async () => {
        const [{ duplicate }, ready] = await Promise.all([import('./duplicate.ts'), custody()]);
        await duplicate(node, ready);
      }),
    'custody.renameSecret': (node) =>
      showingErrors(async () => {
        const [{ rename }, ready] = await Promise.all([import('./rename.ts'), custody()]);
        await rename(node, ready);
      }),
  };
}
