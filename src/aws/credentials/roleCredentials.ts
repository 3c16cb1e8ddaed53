import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@smithy/types';
import type { RoleHop } from '../../core/account.ts';
import type { EndpointOf } from '../endpoints.ts';
import { sessionParams, type AgentSession } from './agentSessions.ts';
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
  /** Whose session it is, where not the person's. */
  readonly agent?: AgentSession | undefined;
}

/** Credentials of a role that another identity assumes, through further roles or at once. Sessions are named for CloudTrail's readers. */
export function roleCredentials(source: RoleSource): AwsCredentialIdentityProvider {
  const { via = [], roleArn, externalId, sessionName = 'custody-vscode', durationSeconds, region, endpointOf, agent } = source;
  const steps: readonly (RoleHop & { readonly durationSeconds?: number | undefined })[] = [
    ...via,
    { roleArn, externalId, durationSeconds },
  ];
  return async (options) => {
    let credentials: AwsCredentialIdentity = await source.from(options);
    for (const [index, step] of steps.entries()) {
      credentials = await assumeRole({ region, endpointOf }, credentials, {
        RoleArn: step.roleArn,
        RoleSessionName: agent?.name ?? sessionName,
        // The roles on the way must still be able to assume the next.
        ...(agent && index === steps.length - 1 ? sessionParams(agent, sessionName) : {}),
        ...(step.externalId === undefined ? {} : { ExternalId: step.externalId }),
        ...(step.durationSeconds === undefined ? {} : { DurationSeconds: step.durationSeconds }),
      });
    }
    return credentials;
  };
}
