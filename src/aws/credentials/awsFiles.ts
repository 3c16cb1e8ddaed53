import { readFile } from 'node:fs/promises';
import { parseKnownFiles } from '@smithy/core/config';
import { CustodyError } from '../../core/errors.ts';

/** The two files profiles are read from, as absolute paths: never taken from the environment. */
export interface AwsFiles {
  readonly config: string;
  readonly credentials: string;
}

export type Profiles = Readonly<Record<string, Readonly<Record<string, string | undefined>>>>;

/** Every profile of both files, by name. Missing files count as empty. Read anew each time, so that edits are seen. */
export async function readProfiles(files: AwsFiles): Promise<Profiles> {
  // The parser takes a file that can't be read for an empty one, and then a profile would have lost its role.
  await Promise.all([files.config, files.credentials].map(assertReadable));
  return parseKnownFiles({ configFilepath: files.config, filepath: files.credentials, ignoreCache: true });
}

export function noProfile(profile: string): CustodyError {
  return new CustodyError('profile_missing', `There is no profile ${profile} in the AWS configuration.`);
}

async function assertReadable(path: string): Promise<void> {
  try {
    await readFile(path);
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : 'unknown fault';
    if (code === 'ENOENT') return;
    throw new CustodyError(
      'profile_missing',
      `The AWS configuration ${path} can't be read (${code}).`,
      'Make the file readable, then try again.',
    );
  }
}
