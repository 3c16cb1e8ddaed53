import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { accountSchema, type Account } from '../../src/core/account.ts';
import { createRedactor } from '../../src/core/redact.ts';
import { composeReport, type ReportFacts } from '../../src/core/report.ts';
import { SecretText } from '../../src/core/secretText.ts';

const seed = 20_262;
const at = '2026-11-21T10:00:00.000Z';
const planted = {
  account: 'Northwind prod',
  profile: 'northwind-admin',
  role: 'break-glass-role',
  session: 'jane.doe@northwind',
  externalId: 'external-7741',
  secret: 'northwind/orders/postgres',
  accountId: '210987654321',
  home: '/home/jane',
  user: 'janed',
  host: 'janes-laptop.northwind.example',
  client: 'Northwind Agent',
  key: 'AKIAIOSFODNN7EXAMPLE',
  value: 'c4n4ry-V4lue-9f2b!',
} as const;
const arn = `arn:aws:secretsmanager:eu-west-1:${planted.accountId}:secret:${planted.secret}-a1B2c3`;

const role: Extract<Account, { kind: 'role' }> = {
  kind: 'role',
  name: planted.account,
  profile: planted.profile,
  roleArn: `arn:aws:iam::${planted.accountId}:role/ops/${planted.role}`,
  sessionName: planted.session,
  externalId: planted.externalId,
  accountId: planted.accountId,
  regions: ['eu-west-1', 'us-east-1'],
  access: 'describe',
  host: planted.host,
};

function record(fields: object): string {
  return JSON.stringify({
    at,
    sequence: 0,
    call: 'c',
    phase: 'outcome',
    operation: 'describe_secret',
    risk: 'read',
    caller: `agent:${planted.client}`,
    account: planted.account,
    region: 'eu-west-1',
    secret: planted.secret,
    arguments: JSON.stringify({ secret_id: planted.secret }),
    approval: 'none',
    result: 'secret_not_found',
    ...fields,
  });
}

function line(text: string, names: readonly string[] = []): ReportFacts['log'][number] {
  return { at, level: 'warn', text, names };
}

const facts: ReportFacts = {
  about: [
    ['Custody', '1.2.3'],
    ['VS Code', '1.105.0, on the desktop'],
  ],
  settings: [
    { name: 'custody.agents.maximumAccess', value: 'write', choices: ['off', 'write'] },
    { name: 'custody.agents.allowForceDelete', value: true, choices: [] },
    { name: 'custody.aws.endpoint', value: `https://${planted.host}:8443/aws`, choices: [] },
    { name: 'custody.some.list', value: [planted.secret], choices: [] },
  ],
  accounts: [role],
  operations: ['describe_secret'],
  audit: [
    record({}),
    record({ phase: 'intent', result: undefined }),
    record({ secret: arn, arn, region: planted.host, result: planted.secret }),
  ],
  log: [
    line(`${planted.client}: describe_secret failed. There is no secret ${planted.secret} in account ${planted.account}.`, [
      planted.client,
    ]),
    line(`${arn} could not be read as ${planted.user} with ${planted.key} from ${planted.home}/.aws/config on ${planted.host}`),
    line(`profile ${planted.profile}, role ${planted.role}, session ${planted.session}, id ${planted.externalId}, ${planted.accountId}`),
    line(`The value is ${planted.value} and in base64 ${Buffer.from(planted.value).toString('base64')}`),
  ],
  machine: { home: planted.home, user: planted.user, host: planted.host },
  scrub: (text) => text,
};

function scrubber(...values: readonly string[]): (text: string) => string {
  const redactor = createRedactor();
  for (const value of values) redactor.know(SecretText.of(value));
  return (text) => redactor.scrub(text);
}

describe('composeReport', () => {
  it('holds no name, ARN, AWS account, path, host, user, access key or known value', () => {
    const report = composeReport({ ...facts, scrub: scrubber(planted.value) });
    for (const [what, text] of Object.entries({ ...planted, arn, base64: Buffer.from(planted.value).toString('base64') }))
      assert.ok(!report.includes(text), `${what} is in the report:\n${report}`);
    assert.doesNotMatch(report, /northwind|jane|arn:|\d{12}/i);
  });

  it('holds nothing of where accounts get their credentials: no address, path, variable or mount', () => {
    const { name: _, profile: __, roleArn, externalId: ___, kind: ____, sessionName: _____, ...common } = role;
    const hidden = ['vault.northwind.corp', 'team-northwind', 'northwind-aws', 'northwind-reader', '/run/northwind/token', 'NORTHWIND_'];
    const [host, namespace, mount, vaultRole, tokenFile, prefix] = hidden;
    const accounts = [
      { ...common, kind: 'vault', name: 'a', address: `https://${host}:8200`, namespace, mount, path: 'sts', role: vaultRole },
      { ...common, kind: 'webIdentity', name: 'b', tokenFile, roleArn, endpoints: { secretsmanager: `https://sm.${host}` } },
      { ...common, kind: 'environment', name: 'c', prefix },
    ].map((account) => accountSchema.parse(account));
    const words = `${host} sm.${host} ${namespace}/${mount}/${vaultRole} in ${tokenFile} by ${prefix}ACCESS_KEY_ID`;
    const report = composeReport({ ...facts, accounts, log: [line(words)] });
    assert.doesNotMatch(report.slice(report.indexOf('Log, newest last')), /northwind/i);
    assert.match(composeReport({ ...facts, accounts: [], log: [line(words)] }), /northwind/i);
  });

  it('would hold them otherwise: they all stand in what it is made from', () => {
    const raw = JSON.stringify(facts);
    for (const text of Object.values(planted)) assert.ok(raw.includes(text), text);
    assert.ok(composeReport(facts).includes(planted.value));
  });

  it('tells versions, settings, accounts, outcomes and the log, so that it is of use', () => {
    assert.equal(
      composeReport({ ...facts, audit: facts.audit.slice(0, 2), log: facts.log.slice(0, 1) }),
      [
        'Custody report',
        '  Custody: 1.2.3',
        '  VS Code: 1.105.0, on the desktop',
        '',
        'Settings that differ from their defaults',
        '  custody.agents.maximumAccess: write',
        '  custody.agents.allowForceDelete: true',
        '  custody.aws.endpoint: an address elsewhere, https',
        '  custody.some.list: 1 entries',
        '',
        'Accounts',
        '  account-1: role, agents: describe, regions: eu-west-1 us-east-1',
        '',
        'How calls ended, newest last',
        `  ${at} describe_secret by agent in account-1 eu-west-1: outcome secret_not_found, approval none`,
        '',
        'Log, newest last',
        `  ${at} warn name-1: describe_secret failed. There is no secret secret-1 in account account-1.`,
        '',
      ].join('\n'),
    );
  });

  it('says so where there is nothing, and where there is no keyring', () => {
    const report = composeReport({ ...facts, settings: [], accounts: undefined, audit: [], log: [] });
    assert.equal(report.match(/^  none$/gm)?.length, 4);
  });

  it('keeps the last 50 outcomes and the last 100 lines', () => {
    const numbered = Array.from({ length: 130 }, (_, index) => index);
    const report = composeReport({
      ...facts,
      audit: numbered.map((index) => record({ result: `r_${'x'.repeat(index % 30)}`, phase: index % 2 === 0 ? 'outcome' : 'intent' })),
      log: numbered.map((index) => line(`line ${index}.`)),
    });
    assert.equal(report.match(/: outcome r_/g)?.length, 50);
    assert.equal(report.match(/ warn line /g)?.length, 100);
    assert.ok(report.includes('line 129.') && !report.includes('line 29.'));
  });

  it('shows no operation, caller, result or region that is not one of ours', () => {
    const report = composeReport({
      ...facts,
      log: [],
      audit: [record({ operation: 'leak_this', caller: 'mallory', result: 'Not A Code', region: 'moon base' })],
    });
    assert.match(report, /unknown operation by agent in account-1: outcome unknown, approval none/);
    assert.doesNotMatch(report, /leak_this|mallory|Not A Code|moon base/);
  });

  it('passes over a line that is no record', () => {
    assert.ok(composeReport({ ...facts, audit: ['{', '[]', '"x"', record({ risk: 'unheard of' })] }).includes('newest last\n  none'));
  });

  const word = fc.stringMatching(/^[A-Za-z][\w.@+=/-]{6,30}[A-Za-z]$/);
  const sentences: readonly ((name: string) => string)[] = [
    (name) => `There is no secret ${name} in account x.`,
    (name) => `"${name}" was refused`,
    (name) => `(${name})`,
    (name) => `${name}: done`,
    (name) => `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${name}-AbCdEf is gone`,
    (name) => `/home/someone/${name}/x`,
  ];

  it('holds none of 300 random names, wherever in a line they stand', () => {
    fc.assert(
      fc.property(word, word, fc.constantFrom(...sentences), (secret, account, sentence) => {
        const report = composeReport({
          ...facts,
          accounts: [{ ...role, name: account }],
          audit: [record({ secret, account, arguments: JSON.stringify({ secret_id: secret }) })],
          log: [line(sentence(secret)), line(sentence(account))],
        });
        const body = report.slice(report.indexOf('Accounts'));
        assert.ok(!body.includes(secret), `${secret} in\n${body}`);
        assert.ok(!body.includes(account), `${account} in\n${body}`);
      }),
      { seed, numRuns: 300 },
    );
  });

  it('lets a name through that nobody told it of, so the test above can fail', () => {
    const report = composeReport({ ...facts, accounts: [], audit: [], log: [line('There is no secret untold/name in account x.')] });
    assert.ok(report.includes('untold/name'));
  });

  it('holds none of 200 random ARNs, AWS accounts, paths, addresses and keys that nobody told it of', () => {
    const digits = fc.stringMatching(/^\d{12}$/);
    const found = fc.oneof(
      digits,
      fc.tuple(digits, word).map(([id, name]) => `arn:aws:secretsmanager:eu-west-1:${id}:secret:${name}`),
      word.map((name) => `/Users/${name}/.aws/credentials`),
      word.map((name) => `C:\\Users\\${name}\\x`),
      word.map((name) => `~/${name}`),
      word.map((name) => `https://${name.replace(/\W/g, '')}.example.com/x?y=${name}`),
      fc.stringMatching(/^(AKIA|ASIA)[A-Z2-7]{16}$/),
      fc.ipV4(),
    );
    fc.assert(
      fc.property(found, fc.constantFrom(' ', '"', '(', ': '), (text, before) => {
        const report = composeReport({ ...facts, audit: [], log: [line(`It failed at${before}${text} again`)] });
        assert.ok(!report.includes(text), report);
      }),
      { seed, numRuns: 200 },
    );
  });

  it('puts the same placeholder for the same name each time, and another for another', () => {
    const report = composeReport({
      ...facts,
      log: [line('a-secret-name then b-secret-name then a-secret-name', ['a-secret-name', 'b-secret-name'])],
    });
    const [, first, second, third] = /warn (\S+) then (\S+) then (\S+)$/m.exec(report) ?? [];
    assert.equal(first, third);
    assert.notEqual(first, second);
  });
});
