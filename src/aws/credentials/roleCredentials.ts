import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@smithy/types';
import type { RoleHop } from '../../core/account.ts';
import type { EndpointOf } from '../endpoints.ts';
import { assumeRole } from './stsSession.ts';

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
  return async (options) => {
    let credentials: AwsCredentialIdentity = await source.from(options);
    for (const step of steps) {
      credentials = await assumeRole({ region, endpointOf }, credentials, {
        RoleArn: step.roleArn,
        RoleSessionName: sessionName,
        ...(step.externalId === undefined ? {} : { ExternalId: step.externalId }),
        ...(step.durationSeconds === undefined ? {} : { DurationSeconds: step.durationSeconds }),
      });
    }
    return credentials;
  };
}
