import assert from 'node:assert/strict';
import { findingSentence, isAboutEveryone, placeOfFinding } from '../../src/core/policyFindings.ts';

const text = `{
  "Version": "2012-10-17",
  "Statement": [
    { "Sid": "Read {odd}", "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111122223333:role/app" }, "Action": "secretsmanager:Read", "Resource": "*" },
    {
      "Effect": "Allow",
      "Principal": "*",
      "Action": "secretsmanager:Read",
      "Resource": "*"
    }
  ]
}`;

const marked = (message: string, of = text): string => {
  const { start, end } = placeOfFinding(of, { check: 'CHECK', message });
  return of.slice(start, end);
};

describe('the place of a finding', () => {
  it('is the text of the policy that it names', () => {
    assert.equal(marked('The principal arn:aws:iam::111122223333:role/app does not exist.'), '"arn:aws:iam::111122223333:role/app"');
  });

  it('is that text within the statement that it counts', () => {
    const { start } = placeOfFinding(text, { check: 'CHECK', message: 'Statement 2: no action secretsmanager:Read.' });
    assert.ok(start > text.indexOf('"Principal": "*"'));
    assert.equal(marked('Statement 2: no action secretsmanager:Read.'), '"secretsmanager:Read"');
  });

  it('is the first line of the statement that it counts, whatever braces stand in texts', () => {
    assert.match(marked('Statement 1 is missing something.'), /^\{ "Sid": "Read \{odd\}".*"Resource": "\*" \}$/);
    assert.equal(marked('Statement 2 is missing something.'), '{');
  });

  it('is the one statement where there is no list', () => {
    assert.equal(marked('Statement 1 is missing something.', '{"Statement":{"Effect":"Deny"},"Id":"x"}'), '{"Effect":"Deny"}');
  });

  it('is the principal that is everyone, for a finding about too many', () => {
    const { start } = placeOfFinding(text, { check: 'PUBLIC_POLICY_CHECK', message: 'Too broad.' });
    assert.equal(text.slice(start - 13, start + 3), '"Principal": "*"');
  });

  for (const [what, message, of] of [
    ['names nothing of the policy', 'Something is wrong.', text],
    ['counts a statement that is not there', 'Statement 9 is wrong.', text],
    ['is about a text that is no policy', 'Statement 1 is wrong.', '[1'],
    ['is about an empty text', 'Statement 1 is wrong.', ''],
  ] as const) {
    it(`is the first line for one that ${what}`, () => assert.equal(marked(message, of), of.split('\n')[0]));
  }

  it('is found before the test is over in texts that make a careless search start again at each character', () => {
    for (const piece of ['{', '"', '"\\', '"Statement":[{', '"a":']) {
      assert.equal(typeof marked('Statement 3 is wrong.', piece.repeat(20_480 / piece.length)), 'string');
    }
  });
});

describe('a finding', () => {
  it('is one line with nothing unseen in it', () => {
    assert.equal(findingSentence({ check: 'A\nB', message: 'x\u202ey' }), 'A B: x y');
  });

  it('is about everyone by its check or its words', () => {
    assert.equal(isAboutEveryone({ check: 'PUBLIC_POLICY_CHECK', message: '' }), true);
    assert.equal(isAboutEveryone({ check: 'X', message: 'It grants broad access.' }), true);
    assert.equal(isAboutEveryone({ check: 'POLICY_SYNTAX_CHECK', message: 'Statement 1 is missing a Principal.' }), false);
    assert.equal(isAboutEveryone({ check: 'LOCKOUT_CHECK', message: 'It would lock out the caller.' }), false);
  });
});
