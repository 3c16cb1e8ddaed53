import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { findBrokenLine } from '../../src/core/audit.ts';
import { verdictSentence, verifyAudit } from '../../src/storage/verifyAudit.ts';
import { said, sharedName, type Said, type Task } from './auditWriter.ts';

const windows = 4;
const linesEach = 5_000;
const lineShape = z.object({ call: z.string() });

interface Log {
  readonly name: string;
  readonly lines: readonly string[];
}

interface Written {
  readonly reports: readonly Extract<Said, { kind: 'done' }>[];
  readonly logs: readonly Log[];
  /** What the person is told of the folder. */
  readonly verdict: string;
}

describe('F21: four windows that write the audit log at once', () => {
  const folders: string[] = [];
  const children = new Set<ChildProcess>();
  afterEach(async () => {
    for (const child of children) child.kill();
    await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })));
  });

  /** All start to write only when the last one is ready, or the first would be done before. */
  async function writeAll(rule: Task['rule']): Promise<Written> {
    const folder = await mkdtemp(join(tmpdir(), 'custody-windows-'));
    folders.push(folder);
    const all = Array.from({ length: windows }, (_, window) => startWriter({ folder, window, lines: linesEach, rule }));
    for (const { ready } of all) await ready;
    for (const { child } of all) child.send('go');
    const reports = await Promise.all(all.map(({ done }) => done));
    const logs = (await readdir(folder)).map(async (name) => ({
      name,
      lines: (await readFile(join(folder, name), 'utf8')).trimEnd().split('\n'),
    }));
    return { reports, logs: await Promise.all(logs), verdict: verdictSentence(await verifyAudit(folder)) };
  }

  function startWriter(task: Task) {
    const child = fork(fileURLToPath(new URL('auditWriter.ts', import.meta.url)), [JSON.stringify(task)]);
    children.add(child);
    const ready = Promise.withResolvers<void>();
    const done = Promise.withResolvers<Extract<Said, { kind: 'done' }>>();
    child.on('message', (message) => {
      const told = said.parse(message);
      if (told.kind === 'ready') ready.resolve();
      else done.resolve(told);
    });
    child.once('exit', (code) => {
      children.delete(child);
      // Too late to matter for a writer that has said all.
      for (const { reject } of [ready, done]) reject(new Error(`A writer ended with ${code}.`));
    });
    return { child, ready: ready.promise, done: done.promise };
  }

  it('leaves four files of whole lines, each one unbroken chain, and loses none of 20,000', async () => {
    const { reports, logs, verdict } = await writeAll('ownFile');
    assert.equal(logs.length, windows);
    assert.deepEqual(brokenIn(logs), []);
    assert.equal(verdict, '4 files, 20,000 lines, all chains whole.');
    assert.deepEqual(lostIn(logs), { lines: windows * linesEach, lost: 0, doubled: 0 });
    for (const { path, written } of reports) {
      const own = logs.find(({ name }) => path.endsWith(name));
      assert.equal(written, linesEach);
      assert.equal(own?.lines.length, written);
    }
    assert.ok(
      Math.max(...reports.map(({ began }) => began)) < Math.min(...reports.map(({ ended }) => ended)),
      'They did not write at once.',
    );
  });

  it('breaks the chain without the rule of one file a process, and the same check says so', async () => {
    const { logs } = await writeAll('oneFile');
    assert.deepEqual(brokenIn(logs), [sharedName]);
  });

  it('would be caught at one line too few or one too many', () => {
    const lines = callsOf(windows * linesEach).map((call) => JSON.stringify({ call }));
    assert.deepEqual(lostIn([{ name: 'short', lines: lines.slice(1) }]), { lines: windows * linesEach - 1, lost: 1, doubled: 0 });
    assert.deepEqual(lostIn([{ name: 'long', lines: [...lines, ...lines.slice(-1)] }]), {
      lines: windows * linesEach + 1,
      lost: 0,
      doubled: 1,
    });
  });
});

/** The files that are not one valid chain; a line that doesn't parse breaks it too. */
function brokenIn(logs: readonly Log[]): readonly string[] {
  return logs.flatMap(({ name, lines }) => (findBrokenLine(lines) === undefined ? [] : [name]));
}

function lostIn(logs: readonly Log[]): { readonly lines: number; readonly lost: number; readonly doubled: number } {
  const calls = logs.flatMap(({ lines }) => lines.map((line) => lineShape.parse(JSON.parse(line)).call));
  const found = new Set(calls);
  return {
    lines: calls.length,
    lost: callsOf(windows * linesEach).filter((call) => !found.has(call)).length,
    doubled: calls.length - found.size,
  };
}

function callsOf(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${Math.floor(index / linesEach)}/${index % linesEach}`);
}
