import type { Custody } from '../../custody.ts';
import type { Commands } from '../commandIds.ts';
import { showingErrors } from '../operationCommands.ts';

/** The commands that store what a `.env` file holds and write one, read at their first use. */
export function envCommands(custody: () => Promise<Custody>): Commands {
  return {
    'custody.importEnvFile': (node) =>
      showingErrors(async () => {
        const [{ importEnvFile }, ready] = await Promise.all([import('./importEnvFile.ts'), custody()]);
        await importEnvFile(node, ready);
      }),
    'custody.writeEnvFile': (node) =>
      showingErrors(async () => {
        const [{ writeEnvFile }, ready] = await Promise.all([import('./writeEnvFile.ts'), custody()]);
        await writeEnvFile(node, ready);
      }),
  };
}
