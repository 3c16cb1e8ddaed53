import assert from 'node:assert/strict';
import type { OpenPage } from './openPage.ts';
import { edit, fields, secret } from './samples.ts';
import { usePages } from './usePages.ts';

const value = 'correct-horse-battery-staple-4417';

describe('the secret page', () => {
  const open = usePages('secret');
  const html = ({ page }: OpenPage) => page.evaluate(() => document.documentElement.outerHTML);

  async function openFields(): Promise<OpenPage> {
    const opened = await open();
    await opened.post({ type: 'secret', secret });
    await opened.post({ type: 'fields', fields, encoding: 'text' });
    return opened;
  }

  async function openRevealed(): Promise<OpenPage> {
    const opened = await openFields();
    await opened.post({ type: 'value', field: 1, text: value, hideAfterMs: 30_000 });
    assert.ok((await html(opened)).includes(value), 'the value was never shown');
    return opened;
  }

  it('asks for the value only on a click', async () => {
    const opened = await open();
    await opened.post({ type: 'secret', secret });
    assert.deepEqual(await opened.sent(), [{ type: 'ready' }]);
    await opened.page.getByRole('button', { name: 'Retrieve secret value' }).click();
    assert.deepEqual((await opened.sent()).at(-1), { type: 'retrieve' });
  });

  it('masks every field alike until it is revealed', async () => {
    const { page } = await openFields();
    assert.deepEqual([...new Set(await page.locator('.value-text').allTextContents())], ['••••••••••••']);
  });

  it('reveals, hides and copies one field at a time', async () => {
    const opened = await openFields();
    await opened.page.getByRole('button', { name: 'Reveal password' }).click();
    assert.deepEqual((await opened.sent()).at(-1), { type: 'reveal', field: 1 });
    await opened.post({ type: 'value', field: 1, text: value, hideAfterMs: 30_000 });
    await opened.page.getByRole('button', { name: 'Copy password' }).click();
    assert.deepEqual((await opened.sent()).at(-1), { type: 'copyValue', field: 1 });
    await opened.page.getByRole('button', { name: 'Hide password' }).click();
    assert.deepEqual((await opened.sent()).at(-1), { type: 'hidden' });
    assert.ok(!(await html(opened)).includes(value));
  });

  it('shows a value of several lines exactly as it is stored, and as text', async () => {
    const opened = await openFields();
    const key = '-----BEGIN KEY-----\n<b>&amp;\u202Eabc\n-----END KEY-----\n';
    await opened.post({ type: 'value', field: 3, text: key, hideAfterMs: 30_000 });
    assert.equal(
      await opened.page
        .locator('.value-text')
        .nth(3)
        .evaluate((shown) => shown.textContent),
      key,
    );
    assert.equal(await opened.page.locator('.value-text b').count(), 0);
  });

  it('keeps a revealed value out of every attribute and form field', async () => {
    const opened = await openRevealed();
    const held = await opened.page.evaluate((text) => {
      const inAttribute = [...document.querySelectorAll('*')].some((node) =>
        [...node.attributes].some((attribute) => attribute.value.includes(text)),
      );
      return inAttribute || document.title.includes(text) || [...document.querySelectorAll('input, textarea')].length > 0;
    }, value);
    assert.equal(held, false);
  });

  it('shows a value for 29.9 s and no more after 30.1 s', async () => {
    const opened = await openFields();
    await opened.page.clock.pauseAt(Date.now() + 3_600_000);
    await opened.post({ type: 'value', field: 1, text: value, hideAfterMs: 30_000 });
    await opened.page.clock.runFor(29_900);
    assert.ok((await html(opened)).includes(value));
    await opened.page.clock.runFor(200);
    assert.ok(!(await html(opened)).includes(value));
    assert.deepEqual((await opened.sent()).at(-1), { type: 'hidden' });
  });

  it('would still show it after 30.1 s, were it told to hide it later', async () => {
    const opened = await openFields();
    await opened.page.clock.pauseAt(Date.now() + 3_600_000);
    await opened.post({ type: 'value', field: 1, text: value, hideAfterMs: 31_000 });
    await opened.page.clock.runFor(30_100);
    assert.ok((await html(opened)).includes(value));
  });

  it('takes the value off the page when the window loses focus', async () => {
    const opened = await openRevealed();
    await opened.page.evaluate(() => window.dispatchEvent(new Event('blur')));
    assert.ok(!(await html(opened)).includes(value));
    assert.deepEqual((await opened.sent()).at(-1), { type: 'hidden' });
  });

  it('takes the value off the page when it is hidden', async () => {
    const opened = await openRevealed();
    await opened.page.evaluate(() => {
      Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    assert.ok(!(await html(opened)).includes(value));
  });

  it('hides every one of several revealed values', async () => {
    const opened = await openRevealed();
    await opened.post({ type: 'value', field: 0, text: 'another-value-77', hideAfterMs: 30_000 });
    await opened.post({ type: 'hide', forget: false });
    const shown = await html(opened);
    assert.ok(!shown.includes(value) && !shown.includes('another-value-77'));
  });

  it('goes back to the start when the extension forgets the value', async () => {
    const opened = await openRevealed();
    await opened.post({ type: 'hide', forget: true });
    assert.ok(!(await html(opened)).includes(value));
    assert.equal(await opened.page.getByRole('button', { name: 'Retrieve secret value' }).isVisible(), true);
  });

  it('says that a copy is cleared from the clipboard', async () => {
    const opened = await openFields();
    await opened.post({ type: 'copied', field: 1, clearAfterMs: 30_000 });
    const said = opened.page.getByText('Copied. The clipboard is cleared in 30 s.');
    assert.equal(await said.isVisible(), true);
    await opened.page.clock.runFor(30_000);
    assert.equal(await said.isVisible(), false);
  });

  it('tells that an agent asked, and that it has not received the value', async () => {
    const opened = await open();
    await opened.post({ type: 'secret', secret: { ...secret, requestedBy: 'Claude' } });
    assert.equal(await opened.page.getByText('Claude asked to show you this secret. It has not received the value.').isVisible(), true);
  });

  it('offers Restore and neither value nor Delete while it is scheduled for deletion', async () => {
    const opened = await open();
    await opened.post({ type: 'secret', secret: { ...secret, pendingDeletion: '2026-12-20' } });
    assert.equal(await opened.isEnabled('Retrieve secret value'), false);
    assert.equal(await opened.page.getByRole('button', { name: 'Delete…' }).count(), 0);
    await opened.page.getByRole('button', { name: 'Restore' }).click();
    assert.deepEqual((await opened.sent()).at(-1), { type: 'restore' });
  });

  it('sends each action of its toolbar', async () => {
    const opened = await openFields();
    for (const [name, type] of [
      ['Refresh', 'refresh'],
      ['Copy name', 'copyName'],
      ['Copy ARN', 'copyArn'],
      ['Open in the AWS console', 'openConsole'],
      ['Delete…', 'delete'],
    ] as const) {
      await opened.page.getByRole('button', { name, exact: true }).click();
      assert.deepEqual((await opened.sent()).at(-1), { type });
    }
  });

  it('says what went wrong and repeats what could not be read', async () => {
    const opened = await open();
    await opened.post({ type: 'secret', secret });
    await opened.page.getByRole('button', { name: 'Retrieve secret value' }).click();
    await opened.post({ type: 'failed', message: 'The sign-in has expired.', again: { type: 'retrieve' } });
    assert.match(await opened.page.getByRole('alert').innerText(), /The sign-in has expired/);
    await opened.page.getByRole('button', { name: 'Try again', exact: true }).click();
    assert.deepEqual((await opened.sent()).slice(1), [{ type: 'retrieve' }, { type: 'retrieve' }]);
  });

  it('offers no second try of what changes something, and fetches no value in its place', async () => {
    const opened = await open();
    await opened.post({ type: 'secret', secret });
    await opened.page.getByRole('button', { name: 'Retrieve secret value' }).click();
    await opened.post({ type: 'fields', fields, encoding: 'text' });
    await opened.page.getByRole('button', { name: 'Delete…' }).click();
    await opened.post({ type: 'failed', message: 'The role may not delete it.' });
    assert.match(await opened.page.getByRole('alert').innerText(), /The role may not delete it/);
    assert.equal(await opened.page.getByRole('alert').getByRole('button').count(), 0);
  });

  const focused = ({ page }: OpenPage) => page.evaluate(() => document.activeElement?.textContent.trim());

  for (const name of ['Show older', 'Add regions…']) {
    it(`leaves the keyboard on ${name} when that is drawn anew`, async () => {
      const opened = await open();
      const shown = { ...secret, timeline: { ...secret.timeline, state: 'hasOlder' } };
      await opened.post({ type: 'secret', secret: shown });
      await opened.page.getByRole('button', { name, exact: true }).focus();
      await opened.post({ type: 'secret', secret: shown });
      assert.equal(await focused(opened), name);
    });
  }

  it('takes the keyboard to a heading where its button is gone', async () => {
    const opened = await open();
    const deleted = { ...secret, pendingDeletion: '2026-12-20' };
    await opened.post({ type: 'secret', secret: deleted });
    await opened.page.getByRole('button', { name: 'Restore' }).focus();
    await opened.post({ type: 'secret', secret });
    assert.equal(await focused(opened), secret.name);
    await opened.post({ type: 'secret', secret: { ...secret, timeline: { ...secret.timeline, state: 'hasOlder' } } });
    await opened.page.getByRole('button', { name: 'Show older' }).focus();
    await opened.post({ type: 'secret', secret });
    assert.equal(await focused(opened), 'Versions');
  });

  it('keeps the keyboard on the page when Try again is pressed, before and after something was read', async () => {
    const opened = await open();
    const failed = { type: 'failed', message: 'The sign-in has expired.', again: { type: 'refresh' } };
    for (const _ of ['before', 'after']) {
      await opened.post(failed);
      await opened.page.getByRole('alert').getByRole('button', { name: 'Try again', disabled: false }).press('Enter');
      await opened.post({ type: 'busy', doing: 'Reading the secret…' });
      await opened.post({ type: 'secret', secret });
      assert.equal(await focused(opened), secret.name);
    }
  });

  it('takes the keyboard to Retrieve when the value it was on is forgotten', async () => {
    const opened = await openFields();
    await opened.page.getByRole('button', { name: 'Reveal password' }).focus();
    await opened.post({ type: 'hide', forget: true });
    assert.equal(await focused(opened), 'Retrieve secret value');
  });

  for (const [what, leave] of [
    ['the value is forgotten', (opened: OpenPage) => opened.post({ type: 'hide', forget: true })],
    [
      'an edit is discarded',
      async (opened: OpenPage) => {
        await opened.post({ type: 'edit', edit });
        await opened.page.getByRole('button', { name: 'Discard edits', disabled: false }).press('Enter');
        await opened.post({ type: 'editClosed', saved: false });
      },
    ],
  ] as const) {
    it(`leaves Retrieve within reach of the Tab key when ${what}`, async () => {
      const opened = await openFields();
      await opened.page.getByRole('button', { name: 'Reveal password' }).focus();
      await leave(opened);
      assert.equal(await focused(opened), 'Retrieve secret value');
      await opened.page.keyboard.press('Shift+Tab');
      assert.notEqual(await focused(opened), 'Retrieve secret value');
      await opened.page.keyboard.press('Tab');
      assert.equal(await focused(opened), 'Retrieve secret value');
    });
  }

  it('leaves the keyboard where it was when the details are read again', async () => {
    const opened = await openFields();
    await opened.page.getByRole('button', { name: 'Refresh' }).focus();
    await opened.post({ type: 'secret', secret });
    assert.equal(await opened.page.evaluate(() => document.activeElement?.getAttribute('aria-label')), 'Refresh');
  });
});
