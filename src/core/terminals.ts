import { CustodyError } from './errors.ts';
import type { SecretText } from './secretText.ts';

/** A terminal as it is opened. */
export interface TerminalStart {
  readonly title: string;
  /** Absolute. */
  readonly directory: string;
  /** Values by the name of the variable that everything started in it finds them in. */
  readonly variables: ReadonlyMap<string, SecretText>;
}

/** Opens terminals in which secrets are used. */
export interface TerminalsPort {
  readonly open: (start: TerminalStart, signal: AbortSignal) => Promise<void>;
}

/** Where there is no editor. */
export const noTerminals: TerminalsPort = {
  async open() {
    throw new CustodyError('invalid_state', 'No terminal can be opened here.', 'Do this in VS Code.');
  },
};
