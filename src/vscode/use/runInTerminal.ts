import type { PersonCaller } from '../../core/caller.ts';
import { toCustodyError } from '../../core/errors.ts';
import type { Custody } from '../../custody.ts';
import type { ProgramWork } from './programTerminal.ts';

/** Runs a command with secrets for the person or a task, and tells its output and how it ended. */
export function runningWith(custody: () => Promise<Custody>, input: unknown, caller: PersonCaller): ProgramWork {
  return async (tell, signal) => {
    let isTold = false;
    const say = (text: string): void => tell(`${text}\n`);
    try {
      const { execute, operations } = await custody();
      const outcome = await execute(operations.runWithSecrets, {
        input,
        caller,
        signal,
        tell,
        progress: (message) => {
          // The question comes again every few seconds; once is enough where it stays to be read.
          if (!isTold) say(message);
          isTold = true;
        },
      });
      if (!outcome.ok) throw outcome.error;
      const [ending = ''] = outcome.text.split('\n');
      say(`\n${ending}`);
      return outcome.output.exitCode;
    } catch (thrown) {
      say(toCustodyError(thrown, 'The command').sentence);
      return undefined;
    }
  };
}
