import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
} from '@aws-sdk/client-secrets-manager';
import { startSandbox } from '../../src/sandbox/server.ts';
import { createSandboxHarness } from './suite/sandboxHarness.ts';
import { rejectsWith } from './suite/suite.ts';

describe('what the sandbox keeps', () => {
  const { start, secretsManager, later } = createSandboxHarness();

  describe('its file', () => {
    let folder: string;
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
      later(() => rmSync(folder, { recursive: true }));
    });

    it('brings the secrets back after a restart, is the owner’s only, and leaves nothing beside it', async () => {
      const file = join(folder, 'sandbox.json');
      const first = await start({ file });
      const { ARN } = await secretsManager(first).send(new CreateSecretCommand({ Name: 'kept', SecretString: 'x' }));
      await secretsManager(first).send(new PutSecretValueCommand({ SecretId: 'kept', SecretString: 'y' }));
      await first.close();
      assert.equal(statSync(file).mode & 0o777, 0o600);
      assert.deepEqual(readdirSync(folder), ['sandbox.json']);

      const second = await start({ file, seed: true });
      const client = secretsManager(second);
      const value = await client.send(new GetSecretValueCommand({ SecretId: 'kept', VersionStage: 'AWSPREVIOUS' }));
      assert.equal(value.ARN, ARN);
      assert.equal(value.SecretString, 'x');
      assert.equal((await client.send(new ListSecretsCommand({}))).SecretList?.length, 1);
    });

    it('is left alone when it is not the sandbox’s', async () => {
      const file = join(folder, 'other.json');
      writeFileSync(file, '{"canary":1}');
      await assert.rejects(startSandbox({ file }), /is not a sandbox file/);
    });
  });

  describe('its sample secrets', () => {
    it('are two dozen in folders, in both regions, of every kind there is', async () => {
      const sandbox = await start({ seed: true });
      const client = secretsManager(sandbox);
      const { SecretList = [] } = await client.send(new ListSecretsCommand({ IncludePlannedDeletion: true }));
      assert.equal(SecretList.length, 24);
      const one = (what: string, matches: (entry: (typeof SecretList)[number]) => boolean): void =>
        assert.equal(SecretList.filter(matches).length, 1, what);
      one('replicated', (entry) => entry.PrimaryRegion === 'eu-west-1');
      one('scheduled for deletion', (entry) => entry.DeletedDate !== undefined);
      one('managed', (entry) => entry.OwningService === 'rds');
      one('rotated by a function', (entry) => entry.RotationEnabled === true && entry.RotationLambdaARN !== undefined);

      const elsewhere = await secretsManager(sandbox, { region: 'us-east-1' }).send(new ListSecretsCommand({}));
      assert.equal(elsewhere.SecretList?.length, 5);
      const described = await client.send(new DescribeSecretCommand({ SecretId: 'prod/identity/jwt-signing-key' }));
      assert.deepEqual(
        described.ReplicationStatus?.map(({ Region, Status }) => ({ Region, Status })),
        [{ Region: 'us-east-1', Status: 'InSync' }],
      );
    });

    it('cannot be changed where they are managed by another service or a replica', async () => {
      const sandbox = await start({ seed: true });
      const client = secretsManager(sandbox);
      const managed = await client.send(new ListSecretsCommand({ Filters: [{ Key: 'owning-service', Values: ['rds'] }] }));
      const SecretId = managed.SecretList?.[0]?.Name;
      await rejectsWith('InvalidRequestException', client.send(new PutSecretValueCommand({ SecretId, SecretString: 'x' })));
      const replica = { SecretId: 'prod/identity/jwt-signing-key', SecretString: 'x' };
      await rejectsWith(
        'InvalidParameterException',
        secretsManager(sandbox, { region: 'us-east-1' }).send(new PutSecretValueCommand(replica)),
      );
      await rejectsWith('InvalidParameterException', client.send(new DeleteSecretCommand({ SecretId: replica.SecretId })));
      await client.send(new PutSecretValueCommand(replica));
      const copy = await secretsManager(sandbox, { region: 'us-east-1' }).send(new GetSecretValueCommand({ SecretId: replica.SecretId }));
      assert.equal(copy.SecretString, 'x');
    });
  });
});
