import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type {
  CreateSecretCommandOutput,
  DescribeSecretCommandOutput,
  Filter,
  GetSecretValueCommandOutput,
} from '@aws-sdk/client-secrets-manager';

export type Target = {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
  /** A function that rotation can name, where the endpoint asks for one that exists. */
  rotationFunction?: string;
};

export type Suite = {
  readonly target: () => Target;
  readonly client: () => SecretsManagerClient;
  /** The full name of one of this run's secrets. */
  readonly nameOf: (name: string) => string;
  readonly create: (name: string, SecretString?: string) => Promise<CreateSecretCommandOutput>;
  readonly read: (name: string, more?: { VersionId?: string; VersionStage?: string }) => Promise<GetSecretValueCommandOutput>;
  readonly describeOf: (name: string) => Promise<DescribeSecretCommandOutput>;
  /** The short names of this run's secrets that pass the filters. */
  readonly list: (Filters: Filter[], IncludePlannedDeletion?: boolean) => Promise<string[]>;
};

/** A client for the endpoint under test, and the calls that nearly every test makes. */
export function createSuite(target: () => Target): Suite {
  // Names of a run of their own, so that a shared endpoint can be tested too.
  const prefix = `suite-${randomBytes(4).toString('hex')}`;
  const nameOf = (name: string): string => `${prefix}/${name}`;
  let made: SecretsManagerClient | undefined;
  const client = (): SecretsManagerClient => (made ??= new SecretsManagerClient(target()));
  after(() => made?.destroy());

  return {
    target,
    client,
    nameOf,
    create: (name, SecretString) =>
      client().send(
        new CreateSecretCommand({
          Name: nameOf(name),
          ...(SecretString === undefined ? {} : { SecretString }),
        }),
      ),
    read: (name, more = {}) => client().send(new GetSecretValueCommand({ SecretId: nameOf(name), ...more })),
    describeOf: (name) => client().send(new DescribeSecretCommand({ SecretId: nameOf(name) })),
    async list(Filters, IncludePlannedDeletion = false) {
      const { SecretList = [] } = await client().send(new ListSecretsCommand({ Filters, IncludePlannedDeletion, MaxResults: 100 }));
      return SecretList.map((entry) => (entry.Name ?? '').replace(`${prefix}/`, '')).toSorted();
    },
  };
}

/** Passes when a call is refused with the given error name. */
export async function rejectsWith(name: string, call: Promise<unknown>): Promise<void> {
  await assert.rejects(call, (error) => {
    assert.ok(error instanceof Error);
    assert.equal(error.name, name, `${error.name}: ${error.message}`);
    return true;
  });
}
