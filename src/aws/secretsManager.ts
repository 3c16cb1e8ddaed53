import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetRandomPasswordCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  SecretsManagerClient,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import { STSClient } from '@aws-sdk/client-sts';
import type { AwsCredentialIdentityProvider } from '@smithy/types';
import { callDeadlineMs } from '../core/deadline.ts';
import { CustodyError } from '../core/errors.ts';
import { wrongAccount } from '../core/sameAccount.ts';
import type { CallerIdentity, SecretsService } from '../core/secretsService.ts';
import { SecretText } from '../core/secretText.ts';
import * as answers from './answers.ts';
import { batchCall } from './batchCall.ts';
import { askIdentity } from './callerIdentity.ts';
import { clientOptions } from './clientOptions.ts';
import { unwatched, type SignInWatch } from './credentials/signIns.ts';
import { asDisabledRegion } from './disabledRegion.ts';
import type { EndpointOf } from './endpoints.ts';
import { toAwsError } from './errors.ts';
import { noteRequests } from './noteRequests.ts';
import { pinChanges } from './pinnedChanges.ts';
import { policyCalls } from './policyCalls.ts';
import { replicationCalls } from './replicationCalls.ts';
import { rotationCalls } from './rotationCalls.ts';
import type { Sending } from './send.ts';
import { createSendRequest, isOldSignIn } from './sendRequest.ts';
import { toValue } from './toValue.ts';

export interface SecretsManagerOptions {
  /** The account's name, for error sentences. */
  readonly account: string;
  readonly region: string;
  readonly endpointOf: EndpointOf;
  readonly credentials: AwsCredentialIdentityProvider;
  /** The AWS account that alone may be changed; any where left out. */
  readonly accountId?: string;
  readonly watch?: SignInWatch;
}

/** The port spoken in the AWS SDK, for one account in one region. Makes its clients once. */
export function createSecretsManager(given: SecretsManagerOptions): SecretsService {
  const { account, region, endpointOf, credentials, accountId, watch = unwatched } = given;
  // Attempts are counted in sendRequest.ts.
  const options = { region, credentials, ...clientOptions(), maxAttempts: 1 };
  const client = new SecretsManagerClient({ ...options, endpoint: endpointOf('secretsmanager', region) });
  const sts = new STSClient({ ...options, endpoint: endpointOf('sts', region) });
  // It walks each input and output through a filter for a log that nobody reads.
  for (const { middlewareStack } of [client, sts]) middlewareStack.remove('loggerMiddleware');
  noteRequests(client.middlewareStack);
  noteRequests(sts.middlewareStack);
  const sendRequest = createSendRequest({ refreshCredentials: (olderThan) => credentials({ forceRefresh: true, olderThan }) });

  /** Sends one request; whatever goes wrong, parsing included, leaves as a CustodyError. */
  async function send<T>(
    { operation, secret, kind, signal, repeatable = kind !== 'change' }: Sending,
    request: () => Promise<T>,
  ): Promise<T> {
    let isSent = false;
    const judged = async (): Promise<T> => {
      const signedWith = await credentials();
      isSent = true;
      try {
        return await request();
      } catch (thrown) {
        // Those that were replaced meanwhile say nothing of the ones that were refused.
        if (!isOldSignIn(thrown) || (await credentials()) !== signedWith) throw thrown;
        throw await asDisabledRegion(thrown, signedWith, { region, endpointOf, asked: `${operation} in account ${account}`, signal });
      }
    };
    try {
      const doing = `${operation} in account ${account} (${region})`;
      const answer = await sendRequest({ kind, doing, signal, repeatable }, judged);
      watch.answered();
      return answer;
    } catch (thrown) {
      // The one path tells a cancel from a timeout by its own signals.
      signal.throwIfAborted();
      // What failed while signing in changed nothing.
      const error = toAwsError(thrown, { operation, secret, account, region, changes: kind === 'change' && isSent });
      watch.failed(error);
      throw error;
    }
  }

  const askWho = (signal: AbortSignal): Promise<CallerIdentity> =>
    send({ operation: 'GetCallerIdentity', kind: 'identity', signal }, () => askIdentity(sts, credentials, watch, signal));

  if (accountId !== undefined)
    pinChanges(client, async (signedWith) => {
      if (!watch.identityOf(signedWith)) await askWho(AbortSignal.timeout(callDeadlineMs));
      const owner = watch.identityOf(signedWith);
      if (!owner)
        throw new CustodyError(
          'changed_since',
          `The sign-in of account ${account} changed in the middle, so nothing was sent.`,
          'Call again.',
        );
      if (owner.accountId !== accountId) throw wrongAccount(account, owner.accountId, accountId);
    });

  return {
    getCallerIdentity: async (abortSignal, { oncePerSignIn = false } = {}) =>
      (oncePerSignIn ? watch.identity() : undefined) ?? askWho(abortSignal),

    listSecrets: (query, abortSignal) =>
      send({ operation: 'ListSecrets', kind: 'list', signal: abortSignal }, async () => {
        const command = new ListSecretsCommand({
          MaxResults: query.maxResults,
          NextToken: query.nextToken,
          IncludePlannedDeletion: query.includePlannedDeletion,
          SortBy: query.sortBy ?? 'name',
          SortOrder: query.sortOrder ?? 'asc',
          Filters: query.filters?.map(({ key, values }) => ({ Key: key, Values: [...values] })),
        });
        const answer = answers.listAnswer.parse(await client.send(command, { abortSignal }));
        return {
          secrets: answer.SecretList.map(answers.toSummary),
          ...(answer.NextToken === undefined ? {} : { nextToken: answer.NextToken }),
        };
      }),

    describeSecret: (secretId, abortSignal) =>
      send({ operation: 'DescribeSecret', secret: secretId, kind: 'read', signal: abortSignal }, async () => {
        const answer = answers.describeAnswer.parse(await client.send(new DescribeSecretCommand({ SecretId: secretId }), { abortSignal }));
        answers.assertAbout(answer, secretId);
        return answers.toDetail(answer);
      }),

    getSecretValue: ({ secretId, versionId, versionStage }, abortSignal) =>
      send({ operation: 'GetSecretValue', secret: secretId, kind: 'read', signal: abortSignal }, async () => {
        const command = new GetSecretValueCommand({ SecretId: secretId, VersionId: versionId, VersionStage: versionStage });
        const answer = answers.valueAnswer.parse(await client.send(command, { abortSignal }));
        answers.assertAbout(answer, secretId);
        return toValue(answer);
      }).catch((thrown: unknown) => Promise.reject(aboutVersion(thrown, versionId ?? versionStage))),

    ...batchCall(client, send),
    ...policyCalls(client, send),
    ...replicationCalls(client, send),
    ...rotationCalls(client, send),

    getRandomPassword: (rules, abortSignal) =>
      send({ operation: 'GetRandomPassword', kind: 'read', signal: abortSignal }, async () => {
        const command = new GetRandomPasswordCommand({
          PasswordLength: rules.length,
          ExcludeCharacters: rules.excludeCharacters,
          ExcludeNumbers: rules.excludeNumbers,
          ExcludePunctuation: rules.excludePunctuation,
          ExcludeUppercase: rules.excludeUppercase,
          ExcludeLowercase: rules.excludeLowercase,
          IncludeSpace: rules.includeSpace,
          RequireEachIncludedType: rules.requireEachIncludedType,
        });
        return SecretText.of(answers.passwordAnswer.parse(await client.send(command, { abortSignal })).RandomPassword);
      }),

    createSecret: (secret, abortSignal) =>
      send({ operation: 'CreateSecret', secret: secret.name, kind: 'change', signal: abortSignal, repeatable: true }, async () => {
        const command = new CreateSecretCommand({
          Name: secret.name,
          Description: secret.description,
          KmsKeyId: secret.kmsKeyId,
          ClientRequestToken: secret.clientRequestToken,
          Tags: Object.entries(secret.tags ?? {}).map(([Key, Value]) => ({ Key, Value })),
          Type: secret.type,
          AddReplicaRegions: secret.replicaRegions?.map((Region) => ({ Region })),
          ...sentValue(secret.value),
        });
        const answer = answers.createAnswer.parse(await client.send(command, { abortSignal }));
        answers.assertAbout(answer, secret.name);
        return { arn: answer.ARN, versionId: answer.VersionId };
      }),

    deleteSecret: (request, abortSignal) =>
      send({ operation: 'DeleteSecret', secret: request.secretId, kind: 'change', signal: abortSignal }, async () => {
        const how = 'force' in request ? { ForceDeleteWithoutRecovery: true } : { RecoveryWindowInDays: request.recoveryWindowInDays };
        const answer = answers.deleteAnswer.parse(
          await client.send(new DeleteSecretCommand({ SecretId: request.secretId, ...how }), { abortSignal }),
        );
        answers.assertAbout(answer, request.secretId);
        return { arn: answer.ARN, deletionDate: answer.DeletionDate.toISOString() };
      }),

    putSecretValue: ({ secretId, value, clientRequestToken }, abortSignal) =>
      send({ operation: 'PutSecretValue', secret: secretId, kind: 'change', signal: abortSignal, repeatable: true }, async () => {
        const command = new PutSecretValueCommand({ SecretId: secretId, ClientRequestToken: clientRequestToken, ...sentValue(value) });
        const answer = answers.createAnswer.parse(await client.send(command, { abortSignal }));
        answers.assertAbout(answer, secretId);
        return { arn: answer.ARN, versionId: answer.VersionId };
      }),

    updateSecret: ({ secretId, description, kmsKeyId }, abortSignal) =>
      send({ operation: 'UpdateSecret', secret: secretId, kind: 'change', signal: abortSignal }, async () => {
        const command = new UpdateSecretCommand({ SecretId: secretId, Description: description, KmsKeyId: kmsKeyId });
        const answer = answers.restoreAnswer.parse(await client.send(command, { abortSignal }));
        answers.assertAbout(answer, secretId);
        return { arn: answer.ARN };
      }),

    listSecretVersionIds: (query, abortSignal) =>
      send({ operation: 'ListSecretVersionIds', secret: query.secretId, kind: 'list', signal: abortSignal }, async () => {
        const command = new ListSecretVersionIdsCommand({
          SecretId: query.secretId,
          IncludeDeprecated: query.includeDeprecated,
          MaxResults: query.maxResults,
          NextToken: query.nextToken,
        });
        const answer = answers.versionsAnswer.parse(await client.send(command, { abortSignal }));
        answers.assertAbout(answer, query.secretId);
        return {
          versions: answer.Versions.map(answers.toVersion),
          ...(answer.NextToken === undefined ? {} : { nextToken: answer.NextToken }),
        };
      }),

    tagResource: ({ secretId, tags }, abortSignal) =>
      send({ operation: 'TagResource', secret: secretId, kind: 'change', signal: abortSignal }, async () => {
        const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
        await client.send(new TagResourceCommand({ SecretId: secretId, Tags }), { abortSignal });
      }),

    untagResource: ({ secretId, tagKeys }, abortSignal) =>
      send({ operation: 'UntagResource', secret: secretId, kind: 'change', signal: abortSignal }, async () => {
        await client.send(new UntagResourceCommand({ SecretId: secretId, TagKeys: [...tagKeys] }), { abortSignal });
      }),

    restoreSecret: (secretId, abortSignal) =>
      send({ operation: 'RestoreSecret', secret: secretId, kind: 'change', signal: abortSignal }, async () => {
        const answer = answers.restoreAnswer.parse(await client.send(new RestoreSecretCommand({ SecretId: secretId }), { abortSignal }));
        answers.assertAbout(answer, secretId);
        return { arn: answer.ARN };
      }),
  };
}

/** Goes to AWS, as a secret's value. */
function sentValue(value: SecretText): { SecretString: string } | { SecretBinary: Uint8Array } {
  return value.encoding === 'text' ? { SecretString: value.reveal() } : { SecretBinary: Buffer.from(value.reveal(), 'base64') };
}

/** AWS says of a version that is not there what it says of a secret. */
function aboutVersion(thrown: unknown, version: string | undefined): unknown {
  const isMissing = thrown instanceof CustodyError && thrown.code === 'secret_not_found';
  if (!isMissing || version === undefined) return thrown;
  return new CustodyError(thrown.code, `${thrown.message.replace(/\.$/, '')}, or it has no version ${version}.`);
}
