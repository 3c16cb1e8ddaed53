import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  RestoreSecretCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import type { SecretsService } from '../../src/core/secretsService.ts';
import { SecretText } from '../../src/core/secretText.ts';

export const canary = 'c4nary-7Qz9-v4lue';
export const wanted = { name: 'wanted', arn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:wanted-AbCdEf' };
export const other = { name: 'other', arn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:other-GhIjKl' };
export const token = '11111111-2222-4333-8444-555555555555';

const never = new AbortController().signal;
const created = 1_700_000_000;
const createdDate = new Date(created * 1_000).toISOString();

export type Members = Readonly<Record<string, unknown>>;

export interface ValidAnswer {
  readonly changes: boolean;
  /** STS speaks XML. */
  readonly xml: boolean;
  /** Asks for it through the adapter. */
  readonly ask: (service: SecretsService) => Promise<unknown>;
  /** Asks for it through the SDK alone. */
  readonly askBare: (client: SecretsManagerClient, sts: STSClient) => Promise<unknown>;
  readonly members: Members;
  /** Members without which it is no answer. */
  readonly required: readonly string[];
  /** What the adapter makes of it. */
  readonly right: unknown;
}

const newSecret = { name: wanted.name, value: SecretText.of('a value to store'), clientRequestToken: token };
const { arn: ARN, name: Name } = wanted;

/** An answer as AWS gives it, for each operation the adapter sends. */
export const validAnswers = {
  GetSecretValue: {
    changes: false,
    xml: false,
    ask: (service) => service.getSecretValue({ secretId: Name }, never),
    askBare: (client) => client.send(new GetSecretValueCommand({ SecretId: Name })),
    members: { ARN, Name, VersionId: token, SecretString: canary, VersionStages: ['AWSCURRENT'], CreatedDate: created },
    required: ['ARN', 'Name', 'VersionId', 'SecretString'],
    right: { arn: ARN, name: Name, versionId: token, stages: ['AWSCURRENT'], value: SecretText.of(canary), createdDate },
  },
  DescribeSecret: {
    changes: false,
    xml: false,
    ask: (service) => service.describeSecret(ARN, never),
    askBare: (client) => client.send(new DescribeSecretCommand({ SecretId: ARN })),
    members: { ARN, Name, Description: canary, CreatedDate: created, VersionIdsToStages: { [token]: ['AWSCURRENT'] } },
    required: ['ARN', 'Name'],
    right: {
      arn: ARN,
      name: Name,
      description: canary,
      tags: {},
      rotationEnabled: false,
      createdDate,
      versions: [{ versionId: token, stages: ['AWSCURRENT'] }],
      replicas: [],
    },
  },
  ListSecrets: {
    changes: false,
    xml: false,
    ask: (service) => service.listSecrets({}, never),
    askBare: (client) => client.send(new ListSecretsCommand({})),
    members: { SecretList: [{ ARN, Name, Description: canary }], NextToken: 'next' },
    required: ['SecretList'],
    right: { secrets: [{ arn: ARN, name: Name, description: canary, tags: {}, rotationEnabled: false }], nextToken: 'next' },
  },
  CreateSecret: {
    changes: true,
    xml: false,
    ask: (service) => service.createSecret(newSecret, never),
    askBare: (client) => client.send(new CreateSecretCommand({ Name, SecretString: 'a value to store', ClientRequestToken: token })),
    members: { ARN, Name, VersionId: token },
    required: ['ARN', 'VersionId'],
    right: { arn: ARN, versionId: token },
  },
  DeleteSecret: {
    changes: true,
    xml: false,
    ask: (service) => service.deleteSecret({ secretId: ARN, recoveryWindowInDays: 7 }, never),
    askBare: (client) => client.send(new DeleteSecretCommand({ SecretId: ARN })),
    members: { ARN, Name, DeletionDate: created },
    required: ['ARN', 'DeletionDate'],
    right: { arn: ARN, deletionDate: createdDate },
  },
  RestoreSecret: {
    changes: true,
    xml: false,
    ask: (service) => service.restoreSecret(ARN, never),
    askBare: (client) => client.send(new RestoreSecretCommand({ SecretId: ARN })),
    members: { ARN, Name },
    required: ['ARN'],
    right: { arn: ARN },
  },
  GetCallerIdentity: {
    changes: false,
    xml: true,
    ask: (service) => service.getCallerIdentity(never),
    askBare: (_, sts) => sts.send(new GetCallerIdentityCommand({})),
    members: { Arn: 'arn:aws:sts::111122223333:assumed-role/dev/me', UserId: canary, Account: '111122223333' },
    required: ['Account', 'Arn'],
    right: { accountId: '111122223333', arn: 'arn:aws:sts::111122223333:assumed-role/dev/me' },
  },
} satisfies Readonly<Record<string, ValidAnswer>>;

export type Asked = keyof typeof validAnswers;

/** Members as the service writes them; the key of a pair may come twice. */
export function write(asked: Asked, members: readonly (readonly [string, unknown])[]): Buffer {
  if (!validAnswers[asked].xml) return Buffer.from(`{${members.map(([key, value]) => `${JSON.stringify(key)}:${json(value)}`).join(',')}}`);
  const inner = members.map(([key, value]) => `<${key}>${inXml(value)}</${key}>`).join('');
  return Buffer.from(
    `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>${inner}</GetCallerIdentityResult></GetCallerIdentityResponse>`,
  );
}

/** JSON that JSON.stringify would not write. */
export class RawJson {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

function json(value: unknown): string {
  if (value instanceof RawJson) return value.text;
  if (Array.isArray(value)) return `[${value.map(json).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([key, member]) => `${JSON.stringify(key)}:${json(member)}`)
    .join(',')}}`;
}

function inXml(value: unknown): string {
  return typeof value === 'string' ? value : `<member>${value instanceof RawJson ? value.text : JSON.stringify(value)}</member>`;
}

/** An error as the service writes it. */
export function errorBody(asked: Asked, name: string, message = canary): Buffer {
  return Buffer.from(
    validAnswers[asked].xml
      ? `<ErrorResponse><Error><Type>Sender</Type><Code>${name}</Code><Message>${message}</Message></Error></ErrorResponse>`
      : JSON.stringify({ __type: name, message, Message: message }),
  );
}
