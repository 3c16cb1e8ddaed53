import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { regionName } from '../../core/account.ts';
import { CustodyError } from '../../core/errors.ts';
import type { AwsFiles, Profiles } from './awsFiles.ts';

/** Where a profile signs in at IAM Identity Center. */
export interface SsoSession {
  readonly startUrl: string;
  readonly region: string;
  /** What the token may be used for; none where the profile is of the older kind, whose tokens are not renewed. */
  readonly scopes: readonly string[];
  /** The cache file that the AWS CLI and every SDK share. */
  readonly cachePath: string;
}

export interface SsoSettings {
  readonly session: SsoSession;
  readonly accountId: string;
  readonly roleName: string;
}

export function isSsoProfile(entries: Profiles[string]): boolean {
  return entries['sso_session'] !== undefined || entries['sso_start_url'] !== undefined;
}

/** Reads both kinds: a session of its own section, or everything in the profile. */
export function ssoSettingsOf(profile: string, profiles: Profiles, files: AwsFiles): SsoSettings {
  const entries = profiles[profile] ?? {};
  const { sso_session: name, sso_account_id: accountId, sso_role_name: roleName } = entries;
  const section = name === undefined ? entries : profiles[`sso-session.${name}`];
  const wrong = (what: string): CustodyError =>
    new CustodyError(
      'credentials_missing',
      `Profile ${profile} can't sign in at IAM Identity Center, because ${what}.`,
      'Correct the AWS configuration, for example with "aws configure sso".',
    );
  if (!section) throw wrong(`there is no sso-session ${name}`);
  const { sso_start_url: startUrl, sso_region: region } = section;
  if (startUrl === undefined || !URL.canParse(startUrl) || new URL(startUrl).protocol !== 'https:')
    throw wrong('its sso_start_url is no https address');
  if (!regionName.safeParse(region).success || region === undefined) throw wrong('its sso_region is not an AWS region name');
  for (const key of ['sso_start_url', 'sso_region'])
    if (entries[key] !== undefined && entries[key] !== section[key]) throw wrong(`it names another ${key} than its sso-session`);
  if (accountId === undefined || !/^\d{12}$/.test(accountId)) throw wrong('its sso_account_id is not twelve digits');
  if (!roleName) throw wrong('it names no sso_role_name');
  const scopes = (section['sso_registration_scopes'] ?? 'sso:account:access').split(',').map((scope) => scope.trim());
  return {
    session: {
      startUrl,
      region,
      scopes: name === undefined ? [] : scopes.filter(Boolean),
      cachePath: ssoCachePath(files, name ?? startUrl),
    },
    accountId,
    roleName,
  };
}

/** `~/.aws/sso/cache`, where a token's file is named by the SHA-1 of its session's name, or of its start URL without one. */
export function ssoCachePath(files: AwsFiles, sessionOrUrl: string): string {
  return join(dirname(files.config), 'sso', 'cache', `${createHash('sha1').update(sessionOrUrl).digest('hex')}.json`);
}
