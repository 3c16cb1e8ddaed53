import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import {
  CancelRotateSecretCommand,
  DeleteSecretCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { rejectsWith } from './suite.ts';
import type { Suite } from './suite.ts';

const anyFunction = 'arn:aws:lambda:eu-west-1:111122223333:function:rotate';

/** Rotation, as far as an endpoint can have it without a function to invoke. */
export function describeRotation({ target, client, nameOf, create, read, describeOf }: Suite): void {
  const rotate = (name: string, more: object = {}) => client().send(new RotateSecretCommand({ SecretId: nameOf(name), ...more }));

  describe('rotation', () => {
    let RotationLambdaARN: string;
    before(() => {
      RotationLambdaARN = target().rotationFunction ?? anyFunction;
    });

    it('needs a function', async () => {
      await create('rotation/none', 'one');
      await rejectsWith('InvalidRequestException', rotate('rotation/none'));
    });

    it('makes a new value current, keeps the old as previous, and says when the next is due', async () => {
      await create('rotation/now', '{"username":"app","password":"one"}');
      const RotationRules = { AutomaticallyAfterDays: 30 };
      const rotated = await rotate('rotation/now', { RotationLambdaARN, RotationRules });
      const value = await read('rotation/now');
      assert.equal(value.VersionId, rotated.VersionId);
      assert.match(value.SecretString ?? '', /^\{"username":"app","password":"(?!one")/);
      const previous = await read('rotation/now', { VersionStage: 'AWSPREVIOUS' });
      assert.equal(previous.SecretString, '{"username":"app","password":"one"}');

      const described = await describeOf('rotation/now');
      assert.equal(described.RotationEnabled, true);
      assert.equal(described.RotationLambdaARN, RotationLambdaARN);
      assert.deepEqual(described.RotationRules, RotationRules);
      const [last, next] = [described.LastRotatedDate?.getTime() ?? 0, described.NextRotationDate?.getTime() ?? 0];
      assert.equal(next - last, 30 * 86_400_000);
    });

    it('can be set up without rotating yet', async () => {
      const created = await create('rotation/later', 'one');
      const ScheduleExpression = 'rate(12 hours)';
      await rotate('rotation/later', {
        RotationLambdaARN,
        RotationRules: { ScheduleExpression },
        RotateImmediately: false,
      });
      assert.equal((await read('rotation/later')).VersionId, created.VersionId);
      assert.equal((await describeOf('rotation/later')).RotationEnabled, true);
    });

    it('refuses two schedules at once, and one shorter than four hours', async () => {
      await create('rotation/refused', 'one');
      for (const RotationRules of [
        { AutomaticallyAfterDays: 1, ScheduleExpression: 'rate(1 day)' },
        { ScheduleExpression: 'rate(3 hours)' },
        { ScheduleExpression: 'now and then' },
      ]) {
        await rejectsWith('InvalidParameterException', rotate('rotation/refused', { RotationLambdaARN, RotationRules }));
      }
    });

    it('refuses a window that runs into the next one or into the next day', async () => {
      await create('rotation/window', 'one');
      for (const RotationRules of [
        { ScheduleExpression: 'rate(4 hours)', Duration: '5h' },
        { ScheduleExpression: 'cron(0 20 * * ? *)', Duration: '5h' },
      ]) {
        await rejectsWith('InvalidParameterException', rotate('rotation/window', { RotationLambdaARN, RotationRules }));
      }
    });

    it('is refused while a version that is not current has AWSPENDING, and goes on once the label is removed', async () => {
      await create('rotation/stuck', 'one');
      const SecretId = nameOf('rotation/stuck');
      const VersionStage = 'AWSPENDING';
      const put = await client().send(new PutSecretValueCommand({ SecretId, SecretString: 'half', VersionStages: [VersionStage] }));
      const rotating = { RotationLambdaARN, RotationRules: { AutomaticallyAfterDays: 30 } };
      await rejectsWith('InvalidRequestException', rotate('rotation/stuck', rotating));
      assert.notEqual((await describeOf('rotation/stuck')).RotationEnabled, true);
      await client().send(new UpdateSecretVersionStageCommand({ SecretId, VersionStage, RemoveFromVersionId: put.VersionId }));
      await rotate('rotation/stuck', rotating);
      assert.equal((await describeOf('rotation/stuck')).RotationEnabled, true);
    });

    it('is one rotation when it is asked for twice with the same token', async () => {
      await create('rotation/twice', 'one');
      const asked = { RotationLambdaARN, RotationRules: { AutomaticallyAfterDays: 30 }, ClientRequestToken: randomUUID() };
      const first = await rotate('rotation/twice', asked);
      const { SecretString } = await read('rotation/twice');
      const second = await rotate('rotation/twice', asked);
      assert.deepEqual([first.VersionId, second.VersionId], [asked.ClientRequestToken, asked.ClientRequestToken]);
      assert.equal((await read('rotation/twice')).SecretString, SecretString);
    });

    it('is neither set up nor cancelled while the secret is scheduled for deletion', async () => {
      await create('rotation/deleted', 'one');
      const SecretId = nameOf('rotation/deleted');
      await client().send(new DeleteSecretCommand({ SecretId }));
      await rejectsWith(
        'InvalidRequestException',
        rotate('rotation/deleted', { RotationLambdaARN, RotationRules: { AutomaticallyAfterDays: 30 } }),
      );
      await rejectsWith('InvalidRequestException', client().send(new CancelRotateSecretCommand({ SecretId })));
    });

    it('is switched off by cancelling and keeps showing its schedule', async () => {
      await create('rotation/off', 'one');
      await rotate('rotation/off', {
        RotationLambdaARN,
        RotationRules: { AutomaticallyAfterDays: 7 },
      });
      await client().send(new CancelRotateSecretCommand({ SecretId: nameOf('rotation/off') }));
      const described = await describeOf('rotation/off');
      assert.equal(described.RotationEnabled, false);
      assert.equal(described.RotationRules?.AutomaticallyAfterDays, 7);
      assert.equal(described.NextRotationDate, undefined);
    });
  });
}
