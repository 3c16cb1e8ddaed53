import { awsFiles } from '../settings.ts';

/** The profiles found in `~/.aws`, with the region each names. */
export async function readProfilesOf(): Promise<readonly { readonly name: string; readonly region: string | undefined }[]> {
  const { readProfiles } = await import('../../aws/credentials/awsFiles.ts');
  const profiles = await readProfiles(awsFiles());
  return Object.entries(profiles)
    .filter(([name]) => !name.startsWith('sso-session.') && !name.startsWith('services.'))
    .map(([name, entries]) => ({ name, region: entries['region'] }));
}

/** Whether a profile's own credentials are a role's session already, so that a role assumed from it is chained. */
export async function isRoleSession(profile: string): Promise<boolean> {
  const { readProfiles } = await import('../../aws/credentials/awsFiles.ts');
  const { [profile]: found = {} } = await readProfiles(awsFiles());
  return ['role_arn', 'sso_session', 'sso_start_url'].some((entry) => found[entry] !== undefined);
}
