import { CustodyError } from '../core/errors.ts';

// DNS suffix by region prefix: AWS partitions, from the SDK's own partitions table.
const suffixes: readonly (readonly [RegExp, string])[] = [
  [/^cn-/, 'amazonaws.com.cn'],
  [/^us-iso-/, 'c2s.ic.gov'],
  [/^us-isob-/, 'sc2s.sgov.gov'],
  [/^eu-isoe-/, 'cloud.adc-e.uk'],
  [/^us-isof-/, 'csp.hci.ic.gov'],
  [/^eusc-/, 'amazonaws.eu'],
];

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
    const endpoint = checkEndpoint(named);
    return () => endpoint;
  }
  return (service, region) => {
    if (service === 'signin') return `https://${region}.${suffixOf(region, signInSuffixes) ?? 'signin.aws.amazon.com'}`;
    const suffix = suffixOf(region, suffixes) ?? 'amazonaws.com';
    return `https://${service}.${region}.${suffix}`;
  };
}

function suffixOf(region: string, table: typeof suffixes): string | undefined {
  return table.find(([prefix]) => prefix.test(region))?.[1];
}

function checkEndpoint(named: string): string {
  const url = URL.canParse(named) ? new URL(named) : undefined;
  const isLoopback = url?.protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  if (url?.protocol !== 'https:' && !isLoopback) {
    // Credentials and values would cross the network in clear.
    throw new CustodyError(
      'unreachable',
      'The endpoint in the settings is neither https nor on this machine.',
      'Correct "custody.aws.endpoint".',
    );
  }
  return url.origin;
}
