import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { mock } from 'node:test';
import * as fc from 'fast-check';
import { createAudit, findBrokenLine, firstPrevious, type AuditRecord } from '../../src/core/audit.ts';

const at = Date.UTC(2026, 10, 20);

function record(call: string): AuditRecord {
  return { call, phase: 'intent', operation: 'delete_secret', risk: 'destructive', caller: 'person', arguments: '{"secret_id":"prod/db"}' };
}

function inMemory(append?: (line: string) => Promise<void>) {
  const lines: string[] = [];
  const audit = createAudit(
    async (line) => {
      await append?.(line);
      lines.push(line);
    },
    () => at,
  );
  return { lines, audit };
}

async function chainOf(calls: readonly string[]): Promise<string[]> {
  const { lines, audit } = inMemory();
  for (const call of calls) await audit.write(record(call));
  return lines.map((line) => line.trimEnd());
}

describe('createAudit', () => {
  it('writes lines that chain from the first', async () => {
    const lines = await chainOf(['a', 'b', 'c']);
    assert.equal(lines.length, 3);
    assert.equal(findBrokenLine(lines), undefined);
    assert.ok(lines[0]?.includes(`"previous":"${firstPrevious}"`));
  });

  it('ends each line with a newline and holds none inside, whatever the record says', async () => {
    const { lines, audit } = inMemory();
    await audit.write({ ...record('a'), caller: 'agent\n{"call":"forged"}\r\n\u2028' });
    assert.match(lines.join(''), /^[^\n\r]+\n$/);
    assert.equal(findBrokenLine(lines.map((line) => line.trimEnd())), undefined);
  });

  it('says when it was written and what was recorded', async () => {
    const [line] = await chainOf(['a']);
    const { hash: own, previous, ...rest }: Record<string, unknown> = JSON.parse(line ?? '');
    assert.deepEqual(rest, { at: '2026-11-20T00:00:00.000Z', sequence: 0, ...record('a') });
    assert.match(String(own), /^[0-9a-f]{64}$/);
    assert.equal(previous, firstPrevious);
  });

  it('leaves no gap when an append fails, tells who asked, and writes the next', async () => {
    let fails = false;
    const { lines, audit } = inMemory(async () => {
      if (fails) throw new Error('disk full');
    });
    await audit.write(record('a'));
    fails = true;
    await assert.rejects(audit.write(record('lost')), /disk full/);
    fails = false;
    await audit.write(record('b'));
    assert.deepEqual(
      lines.map((line) => line.includes('"lost"')),
      [false, false],
    );
    assert.equal(findBrokenLine(lines.map((line) => line.trimEnd())), undefined);
  });

  it('keeps the order of concurrent writes, however long each append takes', async () => {
    const gates: (() => void)[] = [];
    const { lines, audit } = inMemory(
      (line) =>
        new Promise((resolve) => {
          if (line.includes('"a"')) gates.push(resolve);
          else resolve();
        }),
    );
    const writes = ['a', 'b', 'c', 'd'].map((call) => audit.write(record(call)));
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(lines, [], 'b waits for a');
    gates.forEach((open) => open());
    await Promise.all(writes);
    assert.deepEqual(
      lines.join('').match(/"call":"\w"/g),
      ['a', 'b', 'c', 'd'].map((call) => `"call":"${call}"`),
    );
    assert.equal(lines.length, 2, 'what waited for a went in one append');
    assert.equal(findBrokenLine(lines.join('').trimEnd().split('\n')), undefined);
  });

  it('tells everyone whose line was in an append that failed, and chains on without them', async () => {
    const { lines, audit } = inMemory(async (line) => {
      if (line.includes('"b"')) throw new Error('disk full');
    });
    const results = await Promise.allSettled(['a', 'b', 'c'].map((call) => audit.write(record(call))));
    assert.deepEqual(
      results.map((result) => result.status),
      ['fulfilled', 'rejected', 'rejected'],
    );
    await audit.write(record('d'));
    assert.deepEqual(lines.join('').match(/"call":"\w"/g), ['"call":"a"', '"call":"d"']);
    assert.equal(findBrokenLine(lines.join('').trimEnd().split('\n')), undefined);
  });
});

describe('a line that nothing waits for', () => {
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }));
  afterEach(() => mock.timers.reset());
  const callsIn = (lines: readonly string[]): readonly string[] | null => lines.join('').match(/"call":"\w"/g);

  it('is written within a fifth of a second, with those that came meanwhile', async () => {
    const { lines, audit } = inMemory();
    audit.note(record('a'));
    audit.note(record('b'));
    mock.timers.tick(199);
    assert.deepEqual(lines, []);
    mock.timers.tick(1);
    await audit.flush();
    assert.equal(lines.length, 1);
    assert.deepEqual(callsIn(lines), ['"call":"a"', '"call":"b"']);
  });

  it('goes with the next that someone waits for, and before it', async () => {
    const { lines, audit } = inMemory();
    audit.note(record('a'));
    await audit.write(record('b'));
    assert.deepEqual(callsIn(lines), ['"call":"a"', '"call":"b"']);
    assert.equal(findBrokenLine(lines.join('').trimEnd().split('\n')), undefined);
  });

  it('has the time it was noted at, not the one it was written at', async () => {
    let time = at;
    const lines: string[] = [];
    const audit = createAudit(
      async (text) => void lines.push(text),
      () => time,
    );
    audit.note(record('a'));
    time += 150;
    await audit.flush();
    assert.match(lines.join(''), /"at":"2026-11-20T00:00:00\.000Z"/);
  });

  it('that can not be written troubles nobody, and leaves no gap', async () => {
    let fails = true;
    const { lines, audit } = inMemory(async () => {
      if (fails) throw new Error('disk full');
    });
    audit.note(record('a'));
    await audit.flush();
    fails = false;
    await audit.write(record('b'));
    assert.equal(findBrokenLine(lines.join('').trimEnd().split('\n')), undefined);
  });
});

describe('findBrokenLine', () => {
  it('accepts an empty log', () => {
    assert.equal(findBrokenLine([]), undefined);
  });

  it('finds every single flipped bit of a log', async () => {
    const lines = await chainOf(['a', 'b', 'c']);
    const whole = Buffer.from(lines.join('\n'));
    for (let index = 0; index < whole.length; index += 1) {
      for (let bit = 0; bit < 8; bit += 1) {
        const flipped = Buffer.from(whole);
        flipped[index] = (whole[index] ?? 0) ^ (1 << bit);
        const broken = findBrokenLine(flipped.toString('utf8').split('\n'));
        assert.notEqual(broken, undefined, `byte ${index}, bit ${bit}: ${flipped.toString('utf8')}`);
      }
    }
  });

  it('finds any line removed before the end, and says where', async () => {
    const lines = await chainOf(['a', 'b', 'c', 'd']);
    for (const gone of [0, 1, 2]) assert.equal(findBrokenLine(lines.toSpliced(gone, 1)), gone);
  });

  it('can not see lines cut off at the end: nothing after them tells that they were there', async () => {
    const lines = await chainOf(['a', 'b', 'c']);
    assert.equal(findBrokenLine(lines.slice(0, 2)), undefined);
  });

  it('finds any reordering and any line repeated', async () => {
    const lines = await chainOf(['a', 'b', 'c', 'd', 'e']);
    fc.assert(
      fc.property(fc.shuffledSubarray(lines, { minLength: 5 }), (shuffled) => {
        const first = shuffled.findIndex((line, index) => line !== lines[index]);
        assert.equal(findBrokenLine(shuffled), first === -1 ? undefined : first);
      }),
      { seed: 1 },
    );
    for (const index of lines.keys()) assert.equal(findBrokenLine(lines.toSpliced(index, 0, lines[index] ?? '')), index + 1);
  });

  it('finds a field added to a line that keeps its hash', async () => {
    const [line = ''] = await chainOf(['a']);
    assert.equal(findBrokenLine([line.replace('{', '{"extra":1,')]), 0);
    assert.equal(findBrokenLine([line.replace('{', '{"__proto__":{"a":1},')]), 0);
  });

  it('finds a line whose own hash is right but whose place or predecessor is not', async () => {
    const [first = ''] = await chainOf(['a']);
    const { hash: own, ...body }: Record<string, unknown> = JSON.parse(first);
    const forged = (more: Record<string, unknown>): string => {
      const text = JSON.stringify({ ...body, ...more });
      return `${text.slice(0, -1)},"hash":"${hash('sha256', text)}"}`;
    };
    assert.equal(findBrokenLine([forged({})]), undefined);
    assert.equal(findBrokenLine([forged({ sequence: 1 })]), 0);
    assert.equal(findBrokenLine([forged({ previous: own })]), 0);
    assert.equal(findBrokenLine([first, forged({ sequence: 1 })]), 1);
  });

  it('counts what is no line at all as broken', () => {
    for (const text of ['', 'null', '[]', '7', '{}', '{"hash":1}', 'not json']) assert.equal(findBrokenLine([text]), 0, text);
  });

  it('finds a second chain pasted behind the first', async () => {
    const lines = [...(await chainOf(['a', 'b'])), ...(await chainOf(['a']))];
    assert.equal(findBrokenLine(lines), 2);
  });
});
