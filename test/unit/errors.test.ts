import assert from 'node:assert/strict';
import { CustodyError, toCustodyError } from '../../src/core/errors.ts';

const value = 'Xk29mQpvL4Zt8RwN3bHs7CyD5fGj1KaE';

describe('CustodyError', () => {
  it('says what happened and what to do next, in one line', () => {
    const error = new CustodyError('secret_not_found', 'There is no prod/db.');
    assert.equal(error.sentence, 'There is no prod/db. Check the name with list_secrets; names are case-sensitive.');
    assert.ok(!error.sentence.includes('\n'));
  });

  it('takes a next step of its own', () => {
    assert.equal(new CustodyError('timeout', 'Slow.', 'Wait.').sentence, 'Slow. Wait.');
  });
});

describe('toCustodyError', () => {
  it('passes our own errors on as they are', () => {
    const error = new CustodyError('timeout', 'Slow.');
    assert.equal(toCustodyError(error, 'x'), error);
  });

  it('calls an abort cancelled', () => {
    assert.equal(toCustodyError(AbortSignal.abort().reason, 'list_secrets').code, 'cancelled');
  });

  it('drops message, stack, cause, properties and unusual names of anything foreign', () => {
    const named = Object.assign(new Error('x'), { name: `${value}!` });
    const rich = Object.assign(new Error(value, { cause: value }), { $response: { body: value } });
    for (const thrown of [
      new Error(value),
      rich,
      named,
      value,
      [value],
      { message: value, name: value },
      Symbol(value),
      () => value,
      null,
      undefined,
    ]) {
      const error = toCustodyError(thrown, 'list_secrets');
      assert.equal(error.code, 'internal');
      assert.ok(!`${error.sentence}${error.stack}${JSON.stringify(error)}${String(error.cause)}`.includes(value), String(thrown));
      assert.match(error.message, /^list_secrets failed/);
    }
  });

  it('keeps the class of a foreign error, for a report', () => {
    assert.match(toCustodyError(new TypeError(value), 'x').message, /TypeError/);
  });
});
