import type { AwsCredentialIdentityProvider } from '@smithy/types';
import { CustodyError } from '../../core/errors.ts';
import { retypeNext } from './retypeNext.ts';
import type { OwnSources } from './ownSources.ts';

/** The access keys that the person typed for this account. Read anew each time, so that new ones are used at once. */
export function keysCredentials(account: string, { typed }: Pick<OwnSources, 'typed'>): AwsCredentialIdentityProvider {
  return async () => {
    const found = await typed(account);
    if (found?.kind !== 'keys') throw new CustodyError('credentials_missing', `Account ${account} has no access keys here.`, retypeNext);
    const { accessKeyId, secretAccessKey, sessionToken } = found;
    // To the SDK, which signs requests with them.
    return {
      accessKeyId: accessKeyId.reveal(),
      secretAccessKey: secretAccessKey.reveal(),
      ...(sessionToken ? { sessionToken: sessionToken.reveal() } : {}),
    };
  };
}
