import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { createAudit, type AuditRecord } from '../../src/core/audit.ts';
import { auditCalls, choicesIn, filterCalls, toCallView, toCsv, toJsonLines } from '../../src/core/auditCalls.ts';
import { keyBytes, keyedName, keyNames } from '../../src/core/auditNames.ts';
import { noAuditFilter, type AuditFilter } from '../../src/core/auditProtocol.ts';

const base: AuditRecord = {
  call: 'a',
  phase: 'intent',
  operation: 'delete_secret',
  risk: 'destructive',
  caller: 'person',
  account: 'main',
  region: 'eu-west-1',
  secret: 'prod/db',
  arguments: '{"secret_id":"prod/db"}',
};
const noon = Date.UTC(2026, 10, 20, 12);

/** One process's lines: each record with its minute after noon. */
async function linesOf(...given: readonly (readonly [minute: number, record: AuditRecord])[]): Promise<string[]> {
  let minute = 0;
  const lines: string[] = [];
  const audit = createAudit(
    async (text) => void lines.push(text.trimEnd()),
    () => noon + minute * 60_000,
  );
  for (const [at, record] of given) {
    minute = at;
    await audit.write(record);
  }
  return lines;
}

async function twoWindows(): Promise<string[]> {
  const one = await linesOf(
    [0, base],
    [2, { ...base, phase: 'sending', approval: 'accepted' }],
    [3, { ...base, phase: 'outcome', approval: 'accepted', result: 'outcome_unknown' }],
    [4, { ...base, phase: 'settled', approval: 'accepted', result: 'done' }],
  );
  const agent: AuditRecord = {
    ...base,
    call: 'b',
    operation: 'get_secret_value',
    risk: 'reveal',
    caller: 'agent 1 (Claude)',
    account: 'test',
  };
  const other = await linesOf(
    [1, agent],
    [1, { ...agent, phase: 'outcome', approval: 'granted', result: 'ok' }],
    [24 * 60, { ...base, call: 'c', operation: 'list_secrets', risk: 'read', secret: 'dev/db', arguments: '{}' }],
  );
  return [...other, ...one];
}

describe('the calls that the audit log tells of', () => {
  it('are one each, of all files, newest first, with what became of them', async () => {
    const calls = auditCalls(await twoWindows());
    assert.deepEqual(
      calls.map(({ lines, result }) => [lines[0].call, result, lines.map(({ phase }) => phase)]),
      [
        ['c', 'no outcome', ['intent']],
        ['b', 'ok', ['intent', 'outcome']],
        ['a', 'done', ['intent', 'sending', 'outcome', 'settled']],
      ],
    );
  });

  it('leave out what is no line', async () => {
    assert.deepEqual(auditCalls(['', 'null', '[]', '{"at":1}', 'half a li']), []);
  });

  const wanted: readonly (readonly [string, Partial<AuditFilter>, string])[] = [
    ['nothing', {}, 'cba'],
    ['changes', { kind: 'change' }, 'a'],
    ['reveals', { kind: 'reveal' }, 'b'],
    ['uses', { kind: 'use' }, ''],
    ['an operation', { operation: 'list_secrets' }, 'c'],
    ['a caller', { caller: 'agent 1 (Claude)' }, 'b'],
    ['an account', { account: 'main' }, 'ca'],
    ['a result', { result: 'done' }, 'a'],
    ['what has none', { result: 'no outcome' }, 'c'],
    ['a part of a name', { secret: 'prod/' }, 'ba'],
    ['a day on', { from: '2026-11-21' }, 'c'],
    ['up to a day', { to: '2026-11-20' }, 'ba'],
    ['two things at once', { kind: 'change', secret: 'dev' }, ''],
  ];
  for (const [what, filter, left] of wanted) {
    it(`are filtered by ${what}`, async () => {
      const passing = filterCalls(auditCalls(await twoWindows()), { ...noAuditFilter, ...filter }, []);
      assert.equal(passing.map(({ lines: [first] }) => first.call).join(''), left);
    });
  }

  it('are found by a name that is keyed in them', async () => {
    const key = randomBytes(keyBytes);
    const calls = auditCalls(
      await linesOf([0, keyNames(base, key)], [1, keyNames({ ...base, call: 'b', secret: 'x', arguments: '{}' }, key)]),
    );
    const passing = filterCalls(calls, { ...noAuditFilter, secret: 'prod/db' }, [keyedName('prod/db', key)]);
    assert.deepEqual(
      passing.map(({ lines: [first] }) => first.call),
      ['a'],
    );
  });

  it('tell what there is to choose from, and the rest of a call in rows', async () => {
    const calls = auditCalls(await twoWindows());
    assert.deepEqual(choicesIn(calls).caller, ['agent 1 (Claude)', 'person']);
    assert.deepEqual(choicesIn(calls).result, ['done', 'no outcome', 'ok']);
    const [, , last] = calls;
    assert.ok(last);
    const { at, place, details } = toCallView(last);
    assert.deepEqual([at, place], ['2026-11-20 12:00:00', 'main, eu-west-1']);
    assert.match(JSON.stringify(details), /settled done 2026-11-20 12:04:00.*"Approval","value":"accepted"/);
  });

  it('name a secret that was given by its ARN, which stands in the rows, and cut nothing off a name', async () => {
    const arn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-AbCdEf';
    const calls = auditCalls(await linesOf([0, { ...base, secret: arn }], [1, { ...base, call: 'b', secret: 'prod/my-secret' }]));
    const [named, byArn] = calls.map(toCallView);
    assert.deepEqual([named?.secret, byArn?.secret], ['prod/my-secret', 'prod/db']);
    assert.deepEqual(
      byArn?.details.find(({ label }) => label === 'ARN'),
      { label: 'ARN', value: arn },
    );
    assert.ok(!named?.details.some(({ label }) => label === 'ARN'));
  });
});

describe('what is exported of the audit log', () => {
  it('as JSON lines is what was written, oldest first, to the letter', async () => {
    const lines = await twoWindows();
    const exported = toJsonLines(auditCalls(lines)).trimEnd().split('\n');
    assert.deepEqual([...exported].sort(), [...lines].sort());
    const times = exported.map((line) => /"at":"([^"]+)"/.exec(line)?.[1] ?? '');
    assert.deepEqual(times, times.toSorted());
  });

  it('as CSV holds each line once, its quotes doubled', async () => {
    const rows = toCsv(auditCalls(await twoWindows()))
      .trimEnd()
      .split('\r\n');
    assert.equal(rows.length, 8);
    assert.match(rows[0] ?? '', /^"at","sequence","call"/);
    assert.ok(rows.some((row) => row.includes('"{""secret_id"":""prod/db""}"')));
  });

  for (const start of ['=1+1', '+1', '-1', '@SUM(A1)', ' =1', '\u200b=1', '\uff1d1', '\t1']) {
    it(`as CSV makes no formula of ${JSON.stringify(start)}`, async () => {
      const csv = toCsv(auditCalls(await linesOf([0, { ...base, caller: `${start}","=2`, secret: start }])));
      assert.ok(csv.includes(`"'${start}"`), csv);
      assert.ok(csv.includes(`"'${start}"",""=2"`), csv);
    });
  }

  for (const [text, written] of [
    ['a;=1', "a;'=1"],
    ['a\t+1', "a\t'+1"],
    ['a|@SUM(A1)', "a|'@SUM(A1)"],
    ['a; \u200b\uff1d1', "a; \u200b'\uff1d1"],
    ['a;"=1', `a;""'=1`],
    ['a;;-1;-2', "a;;'-1;'-2"],
    ['a\n=1', "a\n'=1"],
    ['\t=1', "'\t'=1"],
    ['a=1;b', 'a=1;b'],
  ] as const) {
    it(`as CSV makes no formula of a part of ${JSON.stringify(text)} where it is cut there`, async () => {
      const csv = toCsv(auditCalls(await linesOf([0, { ...base, secret: text }])));
      assert.ok(csv.includes(`"${written}"`), csv);
    });
  }

  it('as CSV leaves a text that is no formula as it is', async () => {
    assert.match(toCsv(auditCalls(await linesOf([0, base]))), /"prod\/db"/);
  });
});
