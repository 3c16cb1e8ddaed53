import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@smithy/types';
import type { VaultAccount } from '../../../core/account.ts';
import { CustodyError } from '../../../core/errors.ts';
import { clientOptions } from '../../clientOptions.ts';
import type { EndpointOf } from '../../endpoints.ts';
import type { OwnSources } from '../ownSources.ts';
import { retypeNext } from '../retypeNext.ts';

interface VaultSource extends Pick<OwnSources, 'typed' | 'leases'> {
  readonly region: string;
  readonly endpointOf: EndpointOf;
}

/** Credentials that Vault's AWS secrets engine makes for this account, under a lease. */
export function vaultCredentials(account: VaultAccount, { typed, leases, region, endpointOf }: VaultSource): AwsCredentialIdentityProvider {
  return async (options) => {
    const found = await typed(account.name);
    if (found?.kind !== 'vault')
      throw new CustodyError('credentials_missing', `Account ${account.name} has no Vault token here.`, retypeNext);
    return leases.credentials({
      account,
      token: found.token,
      again: options?.['forceRefresh'] === true,
      isKnown: (credentials) => isKnown(credentials, region, endpointOf),
    });
  };
}

const notKnownYet = new Set(['InvalidClientTokenId', 'UnrecognizedClientException']);

/** Any answer but "who is that?" will do: what else is wrong, the call itself will say. */
async function isKnown(credentials: AwsCredentialIdentity, region: string, endpointOf: EndpointOf): Promise<boolean> {
  const sts = new STSClient({ region, endpoint: endpointOf('sts', region), credentials, ...clientOptions(), maxAttempts: 1 });
  try {
    await sts.send(new GetCallerIdentityCommand({}));
    return true;
  } catch (thrown) {
    return !(thrown instanceof Error && notKnownYet.has(thrown.name));
  } finally {
    sts.destroy();
  }
}
