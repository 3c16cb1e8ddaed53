import assert from 'node:assert/strict';
import type { OpenPage } from './openPage.ts';
import { edit, fields, secret } from './samples.ts';
import { usePages } from './usePages.ts';

const [current, previous, bare] = secret.timeline.versions;

describe('the versions on the secret page', () => {
  const open = usePages('secret');

  async function openSecret(shown = secret): Promise<OpenPage> {
    const opened = await open();
    await opened.post({ type: 'secret', secret: shown });
    return opened;
  }

  const focused = ({ page }: OpenPage): Promise<string | null | undefined> =>
    page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent);
  const sent = async (opened: OpenPage): Promise<unknown> => (await opened.sent()).at(-1);

  it('each say what their labels mean, and which has none', async () => {
    const { page } = await openSecret();
    const entries = page.getByRole('region', { name: 'Versions' }).getByRole('listitem');
    assert.equal(await entries.count(), 3);
    assert.match(await entries.nth(0).innerText(), /AWSCURRENT\s+What programs get.*Created 2026-11-02 04:12 UTC · last read 2026-11-19/s);
    assert.match(await entries.nth(1).innerText(), /AWSPREVIOUS.*before-migration\s+A staging label of your own/s);
    assert.match(await entries.nth(2).innerText(), /No staging label: AWS may remove it/);
    assert.equal(await page.locator('.timeline .banner').count(), 0);
  });

  it('point out an AWSPENDING that stands alone, and no other', async () => {
    const withPending = (stages: readonly string[]) => ({
      ...secret,
      timeline: { ...secret.timeline, versions: [{ id: 'f00dcafe-0', stages, created: undefined, lastRead: undefined }] },
    });
    const opened = await openSecret(withPending(['AWSPENDING', 'AWSCURRENT']));
    assert.equal(await opened.page.locator('.timeline .banner').count(), 0);
    await opened.post({ type: 'secret', secret: withPending(['AWSPENDING']) });
    assert.match(await opened.page.locator('.timeline .banner').innerText(), /f00dcafe has AWSPENDING and is not current/);
  });

  it('are retrieved by the keyboard, the current one as such', async () => {
    const opened = await openSecret();
    await opened.page.getByRole('button', { name: /^Retrieve version b3a9a0de/, disabled: false }).press('Enter');
    assert.deepEqual(await sent(opened), { type: 'retrieve', version: previous?.id });
    await opened.page.getByRole('button', { name: /^Retrieve version 0c7e9b54/, disabled: false }).press('Enter');
    assert.deepEqual(await sent(opened), { type: 'retrieve', version: bare?.id });
    await opened.page.getByRole('button', { name: /^Retrieve version 6f1c2f2e/, disabled: false }).press('Enter');
    assert.deepEqual(await sent(opened), { type: 'retrieve' });
    assert.equal(current?.stages[0], 'AWSCURRENT');
  });

  it('are not offered while the secret is scheduled for deletion', async () => {
    const { page } = await openSecret({ ...secret, pendingDeletion: '2026-12-20 09:00 UTC' });
    assert.equal(await page.getByRole('button', { name: /^Retrieve version/ }).count(), 0);
  });

  it('come older on a click, and the keyboard stays when they are drawn anew', async () => {
    const opened = await openSecret({ ...secret, timeline: { ...secret.timeline, state: 'hasOlder' } });
    await opened.page.getByRole('button', { name: 'Show older', disabled: false }).press('Enter');
    assert.deepEqual(await sent(opened), { type: 'olderVersions' });
    const retrieve = opened.page.getByRole('button', { name: /^Retrieve version b3a9a0de/ });
    await retrieve.focus();
    await opened.post({ type: 'secret', secret });
    assert.match((await focused(opened)) ?? '', /^Retrieve version b3a9a0de/);
    assert.equal(await opened.page.getByRole('button', { name: 'Show older' }).count(), 0);
  });

  it('stand under a heading of their own when retrieved, masked, without an edit, and with a way back', async () => {
    const opened = await openSecret();
    await opened.post({ type: 'fields', fields, encoding: 'text', version: 'b3a9a0de (AWSPREVIOUS)' });
    const { page } = opened;
    await page.getByRole('heading', { name: 'Version b3a9a0de (AWSPREVIOUS)' }).waitFor();
    assert.deepEqual([...new Set(await page.locator('.value-text').allTextContents())], ['••••••••••••']);
    assert.equal(await page.getByRole('button', { name: 'Edit', exact: true }).count(), 0);
    assert.equal(await focused(opened), 'Reveal username');
    await page.getByRole('button', { name: 'Back to the current value' }).click();
    assert.deepEqual(await sent(opened), { type: 'retrieve' });
    await opened.post({ type: 'fields', fields, encoding: 'text' });
    await page.getByRole('heading', { name: 'Secret value', exact: true }).waitFor();
    assert.equal(await page.getByRole('button', { name: 'Edit', exact: true }).count(), 1);
  });

  it('do not take what is being typed without a question', async () => {
    const opened = await openSecret();
    const { page } = opened;
    await opened.post({ type: 'edit', edit });
    await page.getByRole('textbox', { name: 'Value of password' }).fill('typed');
    await page.getByRole('button', { name: /^Retrieve version b3a9a0de/ }).click();
    assert.notEqual(Object(await sent(opened)).type, 'retrieve');
    await page.getByRole('button', { name: 'Show it' }).click();
    assert.deepEqual((await opened.sent()).slice(-2), [
      { type: 'discard', reload: false },
      { type: 'retrieve', version: previous?.id },
    ]);
  });
});

describe('the secret page', () => {
  const open = usePages('secret');
  const focused = ({ page }: OpenPage): Promise<string> =>
    page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '');

  it('goes to the tags, the versions and the value when it is told to', async () => {
    const opened = await open();
    await opened.post({ type: 'secret', secret });
    await opened.post({ type: 'goTo', part: 'versions' });
    assert.equal(await focused(opened), 'Versions');
    await opened.post({ type: 'goTo', part: 'value' });
    assert.match(await focused(opened), /Retrieve secret value/);
    await opened.post({ type: 'edit', edit });
    await opened.post({ type: 'goTo', part: 'value' });
    assert.equal(await opened.page.evaluate(() => document.activeElement?.closest('.edit-row') !== null), true);
    assert.equal(await opened.page.getByText('Add tag').count(), 0);
    await opened.post({ type: 'goTo', part: 'tags' });
    await opened.page.getByText('Add tag').waitFor();
    assert.equal(await opened.page.evaluate(() => document.activeElement?.closest('section')?.getAttribute('aria-label')), 'Tags');
    await opened.page.getByText('Add tag').waitFor();
  });

  it('opens the form of description and key, with what is stored, when it is told to', async () => {
    const opened = await open();
    await opened.post({ type: 'secret', secret: { ...secret, description: 'As it is stored.' } });
    assert.equal(await opened.page.getByRole('textbox', { name: 'Description' }).count(), 0);
    await opened.post({ type: 'goTo', part: 'details' });
    const description = opened.page.getByRole('textbox', { name: 'Description' });
    await description.waitFor();
    assert.equal(await description.inputValue(), 'As it is stored.');
    assert.equal(await opened.page.evaluate(() => document.activeElement?.closest('section')?.getAttribute('aria-label')), 'Details');
  });

  it('opens no form of the tags of a secret that is scheduled for deletion', async () => {
    const opened = await open();
    await opened.post({ type: 'secret', secret: { ...secret, pendingDeletion: '2026-12-20 09:00 UTC' } });
    await opened.post({ type: 'goTo', part: 'tags' });
    assert.equal(await opened.page.getByText('Add tag').count(), 0);
  });

  it('keeps what it shows when it can not be read again, says so until it is, and tries again', async () => {
    const opened = await open();
    const alert = opened.page.getByRole('alert').filter({ hasText: 'Not up to date.' });
    await opened.post({ type: 'secret', secret });
    assert.equal(await alert.count(), 0);
    await opened.post({ type: 'secret', secret: { ...secret, stale: 'AWS did not answer.' } });
    assert.match(await alert.innerText(), /Not up to date\. AWS did not answer\./);
    await opened.post({ type: 'fields', fields, encoding: 'text' });
    assert.equal(await alert.count(), 1);
    await alert.getByRole('button', { name: 'Try again' }).click();
    assert.deepEqual((await opened.sent()).at(-1), { type: 'refresh' });
    await opened.post({ type: 'secret', secret });
    assert.equal(await alert.count(), 0);
  });

  it('offers files for a binary value and for no other, and sends nothing but the click', async () => {
    const opened = await open();
    const { page } = opened;
    const files = page.getByRole('button', { name: /Download…|Replace with file…/ });
    await opened.post({ type: 'secret', secret });
    await opened.post({ type: 'fields', fields, encoding: 'text' });
    assert.equal(await files.count(), 0);
    const binary = { type: 'fields', fields: [{ key: undefined, bytes: 2_341 }], encoding: 'binary', kind: 'zip' } as const;
    await opened.post(binary);
    await page.getByText('2,341 bytes, zip').waitFor();
    await page.getByRole('button', { name: 'Download…', disabled: false }).press('Enter');
    await page.getByRole('button', { name: 'Replace with file…', disabled: false }).press('Enter');
    assert.deepEqual((await opened.sent()).slice(-2), [{ type: 'download' }, { type: 'upload' }]);
    await opened.post({ ...binary, version: 'b3a9a0de (AWSPREVIOUS)' });
    assert.equal(await page.getByRole('button', { name: 'Replace with file…' }).count(), 0);
    assert.equal(await page.getByRole('button', { name: 'Download…' }).count(), 1);
  });

  it('warns before a second change within ten minutes, once something is changed, and not after them', async () => {
    const opened = await open();
    const { page } = opened;
    const warning = page.getByText(/^Changed .* ago: AWS advises/);
    const password = page.getByRole('textbox', { name: 'Value of password' });
    await opened.post({ type: 'secret', secret });
    const storedAt = (await page.evaluate(() => Date.now())) - 3 * 60_000;
    await opened.post({ type: 'edit', edit: { ...edit, storedAt } });
    assert.equal(await warning.count(), 0);
    await password.fill('a');
    assert.match(await warning.innerText(), /^Changed 3 minutes ago/);
    await page.clock.runFor(7 * 60_000);
    await password.fill('ab');
    assert.equal(await warning.count(), 0);
  });

  it('warns of no change whose time is not known', async () => {
    const opened = await open();
    await opened.post({ type: 'secret', secret });
    await opened.post({ type: 'edit', edit });
    await opened.page.getByRole('textbox', { name: 'Value of password' }).fill('a');
    assert.equal(await opened.page.getByText(/AWS advises/).count(), 0);
  });
});
