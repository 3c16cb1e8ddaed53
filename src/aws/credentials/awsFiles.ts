import { parseKnownFiles } from '@smithy/core/config';

/** The two files profiles are read from, as absolute paths: never taken from the environment. */
export interface AwsFiles {
  readonly config: string;
  readonly credentials: string;
}

export type Profiles = Readonly<Record<string, Readonly<Record<string, string | undefined>>>>;

/** Every profile of both files, by name. Missing files count as empty. Read anew each time, so that edits are seen. */
export async function readProfiles(files: AwsFiles): Promise<Profiles> {
  return parseKnownFiles({ configFilepath: files.config, filepath: files.credentials, ignoreCache: true });
}
