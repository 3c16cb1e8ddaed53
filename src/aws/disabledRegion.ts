import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { AwsCredentialIdentity } from '@smithy/types';
import { CustodyError } from '../core/errors.ts';
import { partitionOfRegion } from '../core/partitions.ts';
import { clientOptions } from './clientOptions.ts';
import type { EndpointOf } from './endpoints.ts';

// What a region says of keys it does not know: to Secrets Manager and to STS.
const unknownKey = new Set(['UnrecognizedClientException', 'InvalidClientTokenId']);

export interface RefusedIn {
  readonly region: string;
  readonly endpointOf: EndpointOf;
  /** What was refused there: `ListSecrets in account main`. */
  readonly asked: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * A region that is not enabled for an AWS account answers valid keys as if they were unknown. Where the same keys are
 * taken in a region that nobody can disable, it is the region that is to be told of: to sign in anew, with a code or a new
 * lease, would help nobody.
 */
export async function asDisabledRegion(thrown: unknown, signedWith: AwsCredentialIdentity, refused: RefusedIn): Promise<unknown> {
  const { region, endpointOf, asked, signal } = refused;
  const [home] = partitionOfRegion(region).regions;
  if (!(thrown instanceof Error) || !unknownKey.has(thrown.name) || home === region) return thrown;
  const sts = new STSClient({ region: home, endpoint: endpointOf('sts', home), ...clientOptions(), credentials: signedWith });
  try {
    await sts.send(new GetCallerIdentityCommand({}), signal ? { abortSignal: signal } : {});
  } catch {
    // Not taken there either, or nobody can say.
    return thrown;
  } finally {
    sts.destroy();
  }
  // Session tokens of the global endpoint of STS are good only where no region has to be enabled.
  const orSession =
    signedWith.sessionToken === undefined ? '' : ', or the session comes from the global endpoint of STS and not a regional one';
  return new CustodyError(
    'region_not_found',
    `Region ${region} is not enabled for this AWS account${orSession}: it refused ${asked}, though the sign-in is good in ${home}.`,
    `Enable ${region} in the AWS account, or take it off the account's regions with "Custody: Edit Account".`,
  );
}
