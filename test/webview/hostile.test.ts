import assert from 'node:assert/strict';
import type { OpenPage } from './openPage.ts';
import { hostileStrings } from './hostileStrings.ts';
import { createCard, deleteCard, form, secret } from './samples.ts';
import { usePages } from './usePages.ts';

// After every test usePages asserts that nothing was requested and that no policy was violated.

const own = new Set([
  'MAIN',
  'HEADER',
  'SECTION',
  'FOOTER',
  'DIV',
  'SPAN',
  'P',
  'H1',
  'H2',
  'UL',
  'LI',
  'DL',
  'DT',
  'DD',
  'STRONG',
  'CODE',
  'DETAILS',
  'SUMMARY',
  'TABLE',
  'THEAD',
  'TBODY',
  'TR',
  'TH',
  'TD',
  'LABEL',
  'INPUT',
  'TEXTAREA',
  'VSCODE-BUTTON',
  'VSCODE-TEXT-FIELD',
  'VSCODE-TEXT-AREA',
  'VSCODE-DROPDOWN',
  'VSCODE-OPTION',
  'VSCODE-PROGRESS-RING',
]);

async function assertInert({ page }: OpenPage, shown: string): Promise<void> {
  const found = await page.evaluate(() => ({
    ran: window.custodyScriptRan,
    tags: [...new Set([...document.querySelectorAll('main, main *')].map(({ tagName }) => tagName))],
    handlers: [...document.querySelectorAll('*')].some((node) =>
      [...node.attributes].some(({ name }) => name.startsWith('on') || (name === 'href' && node.tagName !== 'LINK')),
    ),
    wide: document.documentElement.scrollWidth > document.documentElement.clientWidth,
    text: document.body.textContent,
  }));
  assert.equal(found.ran, false);
  assert.deepEqual(
    found.tags.filter((tag) => !own.has(tag)),
    [],
  );
  assert.equal(found.handlers, false);
  assert.equal(found.wide, false, `the page grew wider than its window: ${shown.slice(0, 40)}`);
  assert.doesNotMatch(found.text ?? '', /\p{Cf}/u);
}

describe('hostile text', function () {
  this.timeout(120_000);

  it('is fifty strings', () => assert.equal(hostileStrings.length, 50));

  describe('on a card', () => {
    const open = usePages('approval');
    it('stays text in every field', async () => {
      const opened = await open();
      for (const text of hostileStrings) {
        const hostile = {
          id: text,
          headline: text,
          asker: text,
          operation: text,
          account: text,
          region: text,
          secret: text,
          arn: text,
          consequences: [text, text],
          arguments: [{ label: text, value: text }],
          acceptLabel: text,
          typeToConfirm: text,
          valueKey: text,
        };
        await opened.post({ type: 'card', card: { ...deleteCard, ...hostile } });
        await opened.post({ type: 'failed', message: text });
        await assertInert(opened, text);
        await opened.post({ type: 'card', card: { ...createCard, ...hostile, arn: undefined } });
        await assertInert(opened, text);
      }
    });

    it('writes out letters that reverse or hide others', async () => {
      const { page, post } = await open();
      await post({ type: 'card', card: { ...deleteCard, headline: 'Delete prod/\u202Egnigats' } });
      assert.equal(await page.locator('h1').textContent(), 'Delete prod/‹U+202E›gnigats');
    });
  });

  describe('on a secret', () => {
    const open = usePages('secret');
    it('stays text in every field', async () => {
      const opened = await open();
      for (const text of hostileStrings) {
        const row = { label: text, value: text };
        await opened.post({
          type: 'secret',
          secret: {
            ...secret,
            name: text,
            arn: text,
            account: text,
            region: text,
            description: text,
            pendingDeletion: undefined,
            managedBy: text,
            rows: [row],
            tags: [row],
            versions: [{ id: text, stages: [text] }],
            replicas: [{ region: text, status: text, message: text }],
            requestedBy: text,
          },
        });
        await opened.post({ type: 'fields', fields: [{ key: text, bytes: 4 }], encoding: 'text' });
        await opened.post({ type: 'busy', doing: text });
        await opened.post({ type: 'failed', message: text });
        await assertInert(opened, text);
      }
    });

    it('stays text in an edit, whatever its keys are called and whatever is typed', async () => {
      const opened = await open();
      await opened.post({ type: 'secret', secret });
      for (const text of hostileStrings) {
        await opened.post({
          type: 'edit',
          edit: {
            shape: 'object',
            original: [
              { key: text, bytes: 4, isJson: false },
              { key: `${text}2`, bytes: 4, isJson: true },
            ],
            // The second was removed, the third added before the page started again.
            rows: [
              { key: `${text}3`, from: 0 },
              { key: text, typed: 0 },
            ],
          },
        });
        await opened.post({ type: 'value', field: 0, text, hideAfterMs: 30_000 });
        await opened.post({ type: 'typed', typed: 0, text, hideAfterMs: 30_000 });
        await opened.post({ type: 'editNote', note: { kind: 'conflict', message: text } });
        await assertInert(opened, text);
      }
    });

    it('stays text as a value', async () => {
      const opened = await open();
      await opened.post({ type: 'secret', secret });
      await opened.post({ type: 'fields', fields: [{ key: 'k', bytes: 4 }], encoding: 'text' });
      for (const text of hostileStrings) {
        await opened.post({ type: 'value', field: 0, text, hideAfterMs: 30_000 });
        assert.equal(
          await opened.page.locator('.value-text').evaluate((shown) => `${shown.childElementCount}${shown.textContent}`),
          `0${text}`,
        );
        assert.equal(await opened.page.evaluate(() => window.custodyScriptRan), false);
      }
    });
  });

  describe('on the form', () => {
    const open = usePages('create');
    it('stays text in every field', async () => {
      for (let start = 0; start < hostileStrings.length; start += 10) {
        const some = hostileStrings.slice(start, start + 10);
        const text = some.join(' ');
        const opened = await open();
        await opened.post({
          type: 'form',
          form: { ...form, accounts: some.map((name) => ({ name, regions: some })), account: some[0], region: some[1], namePrefix: text },
        });
        await opened.post({ type: 'failed', message: text });
        await assertInert(opened, text);
      }
    });
  });
});
