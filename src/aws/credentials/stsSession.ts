import {
  AssumeRoleCommand,
  AssumeRoleWithWebIdentityCommand,
  GetSessionTokenCommand,
  STSClient,
  type AssumeRoleCommandInput,
  type AssumeRoleWithWebIdentityCommandInput,
  type Credentials,
} from '@aws-sdk/client-sts';
import type { AwsCredentialIdentity } from '@smithy/types';
import { CustodyError } from '../../core/errors.ts';
import { clientOptions } from '../clientOptions.ts';
import { asDisabledRegion } from '../disabledRegion.ts';
import type { EndpointOf } from '../endpoints.ts';
import { stsRefusal } from './stsRefusal.ts';

/** Which STS is asked, and for which profile, if one names it. */
export interface StsPlace {
  readonly profile?: string;
  readonly region: string;
  readonly endpointOf: EndpointOf;
}

export interface MfaCode {
  readonly SerialNumber: string;
  readonly TokenCode: string;
}

export function assumeRole(place: StsPlace, from: AwsCredentialIdentity, params: AssumeRoleCommandInput): Promise<AwsCredentialIdentity> {
  const ask = async (): Promise<Credentials | undefined> => {
    const answer = await clientOf(place, from).send(new AssumeRoleCommand(params));
    return answer.Credentials;
  };
  return sessionFrom(place, `sts:AssumeRole of ${params.RoleArn}`, ask, from);
}

/** A session of the keys themselves, which says that a code was given. */
export function getSessionToken(place: StsPlace, from: AwsCredentialIdentity, code: MfaCode): Promise<AwsCredentialIdentity> {
  const ask = async (): Promise<Credentials | undefined> => {
    const answer = await clientOf(place, from).send(new GetSessionTokenCommand(code));
    return answer.Credentials;
  };
  return sessionFrom(place, 'sts:GetSessionToken', ask, from);
}

export function assumeRoleWithWebIdentity(place: StsPlace, params: AssumeRoleWithWebIdentityCommandInput): Promise<AwsCredentialIdentity> {
  return sessionFrom(place, `sts:AssumeRoleWithWebIdentity of ${params.RoleArn}`, async () => {
    // Signed by nobody. Without keys of its own the client would look for some in the environment.
    const answer = await clientOf(place, { accessKeyId: '', secretAccessKey: '' }).send(new AssumeRoleWithWebIdentityCommand(params));
    return answer.Credentials;
  });
}

/** What STS answers a code that is wrong, or that was used before. */
export function isWrongCode(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.name === 'AccessDenied' && thrown.message.includes('MultiFactorAuthentication failed');
}

function clientOf({ region, endpointOf }: StsPlace, credentials: AwsCredentialIdentity): STSClient {
  return new STSClient({ region, endpoint: endpointOf('sts', region), ...clientOptions(), credentials });
}

async function sessionFrom(
  { profile, region, endpointOf }: StsPlace,
  asked: string,
  ask: () => Promise<Credentials | undefined>,
  from?: AwsCredentialIdentity,
): Promise<AwsCredentialIdentity> {
  const whose = profile === undefined ? '' : ` for profile ${profile}`;
  const answer = await ask().catch(async (thrown: unknown) => {
    if (isWrongCode(thrown)) throw thrown;
    const judged = from ? await asDisabledRegion(thrown, from, { region, endpointOf, asked: asked + whose }) : thrown;
    throw stsRefusal(judged, { asked, whose, region });
  });
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = answer ?? {};
  if (!AccessKeyId || !SecretAccessKey || !SessionToken) throw new CustodyError('malformed_answer', 'STS answered without credentials.');
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    ...(Expiration ? { expiration: Expiration } : {}),
  };
}
