import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFile, copyFile, mkdtemp, readdir, readFile, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createAudit, findBrokenLine, type AuditFileEnd, type AuditRecord } from '../../src/core/audit.ts';
import { openAuditFile, type AuditFileOptions } from '../../src/storage/auditFile.ts';
import { deleteOldAuditFiles, listAuditFiles, readNewEnds } from '../../src/storage/auditFolder.ts';
import { verdictSentence, verifyAudit } from '../../src/storage/verifyAudit.ts';

const dayMs = 24 * 60 * 60_000;
const over = (): boolean => false;
const record: AuditRecord = { call: 'c', phase: 'intent', operation: 'list_secrets', risk: 'read', caller: 'person' };

describe('The folder of the audit log', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'custody-audit-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** A process that opens its log beside the others, as a window does, and writes so many lines. */
  async function write(count: number, { files = [], ...options }: AuditFileOptions & { files?: readonly AuditFileEnd[] } = {}) {
    const file = await openAuditFile(folder, options);
    const audit = createAudit(file.append, options.now);
    const note = (operation: string, ends: readonly AuditFileEnd[]): Promise<void> =>
      audit.write({ ...record, phase: 'log', operation, risk: 'none', caller: 'custody', files: ends });
    await note('open_audit_log', files.length > 0 ? files : await readNewEnds(folder, file.path));
    for (let line = 1; line < count; line += 1) await audit.write(record);
    await file.close();
    return { path: file.path, note };
  }
  const verify = () => verifyAudit(folder, over);
  const linesIn = async (path: string): Promise<string[]> => (await readFile(path, 'utf8')).trimEnd().split('\n');

  it('goes on in a new file when one is full, and the chain goes on too', async () => {
    await write(20, { maxBytes: 1_500 });
    const files = await listAuditFiles(folder);
    assert.ok(files.length >= 3, `${files.length} files`);
    assert.ok(files.every(({ bytes }) => bytes <= 1_500));
    assert.equal(new Set(files.map(({ series }) => series)).size, 1);
    const all = (await Promise.all(files.map(({ path }) => linesIn(path)))).flat();
    assert.equal(all.length, 20);
    assert.equal(findBrokenLine(all), undefined);
    assert.equal(verdictSentence(await verify()), `${files.length} files, 20 lines, all chains whole.`);
  });

  it('goes on in a new file on the next day', async () => {
    let today = Date.UTC(2026, 10, 20, 23, 59);
    const file = await openAuditFile(folder, { now: () => today });
    const audit = createAudit(file.append);
    await audit.write(record);
    const first = file.path;
    today += 2 * 60_000;
    await Promise.all([audit.write(record), audit.write(record)]);
    await file.close();
    assert.match(file.path, /audit-2026-11-21T/);
    assert.deepEqual([(await linesIn(first)).length, (await linesIn(file.path)).length], [1, 2]);
    assert.deepEqual((await verify()).problems, []);
  });

  it('does not hide behind a new file that the full one was taken away', async () => {
    const file = await openAuditFile(folder, { maxBytes: 300 });
    const audit = createAudit(file.append);
    await audit.write(record);
    await rm(file.path);
    await assert.rejects(audit.write({ ...record, arguments: 'x'.repeat(300) }));
    await file.close();
  });

  it('says that a middle file of a process is missing, and which one comes after it', async () => {
    await write(20, { maxBytes: 1_500 });
    const [, second, third] = await listAuditFiles(folder);
    await rm(second?.path ?? '');
    assert.deepEqual((await verify()).problems, [`${third?.name}: the file that comes before it is missing.`]);
  });

  it('says that the first file of a process is missing', async () => {
    await write(20, { maxBytes: 1_500 });
    const [first, second] = await listAuditFiles(folder);
    await rm(first?.path ?? '');
    assert.deepEqual((await verify()).problems, [`${second?.name}: the file that comes before it is missing.`]);
  });

  it('misses lines cut off at the end once a later process was opened, and can not before', async () => {
    const { path } = await write(5);
    const whole = await readFile(path, 'utf8');
    const cut = Buffer.byteLength(whole.split('\n').slice(0, 3).join('\n')) + 1;
    await truncate(path, cut);
    assert.deepEqual((await verify()).problems, [], 'nothing tells of them yet');
    await writeFile(path, whole);
    await write(1);
    assert.deepEqual((await verify()).problems, []);
    await truncate(path, cut);
    assert.match((await verify()).problems.join(), /2 lines are missing at its end/);
    await truncate(path, 0);
    assert.match((await verify()).problems.join(), /5 lines are missing at its end/);
    await rm(path);
    assert.match((await verify()).problems.join(), /is missing\. It was there when a later window was opened/);
  });

  it('misses lines cut off from a process that wrote on after another was opened', async () => {
    const file = await openAuditFile(folder);
    const audit = createAudit(file.append);
    await audit.write(record);
    await audit.write(record);
    await write(1);
    await audit.write(record);
    await file.close();
    assert.deepEqual((await verify()).problems, []);
    const [first = ''] = await linesIn(file.path);
    await writeFile(file.path, `${first}\n`);
    assert.match((await verify()).problems.join(), /1 line is missing at its end/);
  });

  describe('when a process is opened beside one that goes on in new files', () => {
    const daysAgo = (days: number): number => Date.now() - days * dayMs;

    /** A process of that day alone. */
    async function closedOn(day: number): Promise<string> {
      const { path } = await write(3, { now: () => day });
      await utimes(path, new Date(day), new Date(day));
      return path;
    }
    const isVouchedFor = async (path: string): Promise<boolean> => (await readNewEnds(folder, '')).some(({ name }) => path.endsWith(name));

    it('vouches for one that was opened after it and closed before its newest file', async () => {
      let day = daysAgo(3);
      const file = await openAuditFile(folder, { now: () => day });
      const audit = createAudit(file.append);
      await audit.write({ ...record, phase: 'log', operation: 'open_audit_log', risk: 'none', caller: 'custody', files: [] });
      const between = await closedOn(daysAgo(2));
      day = daysAgo(1);
      await audit.write(record);
      await file.close();
      assert.equal((await listAuditFiles(folder)).length, 3);
      assert.equal(await isVouchedFor(between), true);
      await write(1);
      await truncate(between, 0);
      assert.match((await verify()).problems.join(), /3 lines are missing at its end/);
    });

    it('takes no later file for its beginning where the first one is gone, and no process that wrote no beginning down', async () => {
      const between = await closedOn(daysAgo(3));
      await write(12, { maxBytes: 1_500, now: () => daysAgo(2) });
      const silent = await openAuditFile(folder);
      await createAudit(silent.append).write(record);
      await silent.close();
      assert.equal(await isVouchedFor(between), false, 'the beginning of the one after it did');
      const [, first] = await listAuditFiles(folder);
      await rm(first?.path ?? '');
      assert.equal(await isVouchedFor(between), true);
    });
  });

  it('tells a file that was made anew from the one that was there', async () => {
    const { path } = await write(3);
    await write(1);
    const file = createAudit((lines) => appendFile(path, lines));
    await rm(path);
    for (let line = 0; line < 3; line += 1) await file.write(record);
    assert.match((await verify()).problems.join(), /another file than the one that was there/);
  });

  it('says which line is broken, and that a last line is cut off unless its process still runs', async () => {
    const { path } = await write(3);
    const lines = await linesIn(path);
    await writeFile(path, `${[lines[0], lines[1]?.replace('person', 'nobody'), lines[2]].join('\n')}\n`);
    assert.match((await verify()).problems.join(), /line 2 does not follow/);
    await writeFile(path, `${lines.join('\n')}\n{"at":"20`);
    assert.match((await verify()).problems.join(), /its last line is cut off/);
    assert.deepEqual((await verifyAudit(folder, () => true)).problems, []);
  });

  it('finds a copy of a file under another number, and leaves what is not of the log alone', async () => {
    const { path } = await write(3);
    await writeFile(join(folder, 'notes.txt'), 'mine');
    await copyFile(path, path.replace(/audit-\d{4}/, 'audit-2099'));
    assert.match((await verify()).problems.join(), /audit-2099.*line 1 does not follow/);
  });

  describe('whose files grow old', () => {
    const old = async (path: string, days: number): Promise<void> => {
      const then = new Date(Date.now() - days * dayMs);
      await utimes(path, then, then);
    };
    const noted: (readonly AuditFileEnd[])[] = [];
    const tidy = (keepDays: number, isRunning = over) =>
      deleteOldAuditFiles(folder, keepDays, async (files) => void noted.push(files), { isRunning });
    beforeEach(() => void noted.splice(0));

    /** Files of other processes: those of this one are never deleted. */
    async function ofAnother(count: number): Promise<string> {
      const { path } = await write(count);
      const other = path.replace(`-${process.pid}-`, '-4194303-');
      await copyFile(path, other);
      await rm(path);
      return other;
    }

    it('loses those older than it is told to keep, once that is written down with their ends', async () => {
      const [gone, kept] = [await ofAnother(3), await ofAnother(2)];
      await old(gone, 366);
      await old(kept, 364);
      assert.equal(await tidy(365), 1);
      assert.deepEqual(await readdir(folder), [kept.split('/').at(-1)]);
      assert.deepEqual(
        noted.flat().map(({ name, sequence }) => [name, sequence]),
        [[gone.split('/').at(-1), 2]],
      );
      assert.match(noted[0]?.[0]?.hash ?? '', /^[\da-f]{64}$/);
    });

    it('keeps all of them for ever at 0, and at what is no number of days', async () => {
      await old(await ofAnother(1), 4_000);
      for (const days of [0, -1, Number.NaN]) assert.equal(await tidy(days), 0);
      assert.equal((await readdir(folder)).length, 1);
    });

    it('keeps those of processes that still run, and this one’s own', async () => {
      await old(await ofAnother(1), 1_000 / dayMs);
      const inAYear = (isRunning: () => boolean) =>
        deleteOldAuditFiles(folder, 365, async () => undefined, { isRunning, now: () => Date.now() + 366 * dayMs });
      assert.equal(await inAYear(() => true), 0);
      await write(1);
      assert.equal(await inAYear(over), 1);
      assert.match((await readdir(folder)).join(), new RegExp(`^audit-[^,]*-${process.pid}-[^,]*$`));
    });

    it('keeps them when that can not be written down', async () => {
      await old(await ofAnother(1), 400);
      const failing = deleteOldAuditFiles(folder, 365, () => Promise.reject(new Error('disk full')), { isRunning: over });
      await assert.rejects(failing, /disk full/);
      assert.equal((await readdir(folder)).length, 1);
    });

    it('keeps the note of a deletion for as long as a process runs that began before it', async () => {
      const day = (days: number): number => Date.now() - days * dayMs;
      const named = async (path: string, pid: number): Promise<string> => {
        const other = path.replace(`-${process.pid}-`, `-${pid}-`);
        await copyFile(path, other);
        await rm(path);
        return other;
      };
      const isRunning = (pid: number): boolean => pid === 4_194_302;
      const gone = await named((await write(3, { now: () => day(800) })).path, 4_194_301);
      await old(gone, 800);
      const running = await named((await write(1, { now: () => day(790) })).path, 4_194_302);
      const notes = await openAuditFile(folder, { now: () => day(400) });
      const audit = createAudit(notes.append);
      const note = (files: readonly AuditFileEnd[]): Promise<void> =>
        audit.write({ ...record, phase: 'log', operation: 'delete_audit_files', risk: 'none', caller: 'custody', files });
      assert.equal(await deleteOldAuditFiles(folder, 365, note, { isRunning }), 1);
      await notes.close();
      await old(await named(notes.path, 4_194_303), 400);
      assert.equal(await deleteOldAuditFiles(folder, 365, async () => undefined, { isRunning }), 0);
      assert.deepEqual((await verify()).problems, []);
      await old(running, 370);
      assert.equal(await deleteOldAuditFiles(folder, 365, async () => undefined, { isRunning: over }), 2);
    });

    it('is whole without them, as the log says that they were deleted', async () => {
      const gone = await ofAnother(3);
      const file = await openAuditFile(folder);
      const audit = createAudit(file.append);
      const note = (operation: string, files: readonly AuditFileEnd[]): Promise<void> =>
        audit.write({ ...record, phase: 'log', operation, risk: 'none', caller: 'custody', files });
      await note('open_audit_log', await readNewEnds(folder, file.path));
      await old(gone, 400);
      assert.equal(await deleteOldAuditFiles(folder, 365, (files) => note('delete_audit_files', files), { isRunning: over }), 1);
      assert.deepEqual((await verify()).problems, []);
      await file.close();
    });
  });

  describe('and the program that verifies it', () => {
    const main = fileURLToPath(new URL('../../src/storage/main.ts', import.meta.url));
    const run = (...args: readonly string[]) => spawnSync(process.execPath, [main, ...args], { encoding: 'utf8' });

    it('says that all is whole, or what is not, and ends accordingly', async () => {
      const { path } = await write(3);
      const whole = run(folder);
      assert.deepEqual([whole.status, whole.stdout], [0, '1 file, 3 lines, all chains whole.\n']);
      await appendFile(path, '{}\n');
      const broken = run(folder);
      assert.equal(broken.status, 1);
      assert.match(broken.stdout, /1 problem: the audit log was changed or damaged\.\naudit-.*: line 4 does not follow/);
    });

    it('takes no empty folder for a whole log, and asks for one', () => {
      assert.equal(run(join(folder, 'nowhere')).status, 1);
      assert.equal(run().status, 2);
    });
  });
});
