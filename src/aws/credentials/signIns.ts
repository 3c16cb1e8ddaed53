import { doesIdentityRequireRefresh, isIdentityExpired, memoizeIdentityProvider } from '@smithy/core';
import type { AwsCredentialIdentityProvider } from '@smithy/types';
import type { Account } from '../../core/account.ts';
import { canonicalJson } from '../../core/canonicalJson.ts';
import { credentialsOf, type CredentialsContext } from './credentialsOf.ts';

export interface SignIns {
  /** Shared by every region of an account, so that one sign-in serves them all. */
  provider(account: Account): AwsCredentialIdentityProvider;
}

/** Keeps one provider per account, which signs in once however many calls wait for it. */
export function createSignIns(context: CredentialsContext): SignIns {
  const providers = new Map<string, AwsCredentialIdentityProvider>();
  return {
    provider(account) {
      const key = signInKey(account);
      const known = providers.get(key);
      if (known) return known;
      const provider = credentialsOf(account, context);
      const memoized = memoizeIdentityProvider(provider, isIdentityExpired, doesIdentityRequireRefresh) ?? provider;
      // Marked as the SDK marks its own, or each client would keep a copy that a new sign-in here does not reach.
      const shared = Object.assign(memoized, { memoized: true });
      providers.set(key, shared);
      return shared;
    },
  };
}

/** What decides how an account signs in. How it is marked, and its level for agents, are no part of that. */
export function signInKey(account: Account): string {
  const { access: _, accountId: __, order: ___, color: ____, production: _____, ...identity } = account;
  return canonicalJson(identity);
}
