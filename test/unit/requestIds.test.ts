import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { collectRequestIds, noteRequestId, requestIds } from '../../src/core/requestIds.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the ids of the requests of a call', () => {
  it('are those noted in it, oldest first, and at most the last five', async () => {
    const ids = Array.from({ length: 7 }, () => randomUUID());
    await collectRequestIds(async () => {
      assert.deepEqual(requestIds(), {});
      for (const id of ids) {
        await turn();
        noteRequestId(id);
      }
      assert.deepEqual(requestIds(), { requestIds: ids.slice(2) });
    });
  });

  it('stay with their call when calls run side by side, and outside of any are nobody’s', async () => {
    const [one, other] = [randomUUID(), randomUUID()];
    const callNoting = (id: string) =>
      collectRequestIds(async () => {
        await turn();
        noteRequestId(id);
        await turn();
        return requestIds();
      });
    noteRequestId(randomUUID());
    assert.deepEqual(await Promise.all([callNoting(one), callNoting(other)]), [{ requestIds: [one] }, { requestIds: [other] }]);
    assert.deepEqual(requestIds(), {});
  });

  it('leave out what is no id of AWS’s, which could be anything, a value included', async () => {
    await collectRequestIds(async () => {
      for (const id of [undefined, null, 7, '', 'correct-horse-battery', `${randomUUID()}x`, { toString: randomUUID }]) noteRequestId(id);
      assert.deepEqual(requestIds(), {});
    });
  });
});
