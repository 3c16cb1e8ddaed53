import assert from 'node:assert/strict';
import { nextRuns, scheduleFault, scheduleInWords, windowInWords, type RotationRules } from '../../src/core/rotationSchedule.ts';

describe('a rotation schedule', () => {
  const fits: readonly RotationRules[] = [
    { automaticallyAfterDays: 1 },
    { automaticallyAfterDays: 1_000, duration: '24h' },
    { scheduleExpression: 'rate(4 hours)', duration: '4h' },
    { scheduleExpression: 'rate(1 day)' },
    { scheduleExpression: 'rate(999 days)', duration: '1h' },
    { scheduleExpression: 'cron(0 8 1 * ? *)', duration: '16h' },
    { scheduleExpression: 'cron(0 2/4 * * ? *)' },
    { scheduleExpression: 'cron(0 /8 * * ? *)', duration: '8h' },
    { scheduleExpression: 'cron(0 */12 * * ? *)', duration: '12h' },
    { scheduleExpression: 'cron(0 0,12 ? * MON-FRI *)' },
    { scheduleExpression: 'cron(0 0 L 1,4,7,10 ? *)' },
    { scheduleExpression: 'cron(0 17 ? * 2#1 *)' },
  ];
  for (const rules of fits) {
    it(`is taken: ${JSON.stringify(rules)}`, () => assert.equal(scheduleFault(rules), undefined));
  }

  const faults: readonly (readonly [RotationRules, RegExp])[] = [
    [{ automaticallyAfterDays: 1, scheduleExpression: 'rate(1 day)' }, /not both/],
    [{ duration: '2h' }, /together with a schedule/],
    [{ scheduleExpression: 'rate(3 hours)' }, /every 4 hours/],
    [{ scheduleExpression: 'cron(0 */2 * * ? *)' }, /every 4 hours/],
    [{ scheduleExpression: 'cron(0 * * * ? *)' }, /every 4 hours/],
    [{ scheduleExpression: 'cron(0 1,3 * * ? *)' }, /every 4 hours/],
    [{ scheduleExpression: 'rate(1000 days)' }, /1 to 999 days/],
    [{ scheduleExpression: 'rate(0 days)' }, /1 to 999 days/],
    [{ scheduleExpression: 'rate(30000 hours)' }, /at most 999 days/],
    [{ scheduleExpression: 'now and then' }, /takes a schedule like/],
    [{ scheduleExpression: 'rate(5 minutes)' }, /takes a schedule like/],
    [{ scheduleExpression: 'cron(30 8 1 * ? *)' }, /0 for minutes/],
    [{ scheduleExpression: 'cron(0 8 1 * ? 2027)' }, /\* for the year/],
    [{ scheduleExpression: 'cron(0 8 * * * *)' }, /takes a schedule like/],
    [{ scheduleExpression: 'cron(0 24 * * ? *)' }, /takes a schedule like/],
    [{ scheduleExpression: 'cron(0 8 1 * ? *); drop' }, /takes a schedule like/],
    [{ automaticallyAfterDays: 30, duration: '25h' }, /1h to 24h/],
    [{ automaticallyAfterDays: 30, duration: '90m' }, /1h to 24h/],
    [{ scheduleExpression: 'rate(4 hours)', duration: '5h' }, /before the next one begins/],
    [{ scheduleExpression: 'cron(0 20 * * ? *)', duration: '5h' }, /on the UTC day/],
    [{ scheduleExpression: 'cron(0 /2 * * ? *)' }, /every 4 hours/],
    [{ scheduleExpression: 'cron(0 / * * ? *)' }, /takes a schedule like/],
    [{ scheduleExpression: 'cron(0 /8 * * ? *)', duration: '9h' }, /before the next one begins/],
    [{ scheduleExpression: 'cron(0 0,6 * * ? *)', duration: '7h' }, /before the next one begins/],
  ];
  for (const [rules, words] of faults) {
    it(`is refused: ${JSON.stringify(rules)}`, () => assert.match(scheduleFault(rules) ?? '', words));
  }

  it('reads as words, and stays as it is where words would be a guess', () => {
    for (const [schedule, words] of [
      ['every 30 days', 'every 30 days'],
      ['every 1 days', 'every day'],
      ['rate(1 day)', 'every day'],
      ['rate(12 hours)', 'every 12 hours'],
      ['cron(0 8 * * ? *)', 'every day from 08:00 UTC'],
      ['cron(0 8 1 * ? *)', 'cron(0 8 1 * ? *), in UTC'],
      ['at(new)', 'at(new)'],
    ] as const)
      assert.equal(scheduleInWords(schedule), words);
  });

  it('says when its window is open', () => {
    for (const [schedule, duration, words] of [
      ['every 30 days', undefined, 'any time of the day, UTC'],
      ['rate(10 days)', '2h', 'the first 2 hours of the day, UTC'],
      ['rate(12 hours)', undefined, '1 hour long'],
      ['cron(0 8 1 * ? *)', '3h', '3 hours long'],
      ['cron(0 8 1 * ? *)', undefined, undefined],
    ] as const)
      assert.equal(windowInWords(schedule, duration), words);
  });

  it('says the next three times for days and hours, across months and a leap day, and none for cron', () => {
    const from = Date.parse('2028-01-30T15:42:10Z');
    assert.deepEqual(nextRuns('every 30 days', from, 3), [
      '2028-02-29T00:00:00.000Z',
      '2028-03-30T00:00:00.000Z',
      '2028-04-29T00:00:00.000Z',
    ]);
    assert.deepEqual(nextRuns('rate(12 hours)', from, 3), [
      '2028-01-31T03:00:00.000Z',
      '2028-01-31T15:00:00.000Z',
      '2028-02-01T03:00:00.000Z',
    ]);
    assert.deepEqual(nextRuns('cron(0 8 1 * ? *)', from, 3), []);
  });
});
