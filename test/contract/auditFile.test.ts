import assert from 'node:assert/strict';
import { appendFile, chmod, copyFile, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAudit, findBrokenLine, type AuditRecord } from '../../src/core/audit.ts';
import { openAuditFile, type AuditFile } from '../../src/storage/auditFile.ts';

describe('The audit file', () => {
  let folder: string;
  let file: AuditFile;
  const record: AuditRecord = { call: 'c', phase: 'intent', operation: 'list_secrets', risk: 'read', caller: 'person' };

  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'custody-audit-')), 'log');
    file = await openAuditFile(folder);
  });

  afterEach(async () => {
    await file.close();
    await rm(join(folder, '..'), { recursive: true });
  });

  it('is one for each opening, readable by its owner alone', async () => {
    const second = await openAuditFile(folder);
    await second.close();
    assert.equal((await readdir(folder)).length, 2);
    assert.match(file.path, new RegExp(`audit-\\d{4}-\\d{2}-\\d{2}T[\\d-]+Z-${process.pid}-[0-9a-f]{8}\\.jsonl$`));
    assert.equal((await stat(file.path)).mode & 0o777, 0o600);
  });

  it('closes a folder that others could read', async () => {
    await chmod(folder, 0o755);
    await (await openAuditFile(folder)).close();
    assert.equal((await stat(folder)).mode & 0o777, 0o700);
  });

  it('keeps the chain over many lines written at once', async () => {
    const audit = createAudit(file.append);
    await Promise.all(Array.from({ length: 50 }, () => audit.write(record)));
    const lines = (await readFile(file.path, 'utf8')).trimEnd().split('\n');
    assert.equal(lines.length, 50);
    assert.equal(findBrokenLine(lines), undefined);
  });

  for (const [what, disturb] of [
    ['was removed', () => rm(file.path)],
    ['was moved away', () => rename(file.path, `${file.path}.1`)],
    ['was removed with its folder', () => rm(folder, { recursive: true })],
    ['was replaced by a copy', () => copyFile(file.path, `${file.path}.1`).then(() => rename(`${file.path}.1`, file.path))],
    ['was written to by someone else', () => appendFile(file.path, 'x')],
  ] as const) {
    it(`takes no more lines after it ${what}`, async () => {
      const audit = createAudit(file.append);
      await audit.write(record);
      await disturb();
      await assert.rejects(audit.write(record));
    });
  }

  it('takes no more lines once one was written of which nobody knows, also when the file is back in its place', async () => {
    const audit = createAudit(file.append);
    await audit.write(record);
    await rename(file.path, `${file.path}.1`);
    await assert.rejects(audit.write(record));
    await rename(`${file.path}.1`, file.path);
    await assert.rejects(audit.write(record), /takes no more lines/);
    const lines = (await readFile(file.path, 'utf8')).trimEnd().split('\n');
    assert.equal(findBrokenLine(lines), undefined);
  });

  it('takes no line after it was closed', async () => {
    const closed = await openAuditFile(folder);
    await closed.close();
    await assert.rejects(closed.append('line\n'));
  });
});
