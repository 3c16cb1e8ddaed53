import assert from 'node:assert/strict';
import type { OpenPage } from './openPage.ts';
import { form } from './samples.ts';
import { usePages } from './usePages.ts';

describe('the create page', () => {
  const open = usePages('create');
  const create = ({ page }: OpenPage) => page.getByRole('button', { name: 'Create Secret' });
  const name = ({ page }: OpenPage) => page.getByRole('textbox', { name: 'Name', exact: true });
  const values = ({ page }: OpenPage) => page.locator('textarea.value-input:visible');
  const keys = ({ page }: OpenPage) => page.locator('.value-editor .pair input');

  async function openForm(): Promise<OpenPage> {
    const opened = await open();
    await opened.post({ type: 'form', form });
    return opened;
  }

  async function openFilled(): Promise<OpenPage> {
    const opened = await openForm();
    await name(opened).fill('prod/payments/database');
    await keys(opened).first().fill('password');
    await values(opened).first().fill('hunter2-hunter2');
    return opened;
  }

  it('sends what was typed, once it is complete', async () => {
    const opened = await openForm();
    assert.equal(await opened.isEnabled('Create Secret'), false);
    await name(opened).fill('prod/payments/database');
    await opened.page.getByText('Add key').click();
    await keys(opened).nth(0).fill('username');
    await values(opened).nth(0).fill('app');
    await keys(opened).nth(1).fill('password');
    await values(opened).nth(1).fill('ünï"\n');
    await opened.page.locator('vscode-text-area textarea').fill('For payments');
    await opened.page.getByText('Advanced').click();
    await opened.page.getByRole('textbox', { name: 'KMS key' }).fill('alias/payments');
    const replicas = opened.page.getByRole('textbox', { name: 'Replica regions' });
    await replicas.fill('eu-central-1, us-east-1');
    await opened.page.getByText('The secret itself is in us-east-1: name other regions for replicas.').waitFor();
    await replicas.fill('eu-central-1 europe');
    await opened.page.getByText('europe is not an AWS region name.').waitFor();
    await replicas.fill('eu-central-1,eu-west-3');
    await opened.page.getByRole('textbox', { name: 'Partner type' }).fill('SalesforceClientSecret');
    await opened.page.getByText('Add tag').click();
    await opened.page.getByRole('textbox', { name: 'Tag key' }).fill('team');
    await opened.page.getByRole('textbox', { name: 'Tag value' }).fill('payments');
    await create(opened).click();
    assert.deepEqual((await opened.sent()).at(-1), {
      type: 'create',
      account: 'production',
      region: 'us-east-1',
      name: 'prod/payments/database',
      description: 'For payments',
      tags: [{ key: 'team', value: 'payments' }],
      kmsKeyId: 'alias/payments',
      secretType: 'SalesforceClientSecret',
      replicaRegions: ['eu-central-1', 'eu-west-3'],
      template: 'pairs',
      value: {
        kind: 'pairs',
        pairs: [
          { key: 'username', value: 'app' },
          { key: 'password', value: 'ünï"\n' },
        ],
      },
    });
  });

  it('offers the regions of the chosen account', async () => {
    const opened = await openForm();
    await opened.page.getByRole('combobox', { name: 'Account' }).click();
    await opened.page.getByRole('option', { name: 'sandbox' }).click();
    assert.deepEqual(await opened.page.getByRole('combobox', { name: 'Region' }).locator('vscode-option').allTextContents(), [
      'eu-central-1',
    ]);
    await name(opened).fill('a');
    await keys(opened).first().fill('k');
    await create(opened).click();
    const message = (await opened.sent()).at(-1);
    assert.ok(typeof message === 'object' && message !== null && 'account' in message && 'region' in message);
    assert.deepEqual([message.account, message.region], ['sandbox', 'eu-central-1']);
  });

  it('names the characters a name may not hold', async () => {
    const opened = await openFilled();
    await name(opened).fill('prod/päyments database');
    assert.equal(await opened.page.locator('.field .problem').innerText(), 'Not allowed in a name: ä space');
    assert.equal(await opened.isEnabled('Create Secret'), false);
  });

  it('takes a name of 512 characters and none longer', async () => {
    const opened = await openFilled();
    await name(opened).fill('a'.repeat(512));
    assert.equal(await opened.isEnabled('Create Secret'), true);
    await name(opened).fill('a'.repeat(513));
    assert.equal(await opened.isEnabled('Create Secret'), false);
  });

  it('warns of a name that ends like an ARN, and lets it pass', async () => {
    const opened = await openFilled();
    await name(opened).fill('prod/db-abc123');
    assert.match(await opened.page.locator('.field .problem').innerText(), /random suffix of an ARN/);
    assert.equal(await opened.isEnabled('Create Secret'), true);
  });

  it('counts bytes as the service does, and stops above 65,536', async () => {
    const opened = await openFilled();
    assert.equal(
      await opened.page.locator('.counter').innerText(),
      `${Buffer.byteLength(JSON.stringify({ password: 'hunter2-hunter2' }))} of 65,536 bytes`,
    );
    await values(opened).fill('');
    await opened.page.getByRole('combobox', { name: 'Type' }).click();
    await opened.page.getByRole('option', { name: 'Plain text' }).click();
    await values(opened).fill('é'.repeat(32_768));
    assert.equal(await opened.page.locator('.counter').innerText(), '65,536 of 65,536 bytes');
    assert.equal(await opened.isEnabled('Create Secret'), true);
    await values(opened).fill(`${'é'.repeat(32_768)}x`);
    assert.equal(await opened.isEnabled('Create Secret'), false);
    assert.equal(await opened.page.getByText('Secrets Manager takes at most 65,536 bytes.').first().isVisible(), true);
  });

  it('refuses a key that is empty or there twice', async () => {
    const opened = await openFilled();
    await opened.page.getByText('Add key').click();
    assert.equal(await opened.isEnabled('Create Secret'), false);
    await keys(opened).nth(1).fill('password');
    assert.equal(await opened.page.getByText('Two keys are called password.').first().isVisible(), true);
    await opened.page.getByRole('button', { name: 'Remove password' }).nth(1).click();
    assert.equal(await opened.isEnabled('Create Secret'), true);
  });

  it('names the buttons of each row by its key', async () => {
    const opened = await openFilled();
    await opened.page.getByText('Add key').click();
    await keys(opened).nth(1).fill('host');
    const labels = await opened.page
      .locator('.pair vscode-button')
      .evaluateAll((all) => all.map((each) => each.getAttribute('aria-label')));
    assert.deepEqual(labels, [
      'Show the value of password',
      'Generate a random value for password',
      'Remove password',
      'Show the value of host',
      'Generate a random value for host',
      'Remove host',
    ]);
  });

  it('generates a random value that stays masked', async () => {
    const opened = await openFilled();
    const generate = opened.page.getByRole('button', { name: 'Generate a random value' });
    await generate.click();
    const first = await values(opened).inputValue();
    await generate.click();
    const second = await values(opened).inputValue();
    assert.equal(first.length, 32);
    assert.notEqual(first, second);
    assert.match(await values(opened).evaluate((area) => getComputedStyle(area).getPropertyValue('-webkit-text-security')), /disc/);
  });

  it('shows a typed value on request and masks it when the window loses focus', async () => {
    const opened = await openFilled();
    await opened.page.getByRole('button', { name: 'Show the value' }).click();
    assert.equal(await opened.page.locator('.value-input.masked:visible').count(), 0);
    await opened.page.evaluate(() => window.dispatchEvent(new Event('blur')));
    assert.equal(await opened.page.locator('.value-input.masked:visible').count(), 1);
  });

  it('puts a typed value into no attribute and no markup', async () => {
    const opened = await openFilled();
    assert.ok(!(await opened.page.evaluate(() => document.documentElement.outerHTML)).includes('hunter2'));
    assert.ok(!JSON.stringify(await opened.sent()).includes('hunter2'));
  });

  it('keeps what was typed when it fails, and can be sent again', async () => {
    const opened = await openFilled();
    await create(opened).click();
    await opened.post({ type: 'busy', doing: 'Creating…' });
    assert.equal(await opened.isEnabled('Create Secret'), false);
    assert.equal(await opened.page.locator('.form-fields').evaluate((fields) => fields instanceof HTMLElement && fields.inert), true);
    await opened.post({ type: 'failed', message: 'That name is taken.' });
    assert.equal(await opened.page.getByRole('alert').innerText(), 'That name is taken.');
    assert.equal(await values(opened).inputValue(), 'hunter2-hunter2');
    await create(opened).click();
    const sent = await opened.sent();
    assert.equal(sent.filter((message) => Object(message).type === 'create').length, 2);
  });

  it('keeps what was typed when the form is sent again', async () => {
    const opened = await openFilled();
    await opened.post({ type: 'form', form });
    assert.equal(await values(opened).inputValue(), 'hunter2-hunter2');
  });

  const press = ({ page }: OpenPage, button: string) => page.getByRole('button', { name: button, exact: true }).click();
  const cancels = async (opened: OpenPage): Promise<number> =>
    (await opened.sent()).filter((message) => Object(message).type === 'cancel').length;

  it('cancels at once where nothing was typed', async () => {
    const opened = await openForm();
    await press(opened, 'Cancel');
    assert.deepEqual((await opened.sent()).at(-1), { type: 'cancel' });
  });

  it('asks before it drops what was typed, and the focus is on the answer that keeps it', async () => {
    const opened = await openFilled();
    await press(opened, 'Cancel');
    assert.match(await opened.page.getByRole('alert').innerText(), /Drop what you typed\?/);
    assert.equal(await cancels(opened), 0);
    await opened.page.keyboard.press('Enter');
    await opened.page.getByRole('alert').waitFor({ state: 'detached' });
    assert.equal(await values(opened).inputValue(), 'hunter2-hunter2');
    await press(opened, 'Cancel');
    await press(opened, 'Drop');
    assert.equal(await cancels(opened), 1);
  });

  for (const field of ['Name', 'Description', 'Key', 'Value'])
    it(`asks too where only the ${field.toLowerCase()} was typed`, async () => {
      const opened = await openForm();
      await opened.page.getByRole('textbox', { name: field, exact: true }).fill('typed');
      await press(opened, 'Cancel');
      await opened.page.getByRole('alert').waitFor();
      assert.equal(await cancels(opened), 0);
    });

  it('offers to add an account where there is none', async () => {
    const opened = await open();
    assert.match(await opened.page.getByRole('status').innerText(), /Loading the accounts/);
    await opened.post({ type: 'noAccount' });
    await opened.page.getByRole('button', { name: 'Add account' }).click();
    await opened.page.getByRole('button', { name: 'Try the sandbox' }).click();
    assert.deepEqual((await opened.sent()).slice(1), [
      { type: 'addAccount', from: 'aws' },
      { type: 'addAccount', from: 'sandbox' },
    ]);
    await opened.post({ type: 'form', form });
    await name(opened).waitFor();
  });

  it('tries again after the accounts could not be loaded', async () => {
    const opened = await open();
    await opened.post({ type: 'failed', message: 'The accounts could not be read.' });
    assert.match(await opened.page.getByRole('alert').innerText(), /The accounts could not be read\./);
    await opened.page.getByRole('button', { name: 'Try again' }).click();
    assert.deepEqual(await opened.sent(), [{ type: 'ready' }, { type: 'ready' }]);
  });
});
