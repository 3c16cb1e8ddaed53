import assert from 'node:assert/strict';
import { CancelRotateSecretCommand, RotateSecretCommand } from '@aws-sdk/client-secrets-manager';
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
