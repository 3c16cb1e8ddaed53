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

/** Where a service is called in a region. Always passed to the SDK, which would else take it from the environment. */
export type EndpointOf = (service: 'secretsmanager' | 'sts', region: string) => string;

/** AWS's own hosts, or for every service the one endpoint that the person named in their settings. */
export function endpointsFor(named: string | undefined): EndpointOf {
  if (named) {
    const endpoint = checkEndpoint(named);
    return () => endpoint;
  }
  return (service, region) => {
    const suffix = suffixes.find(([prefix]) => prefix.test(region))?.[1] ?? 'amazonaws.com';
    return `https://${service}.${region}.${suffix}`;
  };
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
