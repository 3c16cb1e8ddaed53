import assert from 'node:assert/strict';
import type { OpenPage } from './openPage.ts';
import { secret } from './samples.ts';
import { usePages } from './usePages.ts';

describe('the resource policy on the secret page', () => {
  const open = usePages('secret');

  async function openSecret(shown = secret): Promise<OpenPage> {
    const opened = await open();
    await opened.post({ type: 'secret', secret: shown });
    return opened;
  }

  const sectionOf = ({ page }: OpenPage) => page.getByRole('region', { name: 'Resource policy' });
  const last = async (opened: OpenPage): Promise<unknown> => (await opened.sent()).at(-1);
  const set = { state: 'set', sentences: ['Allows <b>x</b> to call y (statement 1).'], isOpenToEveryone: false } as const;

  it('is asked for by a button, and by nothing else', async () => {
    const opened = await openSecret();
    assert.ok(!JSON.stringify(await opened.sent()).includes('"policy"'));
    await opened.page.getByRole('button', { name: 'Show resource policy', disabled: false }).press('Enter');
    assert.deepEqual(await last(opened), { type: 'policy', wanted: 'show' });
  });

  it('tells one sentence a statement, as text, with a way to edit and one to delete, by the keyboard', async () => {
    const opened = await openSecret();
    await opened.post({ type: 'policy', policy: set });
    assert.deepEqual(await sectionOf(opened).getByRole('listitem').allTextContents(), [...set.sentences]);
    assert.equal(await sectionOf(opened).getByRole('alert').count(), 0);
    await opened.page.getByRole('button', { name: 'Edit resource policy…', disabled: false }).press('Enter');
    assert.deepEqual(await last(opened), { type: 'policy', wanted: 'edit' });
    await opened.page.getByRole('button', { name: 'Delete resource policy…', disabled: false }).press('Enter');
    assert.deepEqual(await last(opened), { type: 'policy', wanted: 'delete' });
  });

  it('says loudly that everyone is let in', async () => {
    const opened = await openSecret();
    await opened.post({ type: 'policy', policy: { ...set, isOpenToEveryone: true } });
    assert.match(await sectionOf(opened).getByRole('alert').innerText(), /lets everyone in, in every AWS account/);
  });

  it('says that there is none, which can be edited and not deleted', async () => {
    const opened = await openSecret();
    await opened.post({ type: 'policy', policy: { state: 'none' } });
    assert.match(await sectionOf(opened).innerText(), /None\. Only principals of its own account/);
    assert.equal(await opened.page.getByRole('button', { name: 'Delete resource policy…' }).count(), 0);
    assert.equal(await opened.page.getByRole('button', { name: 'Edit resource policy…' }).count(), 1);
  });

  it('says why it could not be read, and can be asked for again', async () => {
    const opened = await openSecret();
    await opened.post({ type: 'policy', policy: { state: 'failed', problem: 'Not allowed.' } });
    assert.match(await sectionOf(opened).innerText(), /Not allowed\./);
    await opened.page.getByRole('button', { name: 'Try again to read the resource policy', disabled: false }).press('Enter');
    assert.deepEqual(await last(opened), { type: 'policy', wanted: 'show' });
  });

  it('keeps the keyboard in its section while it is read', async () => {
    const opened = await openSecret();
    await opened.page.getByRole('button', { name: 'Show resource policy', disabled: false }).press('Enter');
    await opened.post({ type: 'policy', policy: { state: 'reading' } });
    assert.equal(await opened.page.evaluate(() => document.activeElement?.textContent), 'Resource policy');
    await opened.post({ type: 'policy', policy: set });
    await opened.page.keyboard.press('Tab');
    assert.equal(await opened.page.evaluate(() => document.activeElement?.getAttribute('aria-label')), 'Edit resource policy…');
  });

  it('can not be asked for while the secret is scheduled for deletion', async () => {
    const opened = await openSecret({ ...secret, pendingDeletion: '2026-12-20 09:00 UTC' });
    assert.equal(await sectionOf(opened).getByRole('button').count(), 0);
    await opened.post({ type: 'secret', secret });
    assert.equal(await opened.page.getByRole('button', { name: 'Show resource policy' }).count(), 1);
  });

  it('is gone to and asked for when a command wants it', async () => {
    const opened = await openSecret();
    await opened.post({ type: 'goTo', part: 'policy' });
    assert.equal(await opened.page.evaluate(() => document.activeElement?.textContent), 'Resource policy');
    assert.deepEqual(await last(opened), { type: 'policy', wanted: 'show' });
  });
});
