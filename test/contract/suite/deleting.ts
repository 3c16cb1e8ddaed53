import assert from 'node:assert/strict';
import {
  DeleteSecretCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import type { Filter } from '@aws-sdk/client-secrets-manager';
import { rejectsWith } from './suite.ts';
import type { Suite } from './suite.ts';

/** Scheduling, forcing and taking back deletions; tags. */
export function describeDeleting({ client, nameOf, create, read, describeOf, list }: Suite): void {
  describe('deleting', () => {
    it('schedules a deletion, 30 days ahead unless told otherwise, that can be taken back', async () => {
      await create('delete/scheduled', 'one');
      const SecretId = nameOf('delete/scheduled');
      const deleted = await client().send(new DeleteSecretCommand({ SecretId }));
      const days = ((deleted.DeletionDate?.getTime() ?? 0) - Date.now()) / 86_400_000;
      assert.ok(days > 29.9 && days < 30.1, `${days} days`);
      assert.ok((await describeOf('delete/scheduled')).DeletedDate instanceof Date);

      await client().send(new RestoreSecretCommand({ SecretId }));
      assert.equal((await describeOf('delete/scheduled')).DeletedDate, undefined);
      assert.equal((await read('delete/scheduled')).SecretString, 'one');
    });

    const schedule = async (name: string): Promise<string> => {
      await create(name, 'one');
      const SecretId = nameOf(name);
      await client().send(new DeleteSecretCommand({ SecretId, RecoveryWindowInDays: 7 }));
      return SecretId;
    };

    it('describes a deletion with the time of the request, not with the end of the window', async () => {
      await create('delete/dated', 'one');
      await client().send(new DeleteSecretCommand({ SecretId: nameOf('delete/dated') }));
      const asked = (await describeOf('delete/dated')).DeletedDate?.getTime() ?? 0;
      assert.ok(Math.abs(asked - Date.now()) < 3_600_000, 'the date is not that of the request');
    });

    it('refuses to read, update or delete what is scheduled for deletion', async () => {
      const SecretId = await schedule('delete/locked');
      await rejectsWith('InvalidRequestException', read('delete/locked'));
      await rejectsWith('InvalidRequestException', client().send(new UpdateSecretCommand({ SecretId, SecretString: 'two' })));
      await rejectsWith('InvalidRequestException', client().send(new DeleteSecretCommand({ SecretId })));
    });

    it('refuses to put a value into what is scheduled for deletion', async () => {
      const SecretId = await schedule('delete/closed');
      await rejectsWith('InvalidRequestException', client().send(new PutSecretValueCommand({ SecretId, SecretString: 'two' })));
    });

    it('keeps the name of what is scheduled for deletion taken', async () => {
      await schedule('delete/taken');
      await rejectsWith('InvalidRequestException', create('delete/taken', 'two'));
    });

    it('lists what is scheduled for deletion only when asked', async () => {
      await create('delete/hidden', 'one');
      await client().send(new DeleteSecretCommand({ SecretId: nameOf('delete/hidden') }));
      const filter: Filter[] = [{ Key: 'name', Values: [nameOf('delete/hidden')] }];
      assert.deepEqual(await list(filter), []);
      assert.deepEqual(await list(filter, true), ['delete/hidden']);
    });

    it('deletes at once when forced, also what was already scheduled', async () => {
      await create('delete/forced', 'one');
      const SecretId = nameOf('delete/forced');
      await client().send(new DeleteSecretCommand({ SecretId }));
      await client().send(new DeleteSecretCommand({ SecretId, ForceDeleteWithoutRecovery: true }));
      await rejectsWith('ResourceNotFoundException', describeOf('delete/forced'));
    });

    it('lets the deletion of a missing secret be forced', async () => {
      await client().send(
        new DeleteSecretCommand({
          SecretId: nameOf('delete/missing'),
          ForceDeleteWithoutRecovery: true,
        }),
      );
    });

    it('refuses a window together with force, and a window outside 7 to 30 days', async () => {
      await create('delete/window', 'one');
      const SecretId = nameOf('delete/window');
      for (const more of [
        { RecoveryWindowInDays: 7, ForceDeleteWithoutRecovery: true },
        { RecoveryWindowInDays: 6 },
        { RecoveryWindowInDays: 31 },
      ]) {
        await rejectsWith('InvalidParameterException', client().send(new DeleteSecretCommand({ SecretId, ...more })));
      }
    });
  });

  describe('tags', () => {
    it('adds, overwrites and removes tags by key', async () => {
      await create('tags/some', 'one');
      const SecretId = nameOf('tags/some');
      await client().send(
        new TagResourceCommand({
          SecretId,
          Tags: [
            { Key: 'a', Value: '1' },
            { Key: 'b', Value: '2' },
          ],
        }),
      );
      await client().send(
        new TagResourceCommand({
          SecretId,
          Tags: [
            { Key: 'b', Value: '3' },
            { Key: 'c', Value: '4' },
          ],
        }),
      );
      await client().send(new UntagResourceCommand({ SecretId, TagKeys: ['a', 'unknown'] }));
      const tags = (await describeOf('tags/some')).Tags?.map((tag) => `${tag.Key}=${tag.Value}`);
      assert.deepEqual(tags?.toSorted(), ['b=3', 'c=4']);
    });

    it('refuses tags on a secret that is not there', async () => {
      const SecretId = nameOf('tags/none');
      await rejectsWith('ResourceNotFoundException', client().send(new TagResourceCommand({ SecretId, Tags: [] })));
    });
  });
}
