import { doesIdentityRequireRefresh, isIdentityExpired, memoizeIdentityProvider } from '@smithy/core';
import type { AwsCredentialIdentityProvider } from '@smithy/types';
import type { Account } from '../core/account.ts';
import { canonicalJson } from '../core/canonicalJson.ts';
import type { SecretsService } from '../core/secretsService.ts';
import type { AwsFiles } from './credentials/awsFiles.ts';
import { profileCredentials } from './credentials/profileCredentials.ts';
import { roleCredentials } from './credentials/roleCredentials.ts';
import { endpointsFor, type EndpointOf } from './endpoints.ts';
import { createSecretsManager } from './secretsManager.ts';

const maxServices = 16;

/** Where the sandbox listens and the keys it takes. */
export interface SandboxConnection {
  readonly endpoint: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

export interface ServicePoolOptions {
  readonly files: AwsFiles;
  /** An endpoint the person named in their own settings, for every service. */
  readonly endpoint: string | undefined;
  readonly sandbox: () => Promise<SandboxConnection>;
}

export interface ServicePool {
  /** The one service of an account in a region. */
  service(account: Account, region: string): Promise<SecretsService>;
}

/** Makes one client per account and region, since a new one per call doubles its cost, and keeps the last sixteen. */
export function createServicePool({ files, endpoint, sandbox }: ServicePoolOptions): ServicePool {
  const services = new Map<string, Promise<SecretsService>>();
  const identities = new Map<string, AwsCredentialIdentityProvider>();

  function endpointOf(): EndpointOf {
    return endpointsFor(endpoint);
  }

  /** Shared by every region of an account, so that one sign-in serves them all. */
  function credentialsOf(account: Exclude<Account, { kind: 'sandbox' }>, key: string): AwsCredentialIdentityProvider {
    const known = identities.get(key);
    if (known) return known;
    const region = account.regions[0] ?? 'us-east-1';
    const source = { region, endpointOf: endpointOf() };
    const fromProfile = profileCredentials({ ...source, profile: account.profile, files });
    const provider = account.kind === 'profile' ? fromProfile : roleCredentials({ ...source, ...account, region, from: fromProfile });
    const memoized = memoizeIdentityProvider(provider, isIdentityExpired, doesIdentityRequireRefresh) ?? provider;
    // Marked as the SDK marks its own, or each client would keep a copy that a new sign-in here does not reach.
    const shared = Object.assign(memoized, { memoized: true });
    identities.set(key, shared);
    return shared;
  }

  async function make(account: Account, region: string, key: string): Promise<SecretsService> {
    if (account.kind !== 'sandbox') {
      return createSecretsManager({ account: account.name, region, endpointOf: endpointOf(), credentials: credentialsOf(account, key) });
    }
    const running = await sandbox();
    return createSecretsManager({
      account: account.name,
      region,
      endpointOf: () => running.endpoint,
      credentials: async () => running.credentials,
    });
  }

  return {
    service(account, region) {
      // How an account is marked, and its level for agents, are no part of a sign-in; everything else is.
      const { access: _, accountId: __, order: ___, color: ____, production: _____, ...identity } = account;
      const key = canonicalJson(identity);
      const place = `${region}\n${key}`;
      const made = services.get(place) ?? make(account, region, key);
      services.delete(place);
      services.set(place, made);
      // A failed start is not kept, so that the next call tries again.
      made.catch(() => services.delete(place));
      const oldest = services.keys().next();
      if (services.size > maxServices && !oldest.done) services.delete(oldest.value);
      return made;
    },
  };
}
