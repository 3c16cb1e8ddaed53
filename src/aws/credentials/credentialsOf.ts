import type { AwsCredentialIdentityProvider } from '@smithy/types';
import { CustodyError } from '../../core/errors.ts';
import type { SignInPrompts } from '../../core/signIn.ts';
import type { SignInAccount } from '../../core/sourceAccount.ts';
import { endpointsOf, type EndpointOf } from '../endpoints.ts';
import type { AgentSession } from './agentSessions.ts';
import type { AwsFiles } from './awsFiles.ts';
import { environmentCredentials } from './environmentCredentials.ts';
import { keysCredentials } from './keysCredentials.ts';
import type { MfaSessions } from './mfaSessions.ts';
import type { OwnSources } from './ownSources.ts';
import { profileCredentials } from './profileCredentials.ts';
import { roleCredentials } from './roleCredentials.ts';
import type { SsoSessions } from './ssoSessions.ts';
import { vaultCredentials } from './vault/vaultCredentials.ts';
import { webIdentityCredentials } from './webIdentityCredentials.ts';

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
  /** Left out where there is no editor, and then no account of these kinds. */
  readonly sources?: OwnSources | undefined;
  /** Whose session it is, where not the person's. What a role is assumed from is the person's all the same. */
  readonly agent?: AgentSession | undefined;
  /** One sign-in of a profile for all whom it serves, so that a person is asked once. `place` is where its STS is. */
  readonly shared?: (profile: string, place: string, source: AwsCredentialIdentityProvider) => AwsCredentialIdentityProvider;
}

/** The way into an account that its kind says, and no other: nothing ambient is ever tried. */
export function credentialsOf(account: SignInAccount, context: CredentialsContext): AwsCredentialIdentityProvider {
  const region = account.regions[0] ?? 'us-east-1';
  const { sandbox, agent } = context;
  const endpointOf = endpointsOf(account, context.endpointOf);
  switch (account.kind) {
    case 'sandbox':
      return async () => (await sandbox()).credentials;
    case 'profile':
      return ofProfile(account, account.profile, context);
    case 'role':
      return roleCredentials({
        ...account,
        region,
        endpointOf,
        agent,
        from: sourceOf(account, account.profile, { ...context, agent: undefined }),
      });
    case 'keys':
      return keysCredentials(account.name, editorSources(context));
    case 'environment':
      return environmentCredentials(account, editorSources(context));
    case 'webIdentity':
      return webIdentityCredentials({ ...account, region, endpointOf, agent });
    case 'vault':
      return vaultCredentials(account, { ...editorSources(context), region, endpointOf });
  }
}

/** Who assumes a role: a profile, or another account in its own way and at its own endpoints. */
function sourceOf(account: SignInAccount, profile: string | undefined, context: CredentialsContext): AwsCredentialIdentityProvider {
  if (account.from) return credentialsOf(account.from, context);
  if (profile === undefined) throw new CustodyError('credentials_missing', `Account ${account.name} says nothing of who assumes its role.`);
  return ofProfile(account, profile, context);
}

function ofProfile(account: SignInAccount, profile: string, context: CredentialsContext): AwsCredentialIdentityProvider {
  const region = account.regions[0] ?? 'us-east-1';
  const endpointOf = endpointsOf(account, context.endpointOf);
  const { shared = (_profile, _place, source) => source } = context;
  const source = profileCredentials({ ...context, region, endpointOf, profile });
  return context.agent ? source : shared(profile, endpointOf('sts', region).replace(region, '*'), source);
}

function editorSources({ sources }: CredentialsContext): OwnSources {
  if (!sources) throw new CustodyError('credentials_missing', 'Accounts of this kind work in the editor alone.');
  return sources;
}
