import type { AwsCredentialIdentityProvider } from '@smithy/types';
import { CustodyError } from '../../core/errors.ts';
import { variablesOf } from '../../core/environmentNames.ts';
import type { OwnSources } from './ownSources.ts';

/** The keys in three variables that the person named, and in no others. */
export function environmentCredentials(
  account: { readonly name: string; readonly prefix: string },
  { variable }: Pick<OwnSources, 'variable'>,
): AwsCredentialIdentityProvider {
  return async () => {
    const names = variablesOf(account.prefix);
    const accessKeyId = variable(names.accessKeyId);
    const secretAccessKey = variable(names.secretAccessKey);
    const sessionToken = variable(names.sessionToken);
    if (!accessKeyId || !secretAccessKey)
      throw new CustodyError(
        'credentials_missing',
        `${accessKeyId ? names.secretAccessKey : names.accessKeyId} is not set where the editor runs, so account ${account.name} can't sign in.`,
        'Set it, start the editor anew and try again.',
      );
    return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
  };
}
