import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { fromIni } from '@aws-sdk/credential-providers';
import type { AwsCredentialIdentityProvider } from '@smithy/types';
import { CustodyError } from '../../core/errors.ts';
import type { SignInPrompts } from '../../core/signIn.ts';
import type { EndpointOf } from '../endpoints.ts';
import { clientOptions } from '../clientOptions.ts';
import { readProfiles, type AwsFiles, type Profiles } from './awsFiles.ts';

export interface ProfileSource {
  readonly profile: string;
  readonly region: string;
  readonly files: AwsFiles;
  readonly endpointOf: EndpointOf;
  readonly prompts: SignInPrompts;
}

/** Credentials of one named profile: keys, SSO, or a role chain in the file. Never the ambient chain, which reaches instance metadata. */
export function profileCredentials({ profile, region, files, endpointOf }: ProfileSource): AwsCredentialIdentityProvider {
  const sts = { region, endpoint: endpointOf('sts', region), ...clientOptions() };
  const provider = fromIni({
    profile,
    configFilepath: files.config,
    filepath: files.credentials,
    ignoreCache: true,
    clientConfig: { region, ...clientOptions() },
    roleAssumer: async (credentials, params) => {
      const answer = await new STSClient({ ...sts, credentials }).send(new AssumeRoleCommand(params));
      const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = answer.Credentials ?? {};
      if (!AccessKeyId || !SecretAccessKey || !SessionToken)
        throw new CustodyError('malformed_answer', 'STS answered without credentials.');
      return {
        accessKeyId: AccessKeyId,
        secretAccessKey: SecretAccessKey,
        sessionToken: SessionToken,
        ...(Expiration ? { expiration: Expiration } : {}),
      };
    },
  });
  return async () => {
    assertUsable(profile, await readProfiles(files));
    return provider();
  };
}

/** A config file can start programs and reach the machine's own role; both are refused, for every profile in the chain. */
function assertUsable(profile: string, profiles: Profiles, seen: readonly string[] = []): void {
  const found = profiles[profile];
  if (!found) throw new CustodyError('profile_missing', `There is no profile ${profile} in the AWS configuration.`);
  if (found['credential_process'] !== undefined) {
    throw new CustodyError(
      'credentials_missing',
      `Profile ${profile} gets its credentials from a program (credential_process), which Custody does not start.`,
      'Use a profile with keys, SSO or a role.',
    );
  }
  if (found['credential_source'] !== undefined) {
    throw new CustodyError(
      'credentials_missing',
      `Profile ${profile} takes its credentials from the machine (credential_source), which Custody does not use.`,
      'Use a profile with keys, SSO or a role.',
    );
  }
  const source = found['source_profile'];
  if (source === undefined || source === profile) return;
  if (seen.includes(source))
    throw new CustodyError(
      'credentials_missing',
      `The source_profile entries of ${profile} go round in a circle.`,
      'Correct the AWS configuration.',
    );
  assertUsable(source, profiles, [...seen, profile]);
}
