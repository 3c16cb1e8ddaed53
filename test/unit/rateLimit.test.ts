import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { createRateLimit } from '../../src/core/rateLimit.ts';

function limit(start = 1_000_000) {
  const clock = { time: start };
  return { clock, reserve: createRateLimit(() => clock.time) };
}

describe('createRateLimit', () => {
  it('lets ten reads through at once and then one every 100 ms', () => {
    const { reserve } = limit();
    const waits = Array.from({ length: 13 }, () => reserve('main', 'read'));
    assert.deepEqual(waits, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 100, 200, 300]);
  });

  it('lets two writes through at once and then one every 500 ms', () => {
    const { reserve } = limit();
    assert.deepEqual(
      Array.from({ length: 4 }, () => reserve('main', 'write')),
      [0, 0, 500, 1_000],
    );
  });

  it('lets one destructive call through every 10 seconds, and an approved one waits a minute for its turn but no longer', () => {
    const { clock, reserve } = limit();
    assert.deepEqual(
      Array.from({ length: 8 }, () => reserve('main', 'destructive')),
      [0, 10_000, 20_000, 30_000, 40_000, 50_000, 60_000, undefined],
    );
    clock.time += 10_000;
    assert.deepEqual([reserve('main', 'destructive'), reserve('main', 'destructive')], [60_000, undefined]);
  });

  it('makes a read wait no longer than 5 seconds', () => {
    const { reserve } = limit();
    const waits = Array.from({ length: 70 }, () => reserve('main', 'read'));
    assert.deepEqual([waits[59], waits[60]], [5_000, undefined]);
  });

  it('does not count a call that it refused', () => {
    const { clock, reserve } = limit();
    for (let index = 0; index < 7; index += 1) reserve('main', 'destructive');
    for (let index = 0; index < 100; index += 1) assert.equal(reserve('main', 'destructive'), undefined);
    clock.time += 70_000;
    assert.equal(reserve('main', 'destructive'), 0);
  });

  it('counts uses and reveals as reads', () => {
    const { reserve } = limit();
    for (let index = 0; index < 5; index += 1) assert.deepEqual([reserve('main', 'use'), reserve('main', 'reveal')], [0, 0]);
    assert.equal(reserve('main', 'read'), 100);
  });

  it('counts each account and each kind alone', () => {
    const { reserve } = limit();
    reserve('main', 'destructive');
    assert.deepEqual([reserve('other', 'destructive'), reserve('main', 'write'), reserve('main', 'read')], [0, 0, 0]);
  });

  it('never saves up more than its burst, however long nobody called', () => {
    const { clock, reserve } = limit();
    clock.time += 86_400_000;
    assert.deepEqual(
      [1, 2, 3].map(() => reserve('main', 'write')),
      [0, 0, 500],
    );
  });

  it('never lets more calls begin in any window than the burst and the rate allow', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(300), { minLength: 30, maxLength: 200 }), (gaps) => {
        const { clock, reserve } = limit();
        const begins = gaps.flatMap((gap) => {
          clock.time += gap;
          const wait = reserve('main', 'write');
          return wait === undefined ? [] : [clock.time + wait];
        });
        for (const from of begins) {
          assert.ok(begins.filter((at) => at >= from && at < from + 1_000).length <= 2 + 1_000 / 500);
        }
      }),
      { seed: 3 },
    );
  });
});
