import assert from 'node:assert/strict';
import { CustodyError, type ErrorCode } from '../../src/core/errors.ts';

/** Lets everything run that only waits for promises; no clock is involved. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 4; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
}

/** Asserts that the promise rejects with a CustodyError of that code, and returns the error. */
export async function rejectsWith(code: ErrorCode, promise: Promise<unknown>): Promise<CustodyError> {
  const thrown: unknown = await promise.then(
    () => assert.fail(`resolved instead of failing with ${code}`),
    (reason: unknown) => reason,
  );
  if (!(thrown instanceof CustodyError)) throw thrown;
  assert.equal(thrown.code, code);
  return thrown;
}

/** The same for something that throws at once. */
export function throwsWith(code: ErrorCode, work: () => unknown): CustodyError {
  try {
    work();
  } catch (thrown) {
    if (!(thrown instanceof CustodyError)) throw thrown;
    assert.equal(thrown.code, code);
    return thrown;
  }
  return assert.fail(`did not throw ${code}`);
}
