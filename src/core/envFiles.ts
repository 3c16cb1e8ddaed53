import { CustodyError } from './errors.ts';
import type { SecretText } from './secretText.ts';

/** What git makes of a file. `unknown`: the folder is in a work tree, and git could not be asked. */
export const gitStates = ['ignored', 'notIgnored', 'tracked', 'noRepository', 'unknown'] as const;
export type GitState = (typeof gitStates)[number];

/** A `.env` file of an open folder, or the place for one. */
export interface EnvFile {
  /** Absolute, with no link in it. */
  readonly path: string;
  /** As a person knows it, such as `shop/.env`. */
  readonly label: string;
  /** What is in it; undefined where there is none yet. */
  readonly content: SecretText | undefined;
  readonly git: GitState;
}

/** The port to `.env` files and to the variables Custody itself was started with. */
export interface EnvFilesPort {
  /** The value of a variable of this process. */
  readonly variable: (name: string) => SecretText | undefined;
  /** Looks at a file; throws CustodyError for one that is in no open folder, is a link or is not named `.env` or `.env.*`. */
  readonly look: (path: string, signal: AbortSignal) => Promise<EnvFile>;
  /**
   * Puts new content in its place, readable by its owner alone; git is told to ignore it first where it does not.
   * Throws CustodyError when the file is no longer as it was looked at, or git tracks it.
   */
  readonly write: (file: EnvFile, content: SecretText, signal: AbortSignal) => Promise<void>;
}

function noFolder(): CustodyError {
  return new CustodyError(
    'invalid_state',
    'No folder is open here whose .env files could be used.',
    'Open the folder of the project first.',
  );
}

/** Where no folder is open. */
export const noEnvFiles: EnvFilesPort = {
  variable: () => undefined,
  look: () => Promise.reject(noFolder()),
  write: () => Promise.reject(noFolder()),
};
