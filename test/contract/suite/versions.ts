import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import {
  BatchGetSecretValueCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { rejectsWith } from './suite.ts';
import type { Suite } from './suite.ts';

/** Versions and their staging labels. */
export function describeVersions({ client, nameOf, create, read, describeOf }: Suite): void {
  describe('versions', () => {
    it('moves AWSCURRENT to a new value and AWSPREVIOUS to the one before', async () => {
      const first = await create('versions/move', 'one');
      const second = await client().send(new PutSecretValueCommand({ SecretId: nameOf('versions/move'), SecretString: 'two' }));
      assert.deepEqual(second.VersionStages, ['AWSCURRENT']);
      assert.equal((await read('versions/move')).SecretString, 'two');
      const previous = await read('versions/move', { VersionStage: 'AWSPREVIOUS' });
      assert.equal(previous.SecretString, 'one');
      assert.equal(previous.VersionId, first.VersionId);
    });

    it('says of a secret without a value that its value is missing, and of a secret that is not there that it is', async () => {
      await create('versions/empty');
      assert.deepEqual((await describeOf('versions/empty')).VersionIdsToStages ?? {}, {});
      await assert.rejects(read('versions/empty'), {
        name: 'ResourceNotFoundException',
        message: "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
      });
      await assert.rejects(read('versions/none'), {
        name: 'ResourceNotFoundException',
        message: "Secrets Manager can't find the specified secret.",
      });
      await client().send(new PutSecretValueCommand({ SecretId: nameOf('versions/empty'), SecretString: 'first' }));
      assert.equal((await read('versions/empty')).SecretString, 'first');
    });

    it('takes at most 20 labels over all versions of a secret', async () => {
      const { VersionId = '' } = await create('versions/twenty', 'one');
      const SecretId = nameOf('versions/twenty');
      await client().send(new PutSecretValueCommand({ SecretId, SecretString: 'two' }));
      const label = (VersionStage: string) =>
        client().send(new UpdateSecretVersionStageCommand({ SecretId, VersionStage, MoveToVersionId: VersionId }));
      for (let count = 3; count <= 20; count += 1) await label(`L${count}`);
      await rejectsWith('LimitExceededException', label('L21'));
    });

    const createThree = async (name: string): Promise<string> => {
      const { VersionId = '' } = await create(name, 'one');
      for (const SecretString of ['two', 'three']) {
        await client().send(new PutSecretValueCommand({ SecretId: nameOf(name), SecretString }));
      }
      return VersionId;
    };

    it('leaves the oldest of three without a label and still reads it by its id', async () => {
      const VersionId = await createThree('versions/oldest');
      const oldest = await read('versions/oldest', { VersionId });
      assert.equal(oldest.SecretString, 'one');
      assert.deepEqual(oldest.VersionStages ?? [], []);
    });

    it('lists a version without a label only when asked', async () => {
      await createThree('versions/three');
      const SecretId = nameOf('versions/three');
      const labelled = await client().send(new ListSecretVersionIdsCommand({ SecretId }));
      assert.deepEqual(labelled.Versions?.flatMap((version) => version.VersionStages ?? []).toSorted(), ['AWSCURRENT', 'AWSPREVIOUS']);
      assert.equal(labelled.Versions?.length, 2);
      const all = await client().send(new ListSecretVersionIdsCommand({ SecretId, IncludeDeprecated: true }));
      assert.equal(all.Versions?.length, 3);
    });

    it('describes only the versions with a label', async () => {
      await createThree('versions/described');
      const described = await describeOf('versions/described');
      assert.equal(Object.keys(described.VersionIdsToStages ?? {}).length, 2);
    });

    it('uses the token as the version id and ignores a redo with the same value', async () => {
      await create('versions/token', 'one');
      const request = {
        SecretId: nameOf('versions/token'),
        SecretString: 'two',
        ClientRequestToken: randomUUID(),
      };
      const put = await client().send(new PutSecretValueCommand(request));
      assert.equal(put.VersionId, request.ClientRequestToken);
      await client().send(new PutSecretValueCommand(request));
      const all = await client().send(new ListSecretVersionIdsCommand({ SecretId: request.SecretId, IncludeDeprecated: true }));
      assert.equal(all.Versions?.length, 2);
    });

    it('refuses the same token with another value', async () => {
      const ClientRequestToken = randomUUID();
      const SecretId = nameOf('versions/clash');
      await create('versions/clash', 'one');
      await client().send(new PutSecretValueCommand({ SecretId, SecretString: 'two', ClientRequestToken }));
      await rejectsWith(
        'ResourceExistsException',
        client().send(new PutSecretValueCommand({ SecretId, SecretString: 'three', ClientRequestToken })),
      );
    });

    it('puts labels of its own on a version and leaves AWSCURRENT where it is', async () => {
      await create('versions/labels', 'one');
      const put = await client().send(
        new PutSecretValueCommand({
          SecretId: nameOf('versions/labels'),
          SecretString: 'two',
          VersionStages: ['CANARY'],
        }),
      );
      assert.deepEqual(put.VersionStages, ['CANARY']);
      assert.equal((await read('versions/labels')).SecretString, 'one');
      assert.equal((await read('versions/labels', { VersionStage: 'CANARY' })).SecretString, 'two');
    });

    it('labels the first version of a secret AWSCURRENT, whatever else it is labelled', async () => {
      await create('versions/first');
      const put = await client().send(
        new PutSecretValueCommand({ SecretId: nameOf('versions/first'), SecretString: 'one', VersionStages: ['CANARY'] }),
      );
      assert.deepEqual(put.VersionStages?.toSorted(), ['AWSCURRENT', 'CANARY']);
      assert.equal((await read('versions/first')).SecretString, 'one');
    });

    it('refuses a label that is not on the version asked for', async () => {
      const { VersionId = '' } = await create('versions/mismatch', 'one');
      await rejectsWith('InvalidRequestException', read('versions/mismatch', { VersionId, VersionStage: 'CANARY' }));
    });

    it('says so when a label or a version is not there', async () => {
      await create('versions/none', 'one');
      await rejectsWith('ResourceNotFoundException', read('versions/none', { VersionStage: 'AWSPREVIOUS' }));
      await rejectsWith('ResourceNotFoundException', read('versions/none', { VersionId: randomUUID() }));
    });

    it('refuses an empty put', async () => {
      await create('versions/nothing', 'one');
      await rejectsWith('InvalidRequestException', client().send(new PutSecretValueCommand({ SecretId: nameOf('versions/nothing') })));
    });
  });

  const move = (
    name: string,
    more: {
      VersionStage: string;
      MoveToVersionId?: string | undefined;
      RemoveFromVersionId?: string | undefined;
    },
  ) => client().send(new UpdateSecretVersionStageCommand({ SecretId: nameOf(name), ...more }));

  describe('moving labels', () => {
    it('takes AWSCURRENT back to the version before and leaves AWSPREVIOUS where it came from', async () => {
      const first = await create('stage/back', 'one');
      const second = await client().send(new PutSecretValueCommand({ SecretId: nameOf('stage/back'), SecretString: 'two' }));
      await move('stage/back', {
        VersionStage: 'AWSCURRENT',
        MoveToVersionId: first.VersionId,
        RemoveFromVersionId: second.VersionId,
      });
      assert.equal((await read('stage/back')).SecretString, 'one');
      assert.equal((await read('stage/back', { VersionStage: 'AWSPREVIOUS' })).SecretString, 'two');
      const { VersionIdsToStages = {} } = await describeOf('stage/back');
      assert.deepEqual(VersionIdsToStages, {
        [first.VersionId ?? '']: ['AWSCURRENT'],
        [second.VersionId ?? '']: ['AWSPREVIOUS'],
      });
    });

    it('asks which version to take a label from', async () => {
      const first = await create('stage/from', 'one');
      await client().send(new PutSecretValueCommand({ SecretId: nameOf('stage/from'), SecretString: 'two' }));
      await rejectsWith('InvalidParameterException', move('stage/from', { VersionStage: 'AWSCURRENT', MoveToVersionId: first.VersionId }));
      await rejectsWith(
        'InvalidParameterException',
        move('stage/from', {
          VersionStage: 'AWSCURRENT',
          MoveToVersionId: first.VersionId,
          RemoveFromVersionId: first.VersionId,
        }),
      );
      assert.equal((await read('stage/from')).SecretString, 'two');
    });

    it('adds a label, and removes it again', async () => {
      const { VersionId } = await create('stage/own', 'one');
      await move('stage/own', { VersionStage: 'CANARY', MoveToVersionId: VersionId });
      assert.equal((await read('stage/own', { VersionStage: 'CANARY' })).SecretString, 'one');
      await move('stage/own', { VersionStage: 'CANARY', RemoveFromVersionId: VersionId });
      await rejectsWith('ResourceNotFoundException', read('stage/own', { VersionStage: 'CANARY' }));
    });

    it('never leaves a secret without AWSCURRENT', async () => {
      const { VersionId } = await create('stage/current', 'one');
      await rejectsWith('InvalidParameterException', move('stage/current', { VersionStage: 'AWSCURRENT', RemoveFromVersionId: VersionId }));
    });
  });

  describe('reading several at once', () => {
    it('returns the values there are and an error for each that is not', async () => {
      await create('batch/one', '1');
      await create('batch/two', '2');
      const SecretIdList = ['batch/one', 'batch/none', 'batch/two'].map(nameOf);
      const { SecretValues = [], Errors = [] } = await client().send(new BatchGetSecretValueCommand({ SecretIdList }));
      assert.deepEqual(SecretValues.map((entry) => entry.SecretString ?? '').toSorted(), ['1', '2']);
      assert.deepEqual(
        Errors.map(({ SecretId, ErrorCode }) => ({ SecretId, ErrorCode })),
        [{ SecretId: nameOf('batch/none'), ErrorCode: 'ResourceNotFoundException' }],
      );
    });

    it('reads what a filter matches, page by page', async () => {
      for (const name of ['a', 'b', 'c']) await create(`batch-filter/${name}`, name);
      const Filters = [{ Key: 'name' as const, Values: [nameOf('batch-filter/')] }];
      const first = await client().send(new BatchGetSecretValueCommand({ Filters, MaxResults: 2 }));
      assert.equal(first.SecretValues?.length, 2);
      const { NextToken = '' } = first;
      const second = await client().send(new BatchGetSecretValueCommand({ Filters, MaxResults: 2, NextToken }));
      const all = [...(first.SecretValues ?? []), ...(second.SecretValues ?? [])];
      assert.deepEqual(all.map((entry) => entry.SecretString ?? '').toSorted(), ['a', 'b', 'c']);
    });

    it('refuses ids and filters at once', async () => {
      const input = { SecretIdList: ['x'], Filters: [{ Key: 'name' as const, Values: ['x'] }] };
      await rejectsWith('InvalidParameterException', client().send(new BatchGetSecretValueCommand(input)));
    });

    it('refuses neither ids nor filters', async () => {
      await rejectsWith('InvalidParameterException', client().send(new BatchGetSecretValueCommand({})));
    });
  });
}
