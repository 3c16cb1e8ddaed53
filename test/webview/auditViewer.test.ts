import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { appendFile, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAudit, findBrokenLine, type AuditRecord } from '../../src/core/audit.ts';
import { keyBytes, keyNames } from '../../src/core/auditNames.ts';
import { fromAuditPage, noAuditFilter, type AuditFilter, type AuditView } from '../../src/core/auditProtocol.ts';
import { SecretText } from '../../src/core/secretText.ts';
import { openAuditFile } from '../../src/storage/auditFile.ts';
import type { AuditViewer } from '../../src/vscode/audit/auditViewer.ts';
import { poll } from '../harness/poll.ts';
import { seen, Uri, type FakePanel } from './fakeVscode.ts';
import { forgedEnvelopes } from './forgedMessages.ts';
import { panelWorld } from './panelWorld.ts';
import { extensionUri, onlyPanel, settle, usePanels } from './usePanels.ts';

const record: AuditRecord = {
  call: 'a',
  phase: 'outcome',
  operation: 'delete_secret',
  risk: 'destructive',
  caller: 'person',
  account: 'main',
  region: 'eu-west-1',
  secret: 'prod/db',
  arguments: '{"secret_id":"prod/db"}',
  result: 'ok',
};
const value = 'correct-horse-battery-9';

describe('the viewer of the audit log', () => {
  usePanels();
  const key = randomBytes(keyBytes);
  let folder: string;
  let viewer: AuditViewer;
  let paths: string[];
  let allKeys: () => Promise<readonly Buffer[]>;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'custody-viewer-'));
    paths = [];
    allKeys = async () => [randomBytes(keyBytes), key];
    const { createAuditViewer } = await import('../../src/vscode/audit/auditViewer.ts');
    const custody = await panelWorld().custody();
    custody.redactor.know(SecretText.of(value));
    viewer = createAuditViewer({
      extensionUri,
      custody: async () => custody,
      folder,
      keys: { all: () => allKeys() },
    });
  });
  afterEach(async () => {
    viewer.dispose();
    await rm(folder, { recursive: true });
  });

  async function write(...records: readonly AuditRecord[]): Promise<void> {
    const file = await openAuditFile(folder);
    const audit = createAudit(file.append);
    for (const each of records) await audit.write(each);
    await file.close();
    paths.push(file.path);
  }

  const posted = (panel: FakePanel, type: string) => panel.posted.map(({ message }) => message).filter((message) => message.type === type);
  const arrived = (panel: FakePanel, type: string, count = 1) =>
    poll(async () => posted(panel, type).length >= count, { what: `${count} messages of ${type}` });

  async function openPanel(): Promise<FakePanel> {
    void viewer.commands['custody.showAuditLog']?.();
    const panel = onlyPanel();
    panel.receive({ type: 'ready' });
    await arrived(panel, 'verdict');
    return panel;
  }

  function lastView(panel: FakePanel): AuditView {
    const { view }: { view?: AuditView } = Object(posted(panel, 'calls').at(-1));
    return view ?? assert.fail('No calls were shown.');
  }

  async function filtered(panel: FakePanel, filter: Partial<AuditFilter>, page = 0): Promise<AuditView> {
    const before = posted(panel, 'calls').length;
    panel.receive({ type: 'show', filter: { ...noAuditFilter, ...filter }, page });
    await arrived(panel, 'calls', before + 1);
    return lastView(panel);
  }

  it('merges the files of all windows and verifies each', async () => {
    await write(record, { ...record, call: 'b' });
    await write({ ...record, call: 'c', caller: 'agent 1 (Claude)' });
    const panel = await openPanel();
    assert.equal(lastView(panel).count, '3 calls.');
    assert.deepEqual(lastView(panel).choices.caller, ['agent 1 (Claude)', 'person']);
    assert.deepEqual(posted(panel, 'verdict').at(-1), { type: 'verdict', sentence: '2 files, 3 lines, all chains whole.', problems: [] });
    await appendFile(paths[0] ?? '', '{}\n');
    panel.receive({ type: 'refresh' });
    await arrived(panel, 'verdict', 2);
    assert.match(JSON.stringify(posted(panel, 'verdict').at(-1)), /1 problem.*line 3 does not follow/);
  });

  it('shows and exports what the last filter lets pass, also when the one before is answered later', async () => {
    await write(record, { ...record, call: 'b', secret: 'dev/cache' });
    const panel = await openPanel();
    const slow = Promise.withResolvers<readonly Buffer[]>();
    allKeys = () => slow.promise;
    panel.receive({ type: 'show', filter: { ...noAuditFilter, secret: 'dev' }, page: 0 });
    await settle();
    assert.equal((await filtered(panel, {})).count, '2 calls.');
    slow.resolve([key]);
    await settle();
    assert.equal(lastView(panel).count, '2 calls.');
    seen.chosen = new Uri(join(folder, 'exported.jsonl'));
    panel.receive({ type: 'export', format: 'jsonl' });
    await arrived(panel, 'said');
    assert.match(JSON.stringify(posted(panel, 'said').at(-1)), /2 calls exported/);
  });

  it('shows two hundred calls on a page, and no page that is not there', async () => {
    await write(...Array.from({ length: 401 }, (_, index) => ({ ...record, call: `${index}` })));
    const panel = await openPanel();
    assert.deepEqual([lastView(panel).calls.length, lastView(panel).pages], [200, 3]);
    assert.equal((await filtered(panel, {}, 2)).calls.length, 1);
    assert.equal((await filtered(panel, {}, 99)).page, 2);
  });

  it('finds a secret whose name is keyed, by its name and by its ARN', async () => {
    await write(keyNames(record, key), keyNames({ ...record, call: 'b', secret: 'other', arguments: '{}' }, key));
    const panel = await openPanel();
    assert.ok(!JSON.stringify(panel.posted).includes('prod/db'));
    const hint = ' Part of a name finds plain lines only; keyed ones are found by the whole name or the ARN.';
    assert.equal((await filtered(panel, { secret: ' prod/db ' })).count, `1 call.${hint}`);
    const arn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-a1B2c3';
    assert.equal((await filtered(panel, { secret: arn })).count, `1 call.${hint}`);
    assert.equal((await filtered(panel, { secret: 'prod/' })).count, `0 calls.${hint}`);
    assert.equal((await filtered(panel, {})).count, '2 calls.');
  });

  it('says nothing of keyed names where there is none', async () => {
    await write(record);
    assert.equal((await filtered(await openPanel(), { secret: 'prod/' })).count, '1 call.');
  });

  it('remembers the filter for a page that starts again', async () => {
    await write(record, { ...record, call: 'b', risk: 'read' });
    const panel = await openPanel();
    await filtered(panel, { kind: 'change' });
    panel.receive({ type: 'ready' });
    await arrived(panel, 'verdict', 2);
    assert.deepEqual([lastView(panel).filter.kind, lastView(panel).count], ['change', '1 call.']);
  });

  it('is one, brought to the front when asked for again', async () => {
    await write(record);
    const panel = await openPanel();
    void viewer.commands['custody.showAuditLog']?.();
    assert.equal(onlyPanel(), panel);
    assert.equal(panel.reveals, 1);
  });

  async function exported(panel: FakePanel, format: 'jsonl' | 'csv'): Promise<string> {
    const path = join(folder, `exported.${format}`);
    seen.chosen = new Uri(path);
    panel.receive({ type: 'export', format });
    await arrived(panel, 'said');
    assert.equal((await stat(path)).mode & 0o777, 0o600);
    return readFile(path, 'utf8');
  }

  it('exports what passes the filter, readable by its owner alone, as lines that are still a chain', async () => {
    await write(record, { ...record, call: 'b' });
    const lines = await exported(await openPanel(), 'jsonl');
    assert.equal(lines, await readFile(paths[0] ?? '', 'utf8'));
    assert.equal(findBrokenLine(lines.trimEnd().split('\n')), undefined);
  });

  it('exports a table without formulas, filtered, and without what is known as a value by now', async () => {
    await write({ ...record, caller: '=cmd()', arguments: `{"description":"${value}"}` }, { ...record, call: 'b', risk: 'read' });
    const panel = await openPanel();
    assert.ok(!JSON.stringify(panel.posted).includes(value));
    await filtered(panel, { kind: 'change' });
    const csv = await exported(panel, 'csv');
    assert.equal(csv.trimEnd().split('\r\n').length, 2);
    assert.match(csv, /"'=cmd\(\)"/);
    assert.ok(!csv.includes(value) && csv.includes('[redacted]'));
  });

  it('exports nothing without a path, or to another machine', async () => {
    await write(record);
    const panel = await openPanel();
    panel.receive({ type: 'export', format: 'csv' });
    await poll(async () => seen.dialogs.length === 1, { what: 'the dialog was shown' });
    seen.chosen = new Uri('vscode-local://a.csv');
    panel.receive({ type: 'export', format: 'csv' });
    await arrived(panel, 'failed');
    assert.match(JSON.stringify(posted(panel, 'failed')), /choose a folder on the machine/);
    assert.deepEqual(posted(panel, 'said'), []);
  });

  it('is verified by a command too, which leads to the viewer when something is wrong', async () => {
    await write(record);
    await viewer.commands['custody.verifyAuditLog']?.();
    assert.equal(seen.toasts[0]?.text, 'Audit log: 1 file, 1 line, all chains whole.');
    await appendFile(paths[0] ?? '', '{}\n');
    await viewer.commands['custody.verifyAuditLog']?.();
    assert.match(seen.toasts[1]?.text ?? '', /1 problem: the audit log was changed or damaged\. audit-.* line 2 does not follow/);
    assert.equal(seen.panels.length, 0);
    seen.toasts[1]?.answer('Show Audit Log');
    await settle();
    assert.equal(onlyPanel().viewType, 'custody.audit');
  });

  it('takes no message that is forged, and would show if it did', async () => {
    await write(record);
    const panel = await openPanel();
    const fitting = [
      { type: 'show', filter: noAuditFilter, page: 0 },
      { type: 'export', format: 'csv' },
    ];
    const effects = (): string => JSON.stringify([panel.posted.length, seen.dialogs.length]);
    const forged = forgedEnvelopes({ schema: fromAuditPage, nonce: panel.nonce, others: ['of-another'], fitting, count: 300 });
    const before = effects();
    forged.forEach((envelope) => panel.receiveRaw(envelope));
    await settle();
    assert.equal(effects(), before);
    for (const message of fitting) panel.receive(message);
    await poll(async () => effects() !== before, { what: 'a message in form had an effect' });
  });
});
