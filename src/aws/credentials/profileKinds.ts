import type { Profile } from '../../core/signInStatus.ts';
import type { Profiles } from './awsFiles.ts';

type Entries = Profiles[string];

// Which entry tells how a profile signs in; the first that is there decides. A token file names a role as well.
const kinds = [
  ['web_identity_token_file', 'web identity'],
  ['role_arn', 'role'],
  ['sso_session', 'sso'],
  ['sso_start_url', 'sso'],
  ['login_session', 'login'],
  ['credential_process', 'process'],
  ['credential_source', 'machine'],
  ['aws_access_key_id', 'keys'],
] as const;

const sections = /^(sso-session|services)\./;

/** Every profile with how it signs in. Of what the files hold, only names and regions come out. */
export function listProfiles(profiles: Profiles): readonly Profile[] {
  return Object.entries(profiles)
    .filter(([name]) => !sections.test(name))
    .map(([name, entries]) => ({ name, kind: kindOf(entries), region: entries['region'], needsPerson: needsPerson(name, profiles) }))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

function kindOf(entries: Entries): string {
  return kinds.find(([entry]) => entries[entry] !== undefined)?.[1] ?? 'nothing to sign in with';
}

function needsPerson(name: string, profiles: Profiles, seen: readonly string[] = []): boolean {
  const { [name]: entries = {} } = profiles;
  if (entries['mfa_serial'] !== undefined || ['sso', 'login'].includes(kindOf(entries))) return true;
  const source = entries['source_profile'];
  return source !== undefined && ![name, ...seen].includes(source) && needsPerson(source, profiles, [...seen, name]);
}
