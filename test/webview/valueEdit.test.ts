import assert from 'node:assert/strict';
import type { EditView } from '../../src/core/secretProtocol.ts';
import type { OpenPage } from './openPage.ts';
import { edit, fields, secret } from './samples.ts';
import { usePages } from './usePages.ts';

const value = 'correct-horse-battery-staple-4417';
const typed = 'hunter2-typed-here';
const untouched = edit.rows.map(({ key, from }) => ({ key, from }));
const textEdit: EditView = {
  shape: 'text',
  original: [{ key: '', bytes: 20, isJson: false }],
  rows: [{ key: '', from: 0, typed: undefined }],
};

describe("editing on the secret's page", () => {
  const open = usePages('secret');
  const area = ({ page }: OpenPage, name: string) => page.getByRole('textbox', { name, exact: true });
  const click = ({ page }: OpenPage, name: string) => page.getByRole('button', { name, exact: true }).click();
  const last = async ({ sent }: OpenPage) => (await sent()).at(-1);
  const blur = ({ page }: OpenPage) => page.evaluate(() => window.dispatchEvent(new Event('blur')));
  /** Everything that could be read off the page: its HTML with every attribute, and what its fields hold. */
  const everything = ({ page }: OpenPage) =>
    page.evaluate(() => {
      const held = [...document.querySelectorAll('textarea, input')].map((input) => ('value' in input ? String(input.value) : ''));
      return document.documentElement.outerHTML + held.join('\n');
    });

  async function openEdit(view: EditView = edit): Promise<OpenPage> {
    const opened = await open();
    await opened.post({ type: 'secret', secret });
    await opened.post({ type: 'edit', edit: view });
    return opened;
  }

  it('is offered for a text once it was retrieved, and not for a binary value', async () => {
    const opened = await open();
    await opened.post({ type: 'secret', secret });
    assert.equal(await opened.page.getByRole('button', { name: 'Edit', exact: true }).count(), 0);
    await opened.post({ type: 'fields', fields, encoding: 'text' });
    await click(opened, 'Edit');
    assert.deepEqual(await last(opened), { type: 'edit' });
    await opened.post({ type: 'fields', fields: [{ key: undefined, bytes: 3 }], encoding: 'binary' });
    assert.equal(await opened.page.getByRole('button', { name: 'Edit', exact: true }).count(), 0);
    assert.match(await opened.page.locator('main').innerText(), /A binary value, revealed as base64/);
  });

  it('sends nothing and can save nothing before something changed', async () => {
    const opened = await openEdit();
    assert.deepEqual(await opened.sent(), [{ type: 'ready' }]);
    assert.equal(await opened.isEnabled('Save…'), false);
  });

  it('names untouched fields by their place, and tells each change at once', async () => {
    const opened = await openEdit();
    await area(opened, 'Value of password').fill(typed);
    assert.deepEqual(await last(opened), {
      type: 'draft',
      draft: untouched.map((row) => (row.key === 'password' ? { ...row, text: typed } : row)),
    });
    await click(opened, 'Undo the change of password');
    assert.deepEqual(await last(opened), { type: 'draft', draft: untouched });
    assert.ok(!(await everything(opened)).includes(typed));
  });

  it('renames, removes, keeps again and adds keys, and lists their names', async () => {
    const opened = await openEdit();
    await opened.page.locator('.edit-row input').nth(2).fill('hostname');
    await click(opened, 'Remove pool');
    await click(opened, 'Remove privateKey');
    await click(opened, 'Keep privateKey');
    await click(opened, 'Add key');
    await opened.page.locator('.edit-row input').last().fill('port');
    await area(opened, 'Value of port').fill('5432');
    assert.deepEqual(await last(opened), {
      type: 'draft',
      draft: [
        { key: 'username', from: 0 },
        { key: 'password', from: 1 },
        { key: 'hostname', from: 2 },
        { key: 'privateKey', from: 4 },
        { key: 'port', text: '5432' },
      ],
    });
    const said = await opened.page.locator('.changes').innerText();
    assert.equal(said, 'Save host renamed to hostname, without pool, port (new).');
  });

  it('generates a value of the length and the characters that were chosen', async () => {
    const opened = await openEdit();
    await opened.page.getByRole('spinbutton', { name: 'characters' }).fill('48');
    await click(opened, 'Generate a random value for password');
    assert.match(await area(opened, 'Value of password').inputValue(), /^(?=.*[^\dA-Za-z]).{48}$/);
    await opened.page.getByRole('checkbox', { name: 'with symbols' }).uncheck();
    await click(opened, 'Generate a random value for password');
    assert.match(await area(opened, 'Value of password').inputValue(), /^[\dA-Za-z]{48}$/);
  });

  it('says how strong a typed value is, and nothing of one that is stored or removed', async () => {
    const opened = await openEdit();
    const meter = opened.page.getByRole('meter', { name: 'Strength' });
    assert.equal(await meter.count(), 0);
    await area(opened, 'Value of password').fill('summer2024');
    assert.match((await meter.getAttribute('aria-valuetext')) ?? '', /^Weak, at most \d+ bits$/);
    await click(opened, 'Generate a random value for password');
    assert.match((await meter.getAttribute('aria-valuetext')) ?? '', /^Strong, at most \d+ bits$/);
    assert.ok(!(await meter.evaluate((shown) => shown.outerHTML)).includes(await area(opened, 'Value of password').inputValue()));
    await click(opened, 'Remove password');
    assert.equal(await meter.count(), 0);
    await opened.post({ type: 'value', field: 0, text: value, hideAfterMs: 30_000 });
    assert.equal(await area(opened, 'Value of username').inputValue(), value);
    assert.equal(await meter.count(), 0);
  });

  it('reveals one field on a click, and takes it off the page when hidden, blurred or out of time', async () => {
    const opened = await openEdit();
    for (const leave of [
      () => click(opened, 'Hide password'),
      () => blur(opened),
      () => opened.page.clock.runFor(30_000),
      () => opened.post({ type: 'hide', forget: true }),
    ]) {
      await click(opened, 'Reveal password');
      assert.deepEqual(await last(opened), { type: 'reveal', field: 1 });
      await opened.post({ type: 'value', field: 1, text: value, hideAfterMs: 30_000 });
      assert.equal(await area(opened, 'Value of password').inputValue(), value);
      await leave();
      assert.ok(!(await everything(opened)).includes(value));
    }
    // Looking is no change.
    assert.equal(await opened.isEnabled('Save…'), false);
  });

  it('keeps what was typed, masked, when the window loses focus or the extension drops the fields', async () => {
    const opened = await openEdit();
    await area(opened, 'Value of password').fill(typed);
    await click(opened, 'Reveal password');
    await blur(opened);
    await opened.post({ type: 'hide', forget: true });
    assert.equal(await area(opened, 'Value of password').inputValue(), typed);
    assert.match((await area(opened, 'Value of password').getAttribute('class')) ?? '', /masked/);
  });

  it('keeps a typed and a revealed value out of every attribute', async () => {
    const opened = await openEdit();
    await area(opened, 'Value of password').fill(typed);
    await opened.post({ type: 'value', field: 0, text: value, hideAfterMs: 30_000 });
    assert.ok((await everything(opened)).includes(value), 'the value was never shown');
    const html = await opened.page.evaluate(() => document.documentElement.outerHTML + document.title);
    assert.ok(!html.includes(value) && !html.includes(typed));
  });

  it('does not put a revealed text over one that was typed meanwhile', async () => {
    const opened = await openEdit();
    await click(opened, 'Reveal password');
    await area(opened, 'Value of password').fill(typed);
    await opened.post({ type: 'value', field: 1, text: value, hideAfterMs: 30_000 });
    assert.equal(await area(opened, 'Value of password').inputValue(), typed);
  });

  it('shows after a restart what the host kept as changed, and its text on a click alone', async () => {
    const rows = edit.rows.map((row) => (row.key === 'password' ? { ...row, typed: 0 } : row)).filter(({ key }) => key !== 'pool');
    const opened = await openEdit({ ...edit, rows });
    assert.equal(await opened.page.locator('.changes').innerText(), 'Save password (changed), without pool.');
    await click(opened, 'Reveal password');
    assert.deepEqual(await last(opened), { type: 'revealTyped', typed: 0 });
    await opened.post({ type: 'typed', typed: 0, text: typed, hideAfterMs: 30_000 });
    assert.equal(await area(opened, 'Value of password').inputValue(), typed);
    await click(opened, 'Save…');
    assert.deepEqual(await last(opened), {
      type: 'save',
      draft: untouched.filter(({ key }) => key !== 'pool').map((row) => (row.key === 'password' ? { ...row, typed: 0 } : row)),
    });
  });

  it('says where JSON is broken and does not save it', async () => {
    const opened = await openEdit();
    await area(opened, 'Value of pool').fill('{"max": 20,\n  "min": }');
    assert.equal(await opened.page.getByText('Not valid JSON: line 2, column 10.').isVisible(), true);
    assert.equal(await opened.isEnabled('Save…'), false);
    await area(opened, 'Value of pool').fill('{"max": 20}');
    assert.equal(await opened.isEnabled('Save…'), true);
  });

  it('does not save an empty or a repeated key', async () => {
    const opened = await openEdit();
    const host = opened.page.locator('.edit-row input').nth(2);
    await host.fill('password');
    assert.equal(await opened.page.locator('.changes').innerText(), 'Two keys are called password.');
    assert.equal(await opened.isEnabled('Save…'), false);
    await host.fill('');
    assert.equal(await opened.page.locator('.changes').innerText(), 'Give every key a name.');
  });

  it('edits a plain text as one, and points out JSON that broke', async () => {
    const opened = await openEdit({ ...textEdit, original: [{ key: '', bytes: 20, isJson: true }] });
    await opened.post({ type: 'value', field: 0, text: '["a"]', hideAfterMs: 30_000 });
    assert.equal(await area(opened, 'Value').inputValue(), '["a"]');
    await area(opened, 'Value').fill('["a",\n b]');
    assert.equal(await opened.page.getByText('Not valid JSON: line 2, column 2.').isVisible(), true);
    await click(opened, 'Save…');
    assert.deepEqual(await last(opened), { type: 'save', draft: [{ key: '', from: 0, text: '["a",\n b]' }] });
    assert.equal(await opened.page.getByRole('button', { name: 'Add key' }).count(), 0);
  });

  it('saves by keyboard alone', async () => {
    const opened = await openEdit(textEdit);
    await opened.page.keyboard.type(typed);
    // The toolkit draws a frame later that the button can be used, and until then Tab passes it by.
    await opened.page.locator('vscode-button:not([disabled])', { hasText: 'Save…' }).getByRole('button', { disabled: false }).waitFor();
    for (let steps = 0; steps < 12; steps += 1) {
      await opened.page.keyboard.press('Tab');
      if ((await opened.page.evaluate(() => document.activeElement?.textContent)) === 'Save…') break;
    }
    await opened.page.keyboard.press('Enter');
    assert.deepEqual(await last(opened), { type: 'save', draft: [{ key: '', from: 0, text: typed }] });
  });

  it('takes no typing while the card waits, and keeps what was typed when it is declined', async () => {
    const opened = await openEdit(textEdit);
    await area(opened, 'Value').fill(typed);
    await opened.post({ type: 'saving', form: 'value', isSaving: true });
    assert.equal(await opened.page.locator('[inert] textarea').count(), 1);
    await opened.post({ type: 'saving', form: 'value', isSaving: false });
    assert.equal(await opened.page.locator('[inert] textarea').count(), 0);
    assert.equal(await area(opened, 'Value').inputValue(), typed);
  });

  it('takes no typing on a page that starts again while the value is stored, and has the keyboard once it can', async () => {
    const opened = await open();
    await opened.post({ type: 'secret', secret });
    await opened.post({ type: 'busy', doing: 'Waiting for your answer in the confirmation…' });
    await opened.post({ type: 'saving', form: 'value', isSaving: true });
    await opened.post({ type: 'edit', edit: textEdit });
    await opened.page.keyboard.type(typed);
    assert.equal(await opened.page.locator('[inert] textarea').inputValue(), '');
    assert.deepEqual(await opened.sent(), [{ type: 'ready' }]);
    await opened.post({ type: 'saving', form: 'value', isSaving: false });
    await opened.page.keyboard.type(typed);
    assert.equal(await area(opened, 'Value').inputValue(), typed);
  });

  it('takes no typing into tags on a page that starts again while they are stored', async () => {
    const opened = await open();
    const draft = { details: { description: 'Half a', kmsKeyId: '' }, tags: [{ key: 'new', value: 'tag' }] };
    await opened.post({ type: 'secret', secret });
    await opened.post({ type: 'saving', form: 'tags', isSaving: true });
    await opened.post({ type: 'detailsDraft', draft });
    assert.equal(await opened.page.locator('[inert] .pair').count(), 1);
    assert.equal(await opened.page.locator('[inert] vscode-text-area').count(), 0);
    await opened.post({ type: 'changed', part: 'tags', problem: 'The role may not.' });
    assert.equal(await opened.page.locator('[inert] .pair').count(), 0);
  });

  it('says why it was not saved, and offers Reload or Save over it after a conflict', async () => {
    const opened = await openEdit(textEdit);
    await area(opened, 'Value').fill(typed);
    await opened.post({ type: 'editNote', note: { kind: 'problem', message: 'It was cut off.' } });
    assert.equal(await opened.page.getByRole('alert').innerText(), 'It was cut off.');
    assert.equal(await opened.page.getByRole('button', { name: 'Save over it…' }).count(), 0);
    await opened.post({ type: 'editNote', note: { kind: 'conflict', message: 'It was changed elsewhere.' } });
    await click(opened, 'Save over it…');
    assert.deepEqual(await last(opened), { type: 'saveOver', draft: [{ key: '', from: 0, text: typed }] });
    await opened.post({ type: 'editNote', note: { kind: 'conflict', message: 'It was changed elsewhere.' } });
    await click(opened, 'Reload');
    assert.deepEqual(await last(opened), { type: 'discard', reload: true });
  });

  it('asks before a refresh or a discard drops edits, and not when there are none', async () => {
    const opened = await openEdit(textEdit);
    await click(opened, 'Refresh');
    assert.deepEqual(await last(opened), { type: 'refresh' });
    await area(opened, 'Value').fill(typed);
    const before = (await opened.sent()).length;
    await click(opened, 'Refresh');
    await click(opened, 'Keep editing');
    await click(opened, 'Discard edits');
    assert.equal((await opened.sent()).length, before);
    assert.equal(await opened.page.getByText('Discard what you changed?').isVisible(), true);
    await click(opened, 'Discard');
    assert.deepEqual(await last(opened), { type: 'discard', reload: false });
    await click(opened, 'Refresh');
    await opened.page.getByRole('alert').getByRole('button', { name: 'Refresh' }).click();
    assert.deepEqual((await opened.sent()).slice(-2), [{ type: 'discard', reload: false }, { type: 'refresh' }]);
  });

  it('is gone from the page with everything typed once it was saved', async () => {
    const opened = await openEdit(textEdit);
    await area(opened, 'Value').fill(typed);
    await opened.post({ type: 'editClosed', saved: true });
    assert.ok(!(await everything(opened)).includes(typed));
    assert.match(await opened.page.locator('main').innerText(), /Saved\. The value before it stays as AWSPREVIOUS\./);
  });

  it('does not tell of a value before the first', async () => {
    const opened = await openEdit(textEdit);
    await opened.post({ type: 'editClosed', saved: true, isFirst: true });
    assert.equal(await opened.page.getByText('Saved.', { exact: true }).isVisible(), true);
  });

  it('edits description and key where they stand, and keeps them when storing fails', async () => {
    const opened = await openEdit();
    await click(opened, 'Edit description and key');
    await opened.page.locator('vscode-text-area textarea').fill('New words');
    await opened.page.getByRole('textbox', { name: 'KMS key' }).fill('alias/payments');
    assert.deepEqual(await last(opened), {
      type: 'detailsDraft',
      draft: { details: { description: 'New words', kmsKeyId: 'alias/payments' } },
    });
    await click(opened, 'Save');
    assert.deepEqual(await last(opened), { type: 'saveDetails', description: 'New words', kmsKeyId: 'alias/payments' });
    await opened.post({ type: 'changed', part: 'details', problem: 'The role may not.' });
    await opened.post({ type: 'secret', secret });
    assert.equal(await opened.page.getByText('The role may not.').isVisible(), true);
    assert.equal(await opened.page.locator('vscode-text-area textarea').inputValue(), 'New words');
    await opened.post({ type: 'changed', part: 'details', problem: undefined });
    assert.deepEqual(await last(opened), { type: 'detailsDraft', draft: {} });
    assert.equal(await opened.page.locator('vscode-text-area').count(), 0);
  });

  it('opens again the forms that were open before it was covered', async () => {
    const opened = await openEdit();
    await opened.post({
      type: 'detailsDraft',
      draft: { details: { description: 'Half a', kmsKeyId: '' }, tags: [{ key: 'new', value: 'tag' }] },
    });
    assert.equal(await opened.page.locator('vscode-text-area textarea').inputValue(), 'Half a');
    assert.equal(await opened.page.locator('.pair input').first().inputValue(), 'new');
    await click(opened, 'Remove tag new');
    assert.deepEqual(await last(opened), { type: 'detailsDraft', draft: { details: { description: 'Half a', kmsKeyId: '' }, tags: [] } });
  });

  it('takes nothing more while details are stored, and gives the keyboard back when that fails', async () => {
    const opened = await open();
    const held = opened.page.locator('[inert] vscode-text-area');
    const focused = () => opened.page.evaluate(() => document.activeElement?.textContent.trim());
    await opened.post({ type: 'secret', secret });
    await click(opened, 'Edit description and key');
    await opened.page.locator('vscode-text-area textarea').fill('Half a');
    assert.equal(await held.count(), 0);
    await opened.page.getByRole('button', { name: 'Save', exact: true, disabled: false }).press('Enter');
    // The button answers a key a moment later.
    await held.waitFor({ state: 'attached' });
    await opened.post({ type: 'busy', doing: 'Storing the details…' });
    // Read again or retrieved meanwhile.
    await opened.post({ type: 'secret', secret });
    await opened.post({ type: 'fields', fields, encoding: 'text' });
    assert.equal(await held.count(), 1);
    await opened.post({ type: 'changed', part: 'details', problem: 'The role may not.' });
    assert.deepEqual([await held.count(), await focused()], [0, 'Save']);
  });

  it('adds, changes and removes tags, and leaves those of AWS alone', async () => {
    const opened = await open();
    await opened.post({ type: 'secret', secret: { ...secret, tags: [...secret.tags, { label: 'aws:stack', value: 'x' }] } });
    await click(opened, 'Edit tags');
    assert.equal(await opened.page.getByText('Set by AWS and kept: aws:stack.').isVisible(), true);
    assert.equal(await opened.isEnabled('Save'), false);
    await opened.page.locator('.pair input').nth(1).fill('billing');
    await opened.page.getByRole('button', { name: 'Remove tag env' }).click();
    await click(opened, 'Add tag');
    await opened.page.locator('.pair input').nth(4).fill('owner');
    await click(opened, 'Save');
    assert.deepEqual(await last(opened), {
      type: 'saveTags',
      tags: [
        { key: 'team', value: 'billing' },
        { key: 'cost-center', value: '4411' },
        { key: 'owner', value: '' },
      ],
    });
  });
});
