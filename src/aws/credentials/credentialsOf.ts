import type { AwsCredentialIdentityProvider } from '@smithy/types';
import type { Account } from '../../core/account.ts';
import type { EndpointOf } from '../endpoints.ts';
import type { AwsFiles } from './awsFiles.ts';
import { profileCredentials } from './profileCredentials.ts';
import { roleCredentials } from './roleCredentials.ts';

/** Where the sandbox listens and the keys it takes. */
export interface SandboxConnection {
  readonly endpoint: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** What every way into an account stands on. */
export interface CredentialsContext {
  readonly files: AwsFiles;
  readonly endpointOf: EndpointOf;
  readonly sandbox: () => Promise<SandboxConnection>;
  /** One sign-in of a profile for all whom it serves, so that a person is asked once. `place` is where its STS is. */
  readonly shared?: (profile: string, place: string, source: AwsCredentialIdentityProvider) => AwsCredentialIdentityProvider;
}

/** The way into an account that its kind says, and no other: nothing ambient is ever tried. */
export function credentialsOf(account: Account, context: CredentialsContext): AwsCredentialIdentityProvider {
  const region = account.regions[0] ?? 'us-east-1';
  const { files, endpointOf, sandbox, shared = (_profile, _place, source) => source } = context;
  const ofProfile = (profile: string): AwsCredentialIdentityProvider =>
    shared(profile, endpointOf('sts', region).replace(region, '*'), profileCredentials({ region, endpointOf, files, profile }));
  switch (account.kind) {
    case 'sandbox':
      return async () => (await sandbox()).credentials;
    case 'profile':
      return ofProfile(account.profile);
    case 'role':
      return roleCredentials({
        ...account,
        region,
        endpointOf,
        from: ofProfile(account.profile),
      });
  }
}
