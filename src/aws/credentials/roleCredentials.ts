import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import type { AwsCredentialIdentityProvider } from '@smithy/types';
import { clientOptions } from '../clientOptions.ts';
import type { EndpointOf } from '../endpoints.ts';

export interface RoleSource {
  readonly roleArn: string;
  readonly externalId?: string | undefined;
  readonly sessionName?: string | undefined;
  /** Seconds, 900 to 43,200. */
  readonly durationSeconds?: number | undefined;
  readonly region: string;
  readonly endpointOf: EndpointOf;
  readonly from: AwsCredentialIdentityProvider;
}

/** Credentials of a role that another identity assumes. The session is named for CloudTrail's readers. */
export function roleCredentials(source: RoleSource): AwsCredentialIdentityProvider {
  const { roleArn, externalId, durationSeconds, region, endpointOf } = source;
  return fromTemporaryCredentials({
    masterCredentials: source.from,
    params: {
      RoleArn: roleArn,
      RoleSessionName: source.sessionName ?? 'custody-vscode',
      ...(externalId === undefined ? {} : { ExternalId: externalId }),
      ...(durationSeconds === undefined ? {} : { DurationSeconds: durationSeconds }),
    },
    clientConfig: { region, endpoint: endpointOf('sts', region), ...clientOptions() },
  });
}
