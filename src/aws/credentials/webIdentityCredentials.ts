import { open } from 'node:fs/promises';
import { AssumeRoleWithWebIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { AwsCredentialIdentityProvider } from '@smithy/types';
import { CustodyError } from '../../core/errors.ts';
import { clientOptions } from '../clientOptions.ts';
import type { EndpointOf } from '../endpoints.ts';
import { sessionParams, type AgentSession } from './agentSessions.ts';
import { stsRefusal } from './stsRefusal.ts';

export interface WebIdentitySource {
  readonly name: string;
  /** Absolute. */
  readonly tokenFile: string;
  readonly roleArn: string;
  readonly sessionName?: string | undefined;
  readonly durationSeconds?: number | undefined;
  readonly region: string;
  readonly endpointOf: EndpointOf;
  /** Whose session it is, where not the person's. */
  readonly agent?: AgentSession | undefined;
}

// What STS takes as a token at most.
const maxTokenBytes = 20_000;

/** Credentials of a role that is assumed with the token in a file, which its owner replaces before it ends: read anew each time. */
export function webIdentityCredentials(source: WebIdentitySource): AwsCredentialIdentityProvider {
  const { name, tokenFile, roleArn, sessionName = 'custody-vscode', durationSeconds, region, endpointOf, agent } = source;
  return async () => {
    const token = await readToken(tokenFile, name);
    const sts = new STSClient({ region, endpoint: endpointOf('sts', region), ...clientOptions() });
    try {
      const answer = await sts.send(
        new AssumeRoleWithWebIdentityCommand({
          RoleArn: roleArn,
          ...sessionParams(agent, sessionName),
          WebIdentityToken: token,
          ...(durationSeconds === undefined ? {} : { DurationSeconds: durationSeconds }),
        }),
      );
      const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = answer.Credentials ?? {};
      if (!AccessKeyId || !SecretAccessKey || !SessionToken)
        throw new CustodyError('malformed_answer', 'STS answered without credentials.');
      return {
        accessKeyId: AccessKeyId,
        secretAccessKey: SecretAccessKey,
        sessionToken: SessionToken,
        ...(Expiration ? { expiration: Expiration } : {}),
      };
    } catch (thrown) {
      throw stsRefusal(refusedToken(thrown, name), {
        asked: `sts:AssumeRoleWithWebIdentity of ${roleArn}`,
        whose: ` for account ${name}`,
        region,
      });
    } finally {
      sts.destroy();
    }
  };
}

async function readToken(file: string, account: string): Promise<string> {
  const next = 'Check the path with "Custody: Edit Account".';
  const handle = await open(file, 'r').catch(() => undefined);
  if (!handle) throw new CustodyError('credentials_missing', `The token file of account ${account} can't be read.`, next);
  try {
    const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(maxTokenBytes + 1), position: 0 });
    const token = buffer.toString('utf8', 0, bytesRead).trim();
    // A file that is no token must not be sent anywhere.
    if (bytesRead > maxTokenBytes || !/^[\w-]+\.[\w-]+\.[\w-]*$/.test(token))
      throw new CustodyError('credentials_missing', `The token file of account ${account} holds no web identity token.`, next);
    return token;
  } catch (thrown) {
    if (thrown instanceof CustodyError) throw thrown;
    throw new CustodyError('credentials_missing', `The token file of account ${account} can't be read.`, next);
  } finally {
    await handle.close();
  }
}

/** What STS says of a token names the token's owner only in words, so the names of its errors decide. */
function refusedToken(thrown: unknown, account: string): unknown {
  const name = thrown instanceof Error ? thrown.name : '';
  if (name === 'ExpiredTokenException')
    return new CustodyError(
      'credentials_expired',
      `The token in the file of account ${account} has expired.`,
      'Have it written anew, then try again.',
    );
  if (name === 'InvalidIdentityToken' || name === 'InvalidIdentityTokenException' || name === 'IDPRejectedClaimException')
    return new CustodyError(
      'credentials_missing',
      `STS does not take the token in the file of account ${account}.`,
      'Check who writes the file and whom the role trusts.',
    );
  return thrown;
}
