import type { Account } from '../core/account.ts';
import { endpointOrigin } from '../core/endpointOrigin.ts';
import { CustodyError } from '../core/errors.ts';
import { partitionOfRegion } from '../core/partitions.ts';

/** Where a service is called in a region. Always passed to the SDK, which would else take it from the environment. */
export type EndpointOf = (service: 'secretsmanager' | 'sts', region: string) => string;

/** AWS's own hosts, or for every service the one endpoint that the person named in their settings. */
export function endpointsFor(named: string | undefined): EndpointOf {
  if (named) {
    const endpoint = checkEndpoint(named, 'The endpoint in the settings', 'Correct "custody.aws.endpoint".');
    return () => endpoint;
  }
  return (service, region) => `https://${service}.${region}.${partitionOfRegion(region).dnsSuffix}`;
}

/** The endpoints that the person named for one account; for an account without, those of all. */
export function endpointsOf(account: Account, others: EndpointOf): EndpointOf {
  if (account.kind === 'sandbox' || account.endpoints === undefined) return others;
  const { secretsmanager, sts = secretsmanager } = account.endpoints;
  const named = { secretsmanager, sts };
  return (service) => checkEndpoint(named[service], `The endpoint of account ${account.name}`, 'Correct it with "Custody: Edit Account".');
}

function checkEndpoint(named: string, what: string, next: string): string {
  const origin = endpointOrigin(named);
  if (origin === undefined) throw new CustodyError('unreachable', `${what} is neither https nor on this machine.`, next);
  return origin;
}
