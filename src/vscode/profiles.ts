import { awsFiles } from './settings.ts';

/** The profiles found in `~/.aws`, with the region each names. */
export async function readProfilesOf(): Promise<readonly { readonly name: string; readonly region: string | undefined }[]> {
  const { readProfiles } = await import('../aws/credentials/awsFiles.ts');
  const profiles = await readProfiles(awsFiles());
  return Object.entries(profiles)
    .filter(([name]) => !name.startsWith('sso-session.') && !name.startsWith('services.'))
    .map(([name, entries]) => ({ name, region: entries['region'] }));
}
