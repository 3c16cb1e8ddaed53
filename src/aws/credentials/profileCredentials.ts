import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@smithy/types';
import { regionName } from '../../core/account.ts';
import { hashOf } from '../../core/canonicalJson.ts';
import { CustodyError } from '../../core/errors.ts';
import type { SignInPrompts } from '../../core/signIn.ts';
import type { EndpointOf } from '../endpoints.ts';
import { roleForAgents, sessionParams, type AgentSession } from './agentSessions.ts';
import { noProfile, readProfiles, type AwsFiles, type Profiles } from './awsFiles.ts';
import { profileEnvironment } from './profileEnvironment.ts';
import { loginCredentials } from './loginCredentials.ts';
import type { MfaSession, MfaSessions } from './mfaSessions.ts';
import { processCredentials } from './processCredentials.ts';
import type { SsoSessions } from './ssoSessions.ts';
import { isSsoProfile, ssoSettingsOf } from './ssoSettings.ts';
import { assumeRole, assumeRoleWithWebIdentity, getSessionToken, type StsPlace } from './stsSession.ts';
import { readWebIdentityToken } from './webIdentityFile.ts';

export interface ProfileSource {
  readonly profile: string;
  readonly region: string;
  readonly files: AwsFiles;
  readonly endpointOf: EndpointOf;
  readonly prompts: SignInPrompts;
  readonly mfaSessions: MfaSessions;
  readonly ssoSessions: SsoSessions;
  /** Whose session of the profile's own role it is, where not the person's. */
  readonly agent?: AgentSession | undefined;
}

type Entries = Profiles[string];

interface Reading extends ProfileSource {
  readonly profiles: Profiles;
  readonly forceRefresh: boolean;
  /** Profiles on the way here, the account's own first. */
  readonly seen: readonly string[];
}

/** Credentials of one named profile, by what it says and nothing else. Never the ambient chain, which reaches instance metadata. */
export function profileCredentials(source: ProfileSource): AwsCredentialIdentityProvider {
  return async (options) => {
    const profiles = await readProfiles(source.files);
    // Without a role there is nothing that would limit the agent.
    if (source.agent && roleForAgents(profiles[source.profile]) === undefined)
      throw new CustodyError('changed_since', `Profile ${source.profile} no longer signs in as it did.`, 'Call again.');
    return credentialsOfProfile(source.profile, { ...source, profiles, forceRefresh: options?.['forceRefresh'] === true, seen: [] });
  };
}

async function credentialsOfProfile(profile: string, reading: Reading): Promise<AwsCredentialIdentity> {
  const entries = reading.profiles[profile];
  if (!entries) throw noProfile(profile);
  if (reading.seen.includes(profile))
    throw unusable(`The source_profile entries of ${reading.seen[0]} go round in a circle.`, 'Correct the AWS configuration.');
  if (entries['role_arn'] !== undefined) return roleOf(profile, entries, reading);
  const keys = keysOf(profile, entries);
  if (keys) return entries['mfa_serial'] === undefined ? keys : sessionOf(profile, entries, reading, keys);
  if (entries['credential_process'] !== undefined)
    return processCredentials({ profile, command: entries['credential_process'], prompts: reading.prompts });
  if (entries['credential_source'] !== undefined) return machineOf(profile, entries['credential_source'], reading);
  if (isSsoProfile(entries)) return reading.ssoSessions.credentials(profile, ssoSettingsOf(profile, reading.profiles, reading.files));
  if (entries['login_session'] !== undefined)
    return loginCredentials({
      ...reading,
      profile,
      loginSession: entries['login_session'],
      region: placeOf(profile, entries, reading).region,
    });
  throw unusable(
    `Profile ${profile} names no credentials.`,
    'Give it keys, a role, IAM Identity Center or a program in the AWS configuration.',
  );
}

async function roleOf(profile: string, entries: Entries, reading: Reading): Promise<AwsCredentialIdentity> {
  const { role_arn: RoleArn, external_id: ExternalId, role_session_name: name, duration_seconds: seconds, mfa_serial: serial } = entries;
  const params = {
    RoleArn,
    ...sessionParams(reading.agent, name ?? 'custody-vscode'),
    ...(ExternalId === undefined ? {} : { ExternalId }),
    ...(seconds === undefined ? {} : { DurationSeconds: secondsOf(profile, seconds) }),
  };
  const place = placeOf(profile, entries, reading);
  const { web_identity_token_file: tokenFile, source_profile: source, credential_source: machine } = entries;
  if (tokenFile !== undefined && source === undefined && machine === undefined) {
    const { ExternalId: _, ...byToken } = params;
    return assumeRoleWithWebIdentity(place, { ...byToken, WebIdentityToken: await readWebIdentityToken(profile, tokenFile) });
  }
  const from = (): Promise<AwsCredentialIdentity> => sourceOf(profile, entries, { ...reading, agent: undefined });
  if (serial === undefined) return assumeRole(place, await from(), params);
  return withCode(profile, entries, reading, from, (keys, code) => assumeRole(place, keys, { ...params, ...code }));
}

/** Whose credentials assume the role. A role's own code is enough, so its source is not asked for one more. */
async function sourceOf(profile: string, entries: Entries, reading: Reading): Promise<AwsCredentialIdentity> {
  const { source_profile: source, credential_source: machine } = entries;
  if (source !== undefined && machine !== undefined)
    throw unusable(`Profile ${profile} names both source_profile and credential_source.`, 'Leave one of them in the AWS configuration.');
  if (machine !== undefined) return machineOf(profile, machine, reading);
  if (source === undefined)
    throw unusable(`Profile ${profile} names a role and nothing to assume it with.`, 'Give it a source_profile in the AWS configuration.');
  const found = reading.profiles[source];
  const isPlain = source === profile || (entries['mfa_serial'] !== undefined && found?.['role_arn'] === undefined);
  const keys = found && isPlain ? keysOf(source, found) : undefined;
  if (keys) return keys;
  return credentialsOfProfile(source, { ...reading, seen: [...reading.seen, profile] });
}

function sessionOf(profile: string, entries: Entries, reading: Reading, keys: AwsCredentialIdentity): Promise<AwsCredentialIdentity> {
  const place = placeOf(profile, entries, reading);
  return withCode(
    profile,
    entries,
    reading,
    async () => keys,
    (from, code) => getSessionToken(place, from, code),
  );
}

function withCode(
  profile: string,
  entries: Entries,
  { mfaSessions, forceRefresh }: Reading,
  source: MfaSession['source'],
  send: MfaSession['send'],
): Promise<AwsCredentialIdentity> {
  const key = hashOf({ profile, ...entries });
  return mfaSessions.session({ key, profile, serial: entries['mfa_serial'] ?? '', forceRefresh, source, send });
}

function keysOf(profile: string, entries: Entries): AwsCredentialIdentity | undefined {
  const { aws_access_key_id: accessKeyId, aws_secret_access_key: secretAccessKey, aws_session_token: sessionToken } = entries;
  if (accessKeyId === undefined && secretAccessKey === undefined) return undefined;
  if (!accessKeyId || !secretAccessKey)
    throw unusable(`Profile ${profile} has one half of a pair of keys.`, 'Complete it in the AWS configuration.');
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
}

function machineOf(profile: string, source: string, { prompts }: Reading): Promise<AwsCredentialIdentity> {
  if (source === 'Environment') return profileEnvironment({ profile, prompts });
  throw unusable(
    `Profile ${profile} takes its credentials from the machine (credential_source), whose role Custody does not use.`,
    'Use a profile with keys, IAM Identity Center or a role.',
  );
}

/** A region becomes a part of the host's name, so it must be one. */
function placeOf(profile: string, entries: Entries, { region, endpointOf }: Reading): StsPlace {
  const own = entries['region'] ?? region;
  if (!regionName.safeParse(own).success)
    throw unusable(`The region of profile ${profile} is not an AWS region name.`, 'Correct it in the AWS configuration.');
  return { profile, region: own, endpointOf };
}

function secondsOf(profile: string, text: string): number {
  const seconds = Number(text);
  if (Number.isInteger(seconds) && seconds >= 900 && seconds <= 43_200) return seconds;
  throw unusable(`The duration_seconds of profile ${profile} are not 900 to 43,200.`, 'Correct them in the AWS configuration.');
}

function unusable(what: string, next: string): CustodyError {
  return new CustodyError('credentials_missing', what, next);
}
