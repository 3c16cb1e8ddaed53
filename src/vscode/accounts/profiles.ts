import { partitionOfArn, partitionOfRegion, type Partition } from '../../core/partitions.ts';
import { awsFiles } from '../settings.ts';

interface FoundProfile {
  readonly name: string;
  /** As it names one. */
  readonly region: string | undefined;
  /** Where its region, its role or its SSO says that it belongs. */
  readonly partition: Partition | undefined;
  /** How it signs in, in a word. */
  readonly way: string;
}

type Entries = Readonly<Record<string, string | undefined>>;

/** The profiles found in `~/.aws`. */
export async function readProfilesOf(): Promise<readonly FoundProfile[]> {
  const { readProfiles } = await import('../../aws/credentials/awsFiles.ts');
  const profiles = await readProfiles(awsFiles());
  return Object.entries(profiles)
    .filter(([name]) => !name.startsWith('sso-session.') && !name.startsWith('services.'))
    .map(([name, entries]) => ({ name, region: entries['region'], partition: partitionOf(entries), way: wayOf(entries) }));
}

/** Whether a profile's own credentials are a role's session already, so that a role assumed from it is chained. */
export async function isRoleSession(profile: string): Promise<boolean> {
  const { readProfiles } = await import('../../aws/credentials/awsFiles.ts');
  const { [profile]: found = {} } = await readProfiles(awsFiles());
  return ['role_arn', 'sso_session', 'sso_start_url'].some((entry) => found[entry] !== undefined);
}

function partitionOf({ region, role_arn: roleArn, sso_region: ssoRegion }: Entries): Partition | undefined {
  const named = region ?? ssoRegion;
  return (roleArn === undefined ? undefined : partitionOfArn(roleArn)) ?? (named === undefined ? undefined : partitionOfRegion(named));
}

function wayOf(entries: Entries): string {
  if (entries['sso_session'] !== undefined || entries['sso_start_url'] !== undefined) return 'SSO';
  if (entries['web_identity_token_file'] !== undefined) return 'web identity';
  if (entries['role_arn'] !== undefined) return 'role';
  if (entries['credential_process'] !== undefined) return 'program';
  return entries['aws_access_key_id'] === undefined ? 'settings only' : 'keys';
}
