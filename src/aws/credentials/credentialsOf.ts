import type { AwsCredentialIdentityProvider } from '@smithy/types';
import type { Account } from '../../core/account.ts';
import type { SignInPrompts } from '../../core/signIn.ts';
import type { EndpointOf } from '../endpoints.ts';
import type { AwsFiles } from './awsFiles.ts';
import type { MfaSessions } from './mfaSessions.ts';
import { profileCredentials } from './profileCredentials.ts';
import { roleCredentials } from './roleCredentials.ts';
import type { SsoSessions } from './ssoSessions.ts';

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
  /** What a sign-in may ask of the person. */
  readonly prompts: SignInPrompts;
  readonly mfaSessions: MfaSessions;
  readonly ssoSessions: SsoSessions;
}

/** The way into an account that its kind says, and no other: nothing ambient is ever tried. */
export function credentialsOf(account: Account, context: CredentialsContext): AwsCredentialIdentityProvider {
  const region = account.regions[0] ?? 'us-east-1';
  const { sandbox, ...source } = context;
  switch (account.kind) {
    case 'sandbox':
      return async () => (await sandbox()).credentials;
    case 'profile':
      return profileCredentials({ ...source, region, profile: account.profile });
    case 'role':
      return roleCredentials({
        ...account,
        region,
        endpointOf: context.endpointOf,
        from: profileCredentials({ ...source, region, profile: account.profile }),
      });
  }
}
