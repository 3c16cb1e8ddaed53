import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  UpdateSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import { rejectsWith } from './suite.ts';
import type { Suite } from './suite.ts';

/** Creating, updating and finding secrets. */
export function describeWriting({ target, client, nameOf, create, read, describeOf }: Suite): void {
  describe('creating', () => {
    it('gives a secret an ARN with six random characters and a first version labelled AWSCURRENT', async () => {
      const created = await create('create/first', 'one');
      assert.match(
        created.ARN ?? '',
        new RegExp(`^arn:aws:secretsmanager:${target().region}:\\d{12}:secret:${nameOf('create/first')}-[A-Za-z0-9]{6}$`),
      );
      const value = await read('create/first');
      assert.equal(value.SecretString, 'one');
      assert.equal(value.VersionId, created.VersionId);
      assert.deepEqual(value.VersionStages, ['AWSCURRENT']);
      assert.ok(value.CreatedDate instanceof Date);
    });

    it('makes a secret without a version when there is no value', async () => {
      const created = await create('create/empty');
      assert.equal(created.VersionId, undefined);
      await rejectsWith('ResourceNotFoundException', read('create/empty'));
    });

    it('keeps a binary value byte for byte', async () => {
      const SecretBinary = randomBytes(300);
      await client().send(new CreateSecretCommand({ Name: nameOf('create/binary'), SecretBinary }));
      const value = await read('create/binary');
      assert.deepEqual(Buffer.from(value.SecretBinary ?? []), SecretBinary);
      assert.equal(value.SecretString, undefined);
    });

    it('keeps description, key and tags', async () => {
      const Tags = [{ Key: 'team', Value: 'orders' }];
      await client().send(
        new CreateSecretCommand({
          Name: nameOf('create/full'),
          Description: 'Über',
          KmsKeyId: 'alias/mine',
          Tags,
          SecretString: 'x',
        }),
      );
      const described = await describeOf('create/full');
      assert.equal(described.Description, 'Über');
      assert.equal(described.KmsKeyId, 'alias/mine');
      assert.deepEqual(described.Tags, Tags);
      assert.ok(described.CreatedDate instanceof Date);
      assert.equal(described.DeletedDate, undefined);
    });

    it('refuses a name that is taken', async () => {
      await create('create/twice', 'one');
      await rejectsWith('ResourceExistsException', create('create/twice', 'two'));
    });

    it('takes the same request again as the same secret', async () => {
      const request = {
        Name: nameOf('create/again'),
        SecretString: 'one',
        ClientRequestToken: randomUUID(),
      };
      const first = await client().send(new CreateSecretCommand(request));
      const second = await client().send(new CreateSecretCommand(request));
      assert.equal(second.ARN, first.ARN);
      assert.equal(second.VersionId, request.ClientRequestToken);
    });

    it('refuses a text and a binary value at once', async () => {
      const SecretBinary = Buffer.from('x');
      await rejectsWith(
        'InvalidParameterException',
        client().send(new CreateSecretCommand({ Name: nameOf('create/both'), SecretString: 'x', SecretBinary })),
      );
    });
  });

  describe('updating', () => {
    it('changes the description and leaves the value alone', async () => {
      const created = await create('update/description', 'one');
      const SecretId = nameOf('update/description');
      const updated = await client().send(new UpdateSecretCommand({ SecretId, Description: 'new' }));
      assert.equal(updated.ARN, created.ARN);
      assert.equal((await describeOf('update/description')).Description, 'new');
      assert.equal((await read('update/description')).VersionId, created.VersionId);
    });

    it('writes a new version when it is given a value', async () => {
      const created = await create('update/value', 'one');
      const updated = await client().send(new UpdateSecretCommand({ SecretId: nameOf('update/value'), SecretString: 'two' }));
      assert.notEqual(updated.VersionId, created.VersionId);
      assert.equal((await read('update/value')).SecretString, 'two');
      assert.equal((await read('update/value', { VersionStage: 'AWSPREVIOUS' })).SecretString, 'one');
    });
  });

  describe('finding', () => {
    it('takes a name, a full ARN and an ARN without the random characters', async () => {
      const { ARN = '' } = await create('find/me', 'one');
      for (const SecretId of [nameOf('find/me'), ARN, ARN.slice(0, -7)]) {
        const value = await client().send(new GetSecretValueCommand({ SecretId }));
        assert.equal(value.ARN, ARN);
      }
    });

    it('does not know a secret under the right name with other random characters', async () => {
      const { ARN = '' } = await create('find/other', 'one');
      await rejectsWith('ResourceNotFoundException', client().send(new GetSecretValueCommand({ SecretId: `${ARN.slice(0, -6)}AAAAAA` })));
    });

    it('answers that it cannot find a secret that is not there', async () => {
      const SecretId = nameOf('find/nothing');
      await assert.rejects(client().send(new GetSecretValueCommand({ SecretId })), {
        name: 'ResourceNotFoundException',
        message: "Secrets Manager can't find the specified secret.",
      });
      await rejectsWith('ResourceNotFoundException', describeOf('find/nothing'));
      await rejectsWith('ResourceNotFoundException', client().send(new PutSecretValueCommand({ SecretId, SecretString: 'x' })));
      await rejectsWith('ResourceNotFoundException', client().send(new DeleteSecretCommand({ SecretId })));
    });

    it('shows the last access as a day without a time', async () => {
      await create('find/accessed', 'one');
      assert.equal((await describeOf('find/accessed')).LastAccessedDate, undefined);
      await read('find/accessed');
      const accessed = (await describeOf('find/accessed')).LastAccessedDate;
      assert.equal((accessed?.getTime() ?? 1) % 86_400_000, 0);
    });
  });
}
