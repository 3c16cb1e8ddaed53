import assert from 'node:assert/strict';
import { isSamePolicy, policyDifference, policyWarnings } from '../../src/core/policyDifference.ts';

const read = 'secretsmanager:GetSecretValue';
const describeIt = 'secretsmanager:DescribeSecret';
const role = 'arn:aws:iam::111122223333:role/app';
const me = 'arn:aws:sts::111122223333:assumed-role/app/me';

function policyOf(...statements: readonly object[]): string {
  const whole = statements.map((statement) => ({ Effect: 'Allow', Principal: { AWS: role }, Action: read, Resource: '*', ...statement }));
  return JSON.stringify({ Version: '2012-10-17', Statement: whole });
}

interface Case {
  readonly what: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
  readonly says: readonly string[];
}

const cases: readonly Case[] = [
  {
    what: 'a first policy with what it allows',
    before: undefined,
    after: policyOf({ Sid: 'Read' }),
    says: [`Newly allows ${role} to call ${read} (statement "Read").`],
  },
  {
    what: 'a policy that goes with who loses what',
    before: policyOf({ Principal: { AWS: ['444455556666', role] }, Action: [read, describeIt] }),
    after: undefined,
    says: [`No longer allows account 444455556666, ${role} to call ${describeIt}, ${read} (statement 1).`],
  },
  {
    what: 'a principal more and one less, in statements of the same name',
    before: policyOf({ Sid: 'Read' }),
    after: policyOf({ Sid: 'Read', Principal: { AWS: 'arn:aws:iam::444455556666:root' } }),
    says: [
      `Newly allows account 444455556666 to call ${read} (statement "Read").`,
      `No longer allows ${role} to call ${read} (statement "Read").`,
    ],
  },
  {
    what: 'an action more and one less, in statements without a name',
    before: policyOf({ Action: [read, 'secretsmanager:PutSecretValue'] }),
    after: policyOf({ Action: [read, describeIt] }),
    says: [
      `Newly allows ${role} to call ${describeIt} (statement 1).`,
      `No longer allows ${role} to call secretsmanager:PutSecretValue (statement 1).`,
    ],
  },
  {
    what: 'nothing where only order, layout and spelling of an account differ',
    before: policyOf({ Principal: { AWS: ['111122223333', '444455556666'] }, Action: [read, describeIt] }, { Effect: 'Deny', Sid: 'No' }),
    after: policyOf(
      { Effect: 'Deny', Sid: 'No' },
      { Principal: { AWS: ['arn:aws:iam::444455556666:root', 'arn:aws:iam::111122223333:root'] }, Action: [describeIt, read] },
    ),
    says: ['Nothing changes in who may do what.'],
  },
  {
    what: 'everyone, however it is spelt, as everyone',
    before: policyOf({ Principal: '*' }),
    after: policyOf({ Principal: { AWS: ['*'] } }),
    says: ['Nothing changes in who may do what.'],
  },
  {
    what: 'services and federated principals by their kind',
    before: undefined,
    after: policyOf({ Principal: { Service: 'lambda.amazonaws.com', Federated: 'cognito-identity.amazonaws.com' } }),
    says: [`Newly allows "federated cognito-identity.amazonaws.com", service lambda.amazonaws.com to call ${read} (statement 1).`],
  },
  {
    what: 'a Deny as a denial',
    before: policyOf({ Effect: 'Deny', Sid: 'No' }),
    after: policyOf({ Effect: 'Deny', Sid: 'No', Action: [read, 'secretsmanager:*'] }),
    says: [`Newly denies ${role} to call secretsmanager:* (statement "No").`],
  },
  {
    what: 'a Deny that goes',
    before: policyOf({}, { Effect: 'Deny', Sid: 'No', Principal: '*' }),
    after: policyOf({}),
    says: [`No longer denies everyone to call ${read} (statement "No").`],
  },
  {
    what: 'an Allow that becomes a Deny as one gone and one new',
    before: policyOf({ Sid: 'A' }),
    after: policyOf({ Sid: 'A', Effect: 'Deny' }),
    says: [`Newly denies ${role} to call ${read} (statement "A").`, `No longer allows ${role} to call ${read} (statement "A").`],
  },
  {
    what: 'one more exception of a NotPrincipal as one less who is denied',
    before: policyOf({ Effect: 'Deny', Principal: undefined, NotPrincipal: { AWS: role } }),
    after: policyOf({ Effect: 'Deny', Principal: undefined, NotPrincipal: { AWS: [role, '444455556666'] } }),
    says: [`No longer denies account 444455556666 to call ${read} (statement 1).`],
  },
  {
    what: 'one exception less of a NotPrincipal as one more who is denied',
    before: policyOf({ Effect: 'Deny', Principal: undefined, NotPrincipal: { AWS: [role, '444455556666'] } }),
    after: policyOf({ Effect: 'Deny', Principal: undefined, NotPrincipal: { AWS: role } }),
    says: [`Newly denies account 444455556666 to call ${read} (statement 1).`],
  },
  {
    what: 'an exception less of a NotAction as an action more',
    before: policyOf({ Action: undefined, NotAction: [read, describeIt] }),
    after: policyOf({ Action: undefined, NotAction: describeIt }),
    says: [`Newly allows ${role} to call ${read} (statement 1).`],
  },
  {
    what: 'an exception more of a NotAction as an action less',
    before: policyOf({ Action: undefined, NotAction: describeIt }),
    after: policyOf({ Action: undefined, NotAction: [read, describeIt] }),
    says: [`No longer allows ${role} to call ${read} (statement 1).`],
  },
  {
    what: 'all that a new NotAction and NotPrincipal leave open',
    before: undefined,
    after: policyOf({ Principal: undefined, NotPrincipal: { AWS: role }, Action: undefined, NotAction: read }),
    says: [`Newly allows everyone but ${role} to call every action but ${read} (statement 1).`],
  },
  {
    what: 'a condition that is lost',
    before: policyOf({ Condition: { Bool: { 'aws:SecureTransport': 'true' } } }),
    after: policyOf({}),
    says: ['Statement 1 loses its condition, and holds always: it was {"Bool":{"aws:SecureTransport":"true"}}.'],
  },
  {
    what: 'a condition that is added',
    before: policyOf({ Sid: 'A', Condition: {} }),
    after: policyOf({ Sid: 'A', Condition: { Bool: { a: 'b' } } }),
    says: ['Statement "A" holds only under a condition: {"Bool":{"a":"b"}}.'],
  },
  {
    what: 'a condition that changes',
    before: policyOf({ Condition: { Bool: { a: 'b' } } }),
    after: policyOf({ Condition: { Bool: { a: 'c' } } }),
    says: ['Statement 1 changes its condition from {"Bool":{"a":"b"}} to {"Bool":{"a":"c"}}.'],
  },
  {
    what: 'another name of a statement',
    before: policyOf({ Sid: 'Old' }),
    after: policyOf({ Sid: 'New' }),
    says: ['Statement "Old" is called statement "New".'],
  },
  {
    what: 'another resource',
    before: policyOf({}),
    after: policyOf({ Resource: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:x' }),
    says: ['Statement 1 is about arn:aws:secretsmanager:eu-west-1:111122223333:secret:x and no longer about *.'],
  },
  {
    what: 'another version, and members that IAM knows nothing of',
    before: '{"Version":"2008-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}}',
    after: '{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*","Note":1}}',
    says: [
      'Statement 1 changes in other members, from {} to {"Note":1}.',
      'What stands beside the statements changes from {"Version":"2008-10-17"} to {"Version":"2012-10-17"}.',
    ],
  },
  {
    what: "a present policy that can't be read as one that is replaced",
    before: 'no JSON at all',
    after: policyOf({}),
    says: [
      "The present policy can't be read, so what it grants can't be named here. It is replaced as a whole.",
      `Newly allows ${role} to call ${read} (statement 1).`,
    ],
  },
  {
    what: "a new policy that can't be read as one whose grants are not known",
    before: undefined,
    after: '{"Statement":[{"Effect":"Perhaps"}]}',
    says: ["The new policy can't be read, so what it grants can't be named here."],
  },
  {
    what: 'names that could pass for words of ours in quotes and on one line',
    before: undefined,
    after: policyOf({ Sid: 'x\n"). Nothing changes.', Principal: { AWS: 'nobody. Nothing\u202e changes' } }),
    says: [`Newly allows "nobody. Nothing  changes" to call ${read} (statement "x \\"). Nothing changes.").`],
  },
];

describe('the difference between two policies', () => {
  for (const { what, before, after, says } of cases) {
    it(`tells ${what}`, () => assert.deepEqual(policyDifference(before, after), says));
  }

  it('says nothing only where nothing changes: a change of any part is told', () => {
    const statement = { Sid: 'A', Condition: { Bool: { a: 'b' } } };
    for (const edit of [
      { Sid: 'B' },
      { Effect: 'Deny' },
      { Principal: { AWS: '444455556666' } },
      { Principal: undefined, NotPrincipal: { AWS: role } },
      { Action: describeIt },
      { Action: undefined, NotAction: read },
      { Resource: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:x' },
      { Resource: undefined, NotResource: '*' },
      { Condition: { Bool: { a: 'c' } } },
      { Unknown: true },
    ]) {
      const lines = policyDifference(policyOf(statement), policyOf({ ...statement, ...edit }));
      assert.ok(lines.length > 0 && !lines[0]?.startsWith('Nothing'), JSON.stringify(edit));
    }
  });

  it('ends after forty lines with how many more there are', () => {
    const many = Array.from({ length: 50 }, (_, index) => ({ Sid: `S${index}`, Action: `secretsmanager:A${index}` }));
    const lines = policyDifference(undefined, policyOf(...many));
    assert.deepEqual([lines.length, lines.at(-1)], [41, 'And 10 more changes, which the policy below shows.']);
  });
});

describe('two policies', () => {
  it('are the same in another order, layout and spelling of an account', () => {
    const one = policyOf({ Principal: { AWS: '111122223333' }, Action: [read, describeIt] });
    const other = policyOf({ Principal: { AWS: ['arn:aws:iam::111122223333:root'] }, Action: [describeIt, read] });
    assert.equal(isSamePolicy(one, JSON.stringify(JSON.parse(other), null, 2)), true);
  });

  it('are not the same where one is missing, says more, or is no policy', () => {
    assert.equal(isSamePolicy(undefined, '{"Statement":[]}'), false);
    assert.equal(isSamePolicy(policyOf({}), policyOf({}, { Sid: 'more' })), false);
    assert.equal(isSamePolicy('{', policyOf({})), false);
    assert.equal(isSamePolicy('{"Statement":[],"Id":"a"}', '{"Statement":[],"Id":"b"}'), false);
    assert.equal(isSamePolicy('{', '{'), true);
  });
});

describe('the warnings of a policy', () => {
  const warns = (statement: object, caller: string | undefined = me): string => policyWarnings(policyOf(statement), caller).join(' ');

  for (const Principal of ['*', { AWS: '*' }, { AWS: [role, '*'] }, ['*']]) {
    it(`say that ${JSON.stringify(Principal)} without a condition lets everyone in`, () => {
      assert.match(warns({ Principal }), /^WARNING: this policy lets everyone in, in every AWS account/);
    });
  }

  it('say so of everyone but some, too', () => {
    assert.match(warns({ Principal: undefined, NotPrincipal: { AWS: role } }), /lets everyone in/);
  });

  it('say nothing of everyone under a condition, of a role, of a service, and of a Deny of someone else', () => {
    assert.equal(warns({ Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } }), '');
    assert.equal(warns({}), '');
    assert.equal(warns({ Principal: { Service: 'lambda.amazonaws.com' } }), '');
    assert.equal(warns({ Effect: 'Deny', Principal: { AWS: '444455556666' } }), '');
  });

  for (const [whose, statement] of [
    ['everyone', { Principal: '*' }],
    ['the account', { Principal: { AWS: '111122223333' } }],
    ['the role', { Principal: { AWS: role } }],
    ['the role by its path', { Principal: { AWS: 'arn:aws:iam::111122223333:role/team/app' } }],
    ['the session', { Principal: { AWS: me } }],
    ['all but another role', { Principal: undefined, NotPrincipal: { AWS: 'arn:aws:iam::111122223333:role/other' } }],
  ] as const) {
    it(`say that a Deny of ${whose} hits the caller`, () => {
      assert.equal(warns({ Effect: 'Deny', ...statement }), `WARNING: statement 1 denies you too to call ${read}.`);
    });
  }

  it('say so to a caller who is known by the role alone', () => {
    const caller = 'arn:aws:sts::111122223333:assumed-role/app';
    for (const AWS of [me, role, '111122223333'])
      assert.match(warns({ Effect: 'Deny', Principal: { AWS } }, caller), /denies you too/, AWS);
    assert.equal(warns({ Effect: 'Deny', Principal: { AWS: 'arn:aws:sts::111122223333:assumed-role/apple/me' } }, caller), '');
  });

  it('say nothing of a Deny of another role of the account, nor of one that excepts the caller', () => {
    assert.equal(warns({ Effect: 'Deny', Principal: { AWS: 'arn:aws:iam::111122223333:role/other' } }), '');
    assert.equal(warns({ Effect: 'Deny', Principal: { AWS: 'arn:aws:iam::444455556666:role/app' } }), '');
    assert.equal(warns({ Effect: 'Deny', Principal: undefined, NotPrincipal: { AWS: role } }), '');
  });

  for (const [words, actions] of [
    ['every action', { Action: '*' }],
    ['secretsmanager:*', { Action: 'secretsmanager:*' }],
    ['SecretsManager:Put*', { Action: 'SecretsManager:Put*' }],
    ['all but reading', { Action: undefined, NotAction: read }],
  ] as const) {
    it(`say that a Deny of ${words} may not be undone`, () => {
      assert.match(warns({ Effect: 'Deny', ...actions }), /You may then not be able to undo this\.$/);
    });
  }

  it('say that a condition may spare the caller', () => {
    assert.match(warns({ Effect: 'Deny', Condition: { Bool: { a: 'b' } } }), /, unless its condition spares you\.$/);
  });

  it('warn of every Deny of someone while the caller is not known', () => {
    assert.match(policyWarnings(policyOf({ Effect: 'Deny', Principal: { AWS: '444455556666' } }), undefined).join(), /denies you too/);
    assert.deepEqual(policyWarnings(policyOf({ Effect: 'Deny', Principal: { Service: 'lambda.amazonaws.com' } }), undefined), []);
  });

  it('are none for a text that is no policy', () => assert.deepEqual(policyWarnings('{', me), []));
});
