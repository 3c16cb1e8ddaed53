import assert from 'node:assert/strict';
import { rotationMark, rotationState } from '../../src/core/rotationState.ts';

const now = Date.parse('2026-11-21T12:00:00Z');
const current = { versionId: 'one', stages: ['AWSCURRENT'] };
const plain = { rotationEnabled: false, versions: [current] };
const rotating = {
  rotationEnabled: true,
  rotationSchedule: 'every 30 days',
  lastRotatedDate: '2026-11-01T04:00:00.000Z',
  nextRotationDate: '2026-12-01T23:59:59.000Z',
  versions: [current],
};

describe("the state of a secret's rotation", () => {
  it('is off for a secret that never rotated', () => {
    assert.deepEqual(rotationState(plain, now), {
      isOn: false,
      schedule: undefined,
      window: undefined,
      last: undefined,
      next: undefined,
      isOverdue: false,
      pending: undefined,
    });
  });

  it('says schedule, window, last and next of one that rotates', () => {
    assert.deepEqual(rotationState({ ...rotating, rotationDuration: '2h' }, now), {
      isOn: true,
      schedule: 'every 30 days',
      window: 'the first 2 hours of the day, UTC',
      last: rotating.lastRotatedDate,
      next: rotating.nextRotationDate,
      isOverdue: false,
      pending: undefined,
    });
  });

  it('keeps the schedule of one that was cancelled, without a next date', () => {
    const { isOn, schedule, next, isOverdue } = rotationState({ ...rotating, rotationEnabled: false }, now);
    assert.deepEqual([isOn, schedule, next, isOverdue], [false, 'every 30 days', undefined, false]);
  });

  for (const [due, overdue] of [
    ['2026-11-21T11:59:59.000Z', true],
    ['2026-11-21T12:00:01.000Z', false],
    // A midnight names the day.
    ['2026-11-21T00:00:00.000Z', false],
    ['2026-11-20T00:00:00.000Z', true],
  ] as const) {
    it(`is ${overdue ? '' : 'not '}overdue when it was due by ${due}`, () => {
      const late = { ...rotating, nextRotationDate: due };
      assert.equal(rotationState(late, now).isOverdue, overdue);
      assert.equal(rotationMark(late, now), overdue ? `rotation overdue since ${due.slice(0, 10)}` : `rotates by ${due.slice(0, 10)}`);
      assert.equal(rotationState({ ...late, rotationEnabled: false }, now).isOverdue, false);
      assert.equal(rotationState({ ...late, deletedDate: '2026-12-20' }, now).isOverdue, false);
    });
  }

  it('tells a rotation under way from one that is stuck by the age of its version', () => {
    const versions = [current, { versionId: 'two', stages: ['AWSPENDING'] }];
    const since = (iso: string | undefined) => rotationState({ ...rotating, versions }, now, () => iso).pending;
    assert.deepEqual(since('2026-11-21T11:30:00Z'), { versionId: 'two', since: '2026-11-21T11:30:00Z', isStuck: false });
    assert.deepEqual(since('2026-11-21T10:30:00Z'), { versionId: 'two', since: '2026-11-21T10:30:00Z', isStuck: true });
    assert.deepEqual(since(undefined), { versionId: 'two', since: undefined, isStuck: undefined });
  });

  it('takes AWSPENDING on the current version for what it is: a rotation that ended', () => {
    const versions = [{ versionId: 'one', stages: ['AWSCURRENT', 'AWSPENDING'] }];
    assert.equal(rotationState({ ...rotating, versions }, now).pending, undefined);
  });

  it('is a mark of two or three words in a list, and none for what does not rotate', () => {
    assert.equal(rotationMark({ rotationEnabled: false, nextRotationDate: '2026-12-01T23:59:59Z' }, now), '');
    assert.equal(rotationMark({ rotationEnabled: true }, now), 'rotates');
  });
});
