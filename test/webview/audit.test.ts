import assert from 'node:assert/strict';
import { noAuditFilter, type AuditView } from '../../src/core/auditProtocol.ts';
import type { OpenPage } from './openPage.ts';
import { auditView } from './samples.ts';
import { usePages } from './usePages.ts';

describe('the page of the audit log', () => {
  const open = usePages('audit');

  async function openLog(view: Partial<AuditView> = {}): Promise<OpenPage> {
    const opened = await open();
    await opened.post({ type: 'calls', view: { ...auditView, ...view } });
    return opened;
  }
  const last = async (opened: OpenPage): Promise<unknown> => (await opened.sent()).at(-1);
  const shown = (more: object): object => ({ type: 'show', filter: { ...noAuditFilter, ...more }, page: 0 });

  it('lists calls, and opens what else is known of one by the keyboard', async () => {
    const { page } = await openLog();
    const rows = page.getByRole('table', { name: 'Calls, newest first' }).getByRole('row');
    assert.equal(await rows.count(), 4);
    assert.match(
      await rows.nth(1).innerText(),
      /23:58:12\s+delete_secret\s+agent 8c1f \(Claude Code\)\s+production, eu-west-1\s+prod\/pay.*ok/s,
    );
    const toggle = (does: string) => page.getByRole('button', { name: `${does} details of delete_secret at 2026-11-20 23:58:12` });
    assert.equal(await page.getByText('0d6f9a54-61aa').first().isVisible(), false);
    await toggle('Show').press('Enter');
    assert.equal(await page.getByText('0d6f9a54-61aa').first().isVisible(), true);
    await toggle('Hide').press('Enter');
    assert.equal(await page.getByText('0d6f9a54-61aa').first().isVisible(), false);
  });

  it('says at the top whether all is whole, and at once when it is not', async () => {
    const opened = await openLog();
    const { page } = opened;
    await page.getByText('Verifying the files…').waitFor();
    await opened.post({ type: 'verdict', sentence: '3 files, 1,204 lines, all chains whole.', problems: [] });
    await page.getByText('3 files, 1,204 lines, all chains whole.').waitFor();
    assert.equal(await page.getByRole('alert').count(), 0);
    await opened.post({ type: 'verdict', sentence: '3 files, 1 problem.', problems: ['a.jsonl: line 2 does not follow.'] });
    assert.match(await page.getByRole('alert').innerText(), /1 problem/);
    await page.getByRole('listitem').filter({ hasText: 'a.jsonl: line 2' }).waitFor();
  });

  it('asks for what was chosen, by its place in the list, all filters together', async () => {
    const opened = await openLog({ choices: { ...auditView.choices, caller: ['All', 'agent \u202egro', 'person'] } });
    const { page } = opened;
    await page.getByRole('combobox', { name: 'Caller' }).click();
    await page.getByRole('option', { name: /agent/ }).click();
    assert.deepEqual(await last(opened), shown({ caller: 'agent \u202egro' }));
    await page.getByRole('radio', { name: 'Reveals' }).check();
    assert.deepEqual(await last(opened), shown({ caller: 'agent \u202egro', kind: 'reveal' }));
    await page.getByRole('textbox', { name: 'Secret' }).fill('prod/');
    await page.getByLabel('From (UTC)').fill('2026-11-01');
    assert.deepEqual(await last(opened), shown({ caller: 'agent \u202egro', kind: 'reveal', secret: 'prod/', from: '2026-11-01' }));
    await page.getByRole('combobox', { name: 'Caller' }).click();
    await page.getByRole('option', { name: 'All' }).first().click();
    assert.deepEqual(await last(opened), shown({ kind: 'reveal', secret: 'prod/', from: '2026-11-01' }));
  });

  it('turns pages, and keeps what is typed while the list is drawn anew', async () => {
    const opened = await openLog();
    const { page, post } = opened;
    await page.getByRole('textbox', { name: 'Secret' }).fill('pro');
    await post({ type: 'calls', view: { ...auditView, page: 6, count: '1,204 calls.', filter: { ...noAuditFilter, secret: 'pro' } } });
    await page.getByText('1,204 calls. Page 7 of 7.').waitFor();
    assert.equal(await page.getByRole('textbox', { name: 'Secret' }).inputValue(), 'pro');
    assert.equal(await opened.isEnabled('Older'), false);
    await page.getByRole('button', { name: 'Newer' }).click();
    assert.deepEqual(await last(opened), { type: 'show', filter: { ...noAuditFilter, secret: 'pro' }, page: 5 });
  });

  it('shows the filter that the panel remembers when it starts again', async () => {
    const { page } = await openLog({ filter: { ...noAuditFilter, secret: 'prod/', kind: 'change', to: '2026-11-20', account: 'sandbox' } });
    assert.equal(await page.getByRole('textbox', { name: 'Secret' }).inputValue(), 'prod/');
    assert.equal(await page.getByRole('radio', { name: 'Changes' }).isChecked(), true);
    assert.equal(await page.getByLabel('To (UTC)').inputValue(), '2026-11-20');
    assert.equal(
      await page.getByRole('combobox', { name: 'Account' }).evaluate((list) => 'currentValue' in list && list.currentValue),
      'sandbox',
    );
  });

  it('says so when nothing passes, and when the log can not be read', async () => {
    const opened = await openLog({ calls: [], pages: 1, count: '0 calls.' });
    await opened.page.getByText('No call passes this filter.').waitFor();
    await opened.post({ type: 'failed', message: 'The audit log can’t be read.' });
    assert.match(await opened.page.getByRole('alert').innerText(), /can’t be read/);
    await opened.page.getByRole('alert').getByRole('button', { name: 'Refresh' }).click();
    assert.deepEqual(await last(opened), { type: 'refresh' });
  });

  it('exports either way, and says where to', async () => {
    const opened = await openLog();
    await opened.page.getByRole('button', { name: 'Export as CSV' }).click();
    assert.deepEqual(await last(opened), { type: 'export', format: 'csv' });
    await opened.page.getByRole('button', { name: 'Export as JSON lines' }).click();
    assert.deepEqual(await last(opened), { type: 'export', format: 'jsonl' });
    await opened.post({ type: 'said', message: '3 calls exported to /tmp/a.csv, readable by you alone.' });
    await opened.page.getByText('3 calls exported to').waitFor();
  });
});
