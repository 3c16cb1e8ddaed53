import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import type { AwsCredentialIdentityProvider } from '@smithy/types';
import type { CallerIdentity } from '../core/secretsService.ts';
import { identityAnswer } from './answers.ts';
import type { SignInWatch } from './credentials/signIns.ts';

/** Asks AWS whose the credentials are, again where a new sign-in came in between, and keeps the answer with them. */
export async function askIdentity(
  sts: STSClient,
  credentials: AwsCredentialIdentityProvider,
  watch: SignInWatch,
  abortSignal: AbortSignal,
): Promise<CallerIdentity> {
  const asked = await credentials();
  const { Account: accountId, Arn: arn } = identityAnswer.parse(await sts.send(new GetCallerIdentityCommand({}), { abortSignal }));
  const { accessKeyId, sessionToken } = await credentials();
  if (accessKeyId !== asked.accessKeyId || sessionToken !== asked.sessionToken) return askIdentity(sts, credentials, watch, abortSignal);
  watch.identified(asked, { accountId, arn });
  return { accountId, arn };
}
