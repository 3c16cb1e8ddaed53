import { CustodyError } from './errors.ts';
import type { SecretText } from './secretText.ts';

/** A program as it is started: an argument array that no shell reads, unless a shell was asked for. */
export interface ProgramStart {
  /** The program and its arguments; with `shell`, one line. Never holds a value: other users can list arguments. */
  readonly command: readonly string[];
  readonly shell: boolean;
  /** Absolute. */
  readonly directory: string;
  /** Values by the name of the variable that the program finds them in. */
  readonly variables: ReadonlyMap<string, SecretText>;
  /** Values by the name of the variable that holds the path of a file of 0600 with them, removed at the end. */
  readonly files: ReadonlyMap<string, SecretText>;
  readonly stdin: SecretText | undefined;
  /**
   * The values alone, where those above have other text around them, such as a password in an address. They are taken out of
   * the output by themselves too, and they alone are remembered: what the caller wrote around them must not be refused later.
   */
  readonly parts?: readonly SecretText[];
  /** Those of the above that hold no value at all, only what the caller wrote. */
  readonly plain?: ReadonlySet<SecretText>;
  readonly timeoutMs: number;
}

/** How a program ended, with what it wrote, scrubbed of every value it was given and every other known one. */
export interface ProgramEnd {
  /** Undefined when a signal ended it. */
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  readonly timedOut: boolean;
  /** The last part of stdout and stderr as they came; a first line says how many bytes were left out before it. */
  readonly output: string;
  /** How often a value was taken out of the output. */
  readonly redactions: number;
  /** Whether its files with values could not be removed yet. */
  readonly filesLeft?: boolean;
}

/** Starts programs that use secrets. */
export interface ProgramsPort {
  /** The absolute folder a program would run in; throws CustodyError for one that is not there or that no one opened. */
  readonly directory: (wanted: string | undefined) => Promise<string>;
  /** Runs it to its end. An aborted signal ends the whole tree of processes and rejects. `tell` hears scrubbed output as it comes. */
  readonly run: (start: ProgramStart, signal: AbortSignal, tell?: (text: string) => void) => Promise<ProgramEnd>;
}

const refuse = async (): Promise<never> => {
  throw new CustodyError('invalid_state', 'No program can be started here.', 'Do this in VS Code, or with npm run serve.');
};

/** Where nothing can start programs. */
export const noPrograms: ProgramsPort = { directory: refuse, run: refuse };
