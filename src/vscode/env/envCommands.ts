import type { Custody } from '../../custody.ts';
import type { Commands } from '../commandIds.ts';
import { showingErrors } from '../operationCommands.ts';

/** The command that stores what a `.env` file holds, read at its first use. */
export function envCommands(custody: () => Promise<Custody>): Commands {
  return {
    'custody.importEnvFile': (node) =>
      showingErrors(async () => {
        const [{ importEnvFile }, ready] = await Promise.all([import('./importEnvFile.ts'), custody()]);
        await importEnvFile(node, ready);
      }),
  };
}
