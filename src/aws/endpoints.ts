import type { Account } from '../core/account.ts';
import { endpointOrigin } from '../core/endpointOrigin.ts';
import { CustodyError } from '../core/errors.ts';
import { partitionOfRegion } from '../core/partitions.ts';

// The hosts of `aws login` have names of their own, from the rules of the SDK's client for them.
const signInSuffixes: readonly (readonly [RegExp, string])[] = [
  [/^cn-/, 'signin.amazonaws.cn'],
  [/^us-gov-/, 'signin.amazonaws-us-gov.com'],
  [/^us-iso-/, 'signin.c2shome.ic.gov'],
  [/^us-isob-/, 'signin.sc2shome.sgov.gov'],
  [/^eu-isoe-/, 'signin.csphome.adc-e.uk'],
  [/^us-isof-/, 'signin.csphome.hci.ic.gov'],
  [/^eusc-/, 'signin.amazonaws-eusc.eu'],
];

/** `portal.sso` and `oidc` are IAM Identity Center, `signin` is `aws login`. */
export type AwsService = 'secretsmanager' | 'sts' | 'portal.sso' | 'oidc' | 'signin';

/** Where a service is called in a region. Always passed to the SDK, which would else take it from the environment. */
export type EndpointOf = (service: AwsService, region: string) => string;

/** AWS's own hosts, or for every service the one endpoint that the person named in their settings. */
export function endpointsFor(named: string | undefined): EndpointOf {
  if (named) {
    const endpoint = checkEndpoint(named, 'The endpoint in the settings', 'Correct "custody.aws.endpoint".');
    return () => endpoint;
  }
  return (service, region) => {
    if (service === 'signin') return `https://${region}.${signInSuffixOf(region)}`;
    return `https://${service}.${region}.${partitionOfRegion(region).dnsSuffix}`;
  };
}

function signInSuffixOf(region: string): string {
  return signInSuffixes.find(([prefix]) => prefix.test(region))?.[1] ?? 'signin.aws.amazon.com';
}

/** The endpoints that the person named for one account; for an account without, those of all. */
export function endpointsOf(account: Account, others: EndpointOf): EndpointOf {
  if (account.kind === 'sandbox' || account.endpoints === undefined) return others;
  const { secretsmanager, sts = secretsmanager } = account.endpoints;
  return (service, region) => {
    if (service !== 'secretsmanager' && service !== 'sts') return others(service, region);
    const named = service === 'sts' ? sts : secretsmanager;
    return checkEndpoint(named, `The endpoint of account ${account.name}`, 'Correct it with "Custody: Edit Account".');
  };
}

function checkEndpoint(named: string, what: string, next: string): string {
  const origin = endpointOrigin(named);
  if (origin === undefined) throw new CustodyError('unreachable', `${what} is neither https nor on this machine.`, next);
  return origin;
}
