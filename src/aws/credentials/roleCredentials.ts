import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import type { AwsCredentialIdentityProvider } from '@smithy/types';
import type { RoleHop } from '../../core/account.ts';
import { clientOptions } from '../clientOptions.ts';
import type { EndpointOf } from '../endpoints.ts';

export interface RoleSource {
  /** Roles assumed first, each from the one before; the first from `from`. */
  readonly via?: readonly RoleHop[] | undefined;
  readonly roleArn: string;
  readonly externalId?: string | undefined;
  readonly sessionName?: string | undefined;
  /** Seconds, 900 to 43,200. */
  readonly durationSeconds?: number | undefined;
  readonly region: string;
  readonly endpointOf: EndpointOf;
  readonly from: AwsCredentialIdentityProvider;
}

/** Credentials of a role that another identity assumes, through further roles or at once. Sessions are named for CloudTrail's readers. */
export function roleCredentials(source: RoleSource): AwsCredentialIdentityProvider {
  const { via = [], roleArn, externalId, sessionName = 'custody-vscode', durationSeconds, region, endpointOf } = source;
  const steps: readonly (RoleHop & { readonly durationSeconds?: number | undefined })[] = [
    ...via,
    { roleArn, externalId, durationSeconds },
  ];
  return steps.reduce<AwsCredentialIdentityProvider>(
    (masterCredentials, step) =>
      fromTemporaryCredentials({
        masterCredentials,
        params: {
          RoleArn: step.roleArn,
          RoleSessionName: sessionName,
          ...(step.externalId === undefined ? {} : { ExternalId: step.externalId }),
          ...(step.durationSeconds === undefined ? {} : { DurationSeconds: step.durationSeconds }),
        },
        clientConfig: { region, endpoint: endpointOf('sts', region), ...clientOptions() },
      }),
    source.from,
  );
}
