import { partitionOfArn, partitionOfRegion, type Partition } from '../../core/partitions.ts';
import { awsFiles } from '../settings.ts';

interface FoundProfile {
  readonly name: string;
  /** As it names one. */
  readonly region: string | undefined;
  /** Where its region, its role or its SSO says that it belongs. */
  readonly partition: Partition | undefined;
  /** How it signs in, in a word. */
  readonly kind: string;
}

type Entries = Readonly<Record<string, string | undefined>>;

/** The profiles found in `~/.aws`. */
export async function readProfilesOf(): Promise<readonly FoundProfile[]> {
  const [{ readProfiles }, { listProfiles }] = await Promise.all([
    import('../../aws/credentials/awsFiles.ts'),
    import('../../aws/credentials/profileKinds.ts'),
  ]);
  const profiles = await readProfiles(awsFiles());
  return listProfiles(profiles).map(({ name, kind, region }) => ({ name, kind, region, partition: partitionOf(profiles[name] ?? {}) }));
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
