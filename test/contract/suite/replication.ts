import assert from 'node:assert/strict';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  RemoveRegionsFromReplicationCommand,
  ReplicateSecretToRegionsCommand,
  SecretsManagerClient,
  StopReplicationToReplicaCommand,
  TagResourceCommand,
  UpdateSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import { rejectsWith } from './suite.ts';
import type { Suite } from './suite.ts';

const elsewhere = 'us-west-2';

/** Replicas in another region. */
export function describeReplication({ target, client, nameOf, create, describeOf }: Suite): void {
  const replicate = async (name: string) => {
    const created = await create(name, 'one');
    const replicated = await client().send(
      new ReplicateSecretToRegionsCommand({
        SecretId: nameOf(name),
        AddReplicaRegions: [{ Region: elsewhere }],
      }),
    );
    assert.deepEqual(
      replicated.ReplicationStatus?.map((each) => each.Region),
      [elsewhere],
    );
    return created;
  };

  describe('replication', () => {
    let there: SecretsManagerClient;
    before(() => {
      there = new SecretsManagerClient({ ...target(), region: elsewhere });
    });
    after(() => there.destroy());
    const valueThere = async (name: string) => (await there.send(new GetSecretValueCommand({ SecretId: nameOf(name) }))).SecretString;

    it('copies a secret under the same ARN but for the region, and every later value', async () => {
      const { ARN = '' } = await replicate('replica/copy');
      assert.equal(await valueThere('replica/copy'), 'one');
      const copy = await there.send(new DescribeSecretCommand({ SecretId: nameOf('replica/copy') }));
      assert.equal(copy.ARN, ARN.replace(`:${target().region}:`, `:${elsewhere}:`));
      assert.equal(copy.PrimaryRegion, target().region);
      await client().send(new PutSecretValueCommand({ SecretId: nameOf('replica/copy'), SecretString: 'two' }));
      assert.equal(await valueThere('replica/copy'), 'two');
    });

    it('refuses writes to a replica', async () => {
      await replicate('replica/readonly');
      await rejectsWith(
        'InvalidParameterException',
        there.send(new PutSecretValueCommand({ SecretId: nameOf('replica/readonly'), SecretString: 'two' })),
      );
    });

    it('takes a KMS key for a replica, which is its own, and nothing else with it', async () => {
      await replicate('replica/key');
      const SecretId = nameOf('replica/key');
      for (const more of [
        { Description: 'new' },
        { Description: 'new', KmsKeyId: 'alias/other' },
        { SecretString: 'two', KmsKeyId: 'alias/other' },
      ])
        await rejectsWith('InvalidParameterException', there.send(new UpdateSecretCommand({ SecretId, ...more })));
      await rejectsWith('InvalidParameterException', there.send(new TagResourceCommand({ SecretId, Tags: [{ Key: 'team', Value: 'a' }] })));
      await there.send(new UpdateSecretCommand({ SecretId, KmsKeyId: 'alias/other' }));
      await client().send(new PutSecretValueCommand({ SecretId, SecretString: 'two' }));
      assert.equal((await there.send(new DescribeSecretCommand({ SecretId }))).KmsKeyId, 'alias/other');
      assert.equal((await describeOf('replica/key')).KmsKeyId, undefined);
      assert.equal((await describeOf('replica/key')).ReplicationStatus?.[0]?.KmsKeyId, 'alias/other');
    });

    it('keeps a primary from being deleted until its replicas are gone, and removes those at once', async () => {
      await replicate('replica/remove');
      const SecretId = nameOf('replica/remove');
      await rejectsWith('InvalidParameterException', client().send(new DeleteSecretCommand({ SecretId })));
      await client().send(new RemoveRegionsFromReplicationCommand({ SecretId, RemoveReplicaRegions: [elsewhere] }));
      await rejectsWith('ResourceNotFoundException', valueThere('replica/remove'));
      assert.equal((await describeOf('replica/remove')).ReplicationStatus?.length ?? 0, 0);
      await client().send(new DeleteSecretCommand({ SecretId }));
    });

    it('makes a secret of its own of a replica that stops replicating', async () => {
      await replicate('replica/stop');
      const SecretId = nameOf('replica/stop');
      await there.send(new StopReplicationToReplicaCommand({ SecretId }));
      await client().send(new PutSecretValueCommand({ SecretId, SecretString: 'here' }));
      await there.send(new PutSecretValueCommand({ SecretId, SecretString: 'there' }));
      assert.equal(await valueThere('replica/stop'), 'there');
    });

    it('does not overwrite a secret of the same name unless told to', async () => {
      await there.send(new CreateSecretCommand({ Name: nameOf('replica/taken'), SecretString: 'theirs' }));
      await create('replica/taken', 'ours');
      const replicateOver = (ForceOverwriteReplicaSecret: boolean) =>
        client().send(
          new ReplicateSecretToRegionsCommand({
            SecretId: nameOf('replica/taken'),
            AddReplicaRegions: [{ Region: elsewhere }],
            ForceOverwriteReplicaSecret,
          }),
        );
      await replicateOver(false);
      const [failed] = (await describeOf('replica/taken')).ReplicationStatus ?? [];
      assert.equal(failed?.Status, 'Failed');
      assert.match(failed?.StatusMessage ?? '', /already exists/i);
      assert.equal(await valueThere('replica/taken'), 'theirs');
      await replicateOver(true);
      assert.equal(await valueThere('replica/taken'), 'ours');
      assert.equal((await describeOf('replica/taken')).ReplicationStatus?.at(-1)?.Status, 'InSync');
    });

    it('answers before it knows what becomes of a replica, which a look afterwards tells', async () => {
      await create('replica/started', 'one');
      const { ReplicationStatus } = await client().send(
        new ReplicateSecretToRegionsCommand({
          SecretId: nameOf('replica/started'),
          AddReplicaRegions: [{ Region: elsewhere, KmsKeyId: 'alias/aws/secretsmanager' }],
        }),
      );
      assert.equal(ReplicationStatus?.[0]?.Status, 'InProgress');
      const [replica] = (await describeOf('replica/started')).ReplicationStatus ?? [];
      assert.deepEqual([replica?.Region, replica?.KmsKeyId, replica?.Status], [elsewhere, 'alias/aws/secretsmanager', 'InSync']);
    });

    it('says for each replica when it was last read in its region, and nothing before', async () => {
      await replicate('replica/read');
      const lastRead = async () => (await describeOf('replica/read')).ReplicationStatus?.[0]?.LastAccessedDate;
      assert.equal(await lastRead(), undefined);
      await valueThere('replica/read');
      assert.ok((await lastRead()) instanceof Date);
    });

    it('refuses to remove a region without a replica, and to promote what is none', async () => {
      await create('replica/none', 'one');
      const SecretId = nameOf('replica/none');
      const remove = new RemoveRegionsFromReplicationCommand({ SecretId, RemoveReplicaRegions: [elsewhere] });
      await rejectsWith('InvalidParameterException', client().send(remove));
      await rejectsWith('InvalidParameterException', client().send(new StopReplicationToReplicaCommand({ SecretId })));
    });
  });
}
