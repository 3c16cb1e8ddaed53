import assert from 'node:assert/strict';
import { CustodyError, forPerson, toCustodyError, type ErrorCode } from '../../src/core/errors.ts';

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

describe('forPerson', () => {
  const ofModels = /list_|restore_|describe|\bcall\b|arguments|[Tt]he person/;
  const met: readonly ErrorCode[] = [
    'invalid_input',
    'limit_exceeded',
    'account_not_found',
    'region_not_found',
    'approval_declined',
    'approval_expired',
    'approval_busy',
    'changed_since',
    'not_allowed',
    'secret_not_found',
    'secret_exists',
    'secret_pending_deletion',
    'invalid_state',
    'throttled',
    'unreachable',
    'timeout',
    'outcome_unknown',
    'not_done',
    'cancelled',
    'program_not_started',
    'audit_failed',
    'internal',
  ];

  it('names the next step as the editor does, for everything a person can meet', () => {
    for (const code of met) assert.doesNotMatch(forPerson(new CustodyError(code, 'It failed.')).next, ofModels, code);
    assert.equal(
      forPerson(new CustodyError('secret_pending_deletion', 'It is to go.')).sentence,
      'It is to go. Choose Restore Secret first.',
    );
    // That the words would be seen.
    assert.ok(met.some((code) => ofModels.test(new CustodyError(code, 'It failed.').next)));
  });

  it('leaves a next step of its own as it is', () => {
    const error = new CustodyError('invalid_input', 'It failed.', 'Turn it.');
    assert.equal(forPerson(error), error);
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
