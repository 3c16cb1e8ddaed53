import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CustodyError } from '../core/errors.ts';
import { SecretText } from '../core/secretText.ts';
import type { TerminalsPort } from '../core/terminals.ts';
import { makeValueFolder } from './valueFolder.ts';

/** A terminal as the editor opens it: nothing in it is a value. */
export interface OpenedTerminal {
  readonly title: string;
  readonly directory: string;
  readonly program: string;
  readonly arguments: readonly string[];
}

export interface TerminalsDependencies {
  /** Opens it; `onClosed` is called once it is no more. */
  readonly show: (terminal: OpenedTerminal, onClosed: () => void) => void;
  /** The person's shell. */
  readonly shell: () => string;
  readonly temp?: string;
  readonly platform?: NodeJS.Platform;
}

// Reads the variables, takes their file away and becomes the person's shell.
const becomeShell = '. "$1"; rm -rf -- "${1%/*}"; exec "$2"';

/**
 * Opens terminals with values in their environment. The editor would show the environment of a terminal to every
 * extension, and may keep it to open the terminal again: so the values go through a file of 0600 that the terminal
 * removes before anything else is started in it.
 */
export function createTerminals({ show, shell, temp = tmpdir(), platform = process.platform }: TerminalsDependencies): TerminalsPort {
  return {
    async open({ title, directory, variables }, signal) {
      if (platform === 'win32')
        throw new CustodyError(
          'invalid_state',
          'A terminal with secrets opens on Linux and macOS only.',
          'Run the command with "Custody: Run with Secrets".',
        );
      // Goes into a file of 0600 that the terminal's shell reads and removes.
      const lines = [...variables].map(([name, value]) => `export ${name}=${inShell(value.reveal(), name)}\n`);
      const folder = await makeValueFolder(temp, new Map([['variables', SecretText.of(lines.join(''))]]));
      try {
        signal.throwIfAborted();
        const file = folder.paths.get('variables') ?? join(temp, 'none');
        show(
          { title, directory, program: '/bin/sh', arguments: ['-c', becomeShell, 'custody', file, shell()] },
          () => void folder.remove(),
        );
      } catch (thrown) {
        await folder.remove();
        throw thrown;
      }
    },
  };
}

function inShell(text: string, name: string): string {
  if (text.includes('\0')) throw new CustodyError('invalid_input', `The value for ${name} holds a zero byte, which no variable can.`);
  return `'${text.replaceAll("'", "'\\''")}'`;
}
