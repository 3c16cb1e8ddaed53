import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { FrameLocator, Page } from 'playwright-core';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts';
import { poll } from '../harness/poll.ts';
import type { Session } from '../harness/session.ts';
import { openView } from '../harness/workbench.ts';
import { addProfile, command, domOf, editorTab, frontPage, giveFile } from './pages.ts';
import { clearToasts, clientOf, homeWithProfile, openProduct, pictureOfFailure } from './support.ts';

describe('a person who creates secrets from templates', () => {
  let sandbox: Sandbox;
  let aws: SecretsManagerClient;
  let home: string;
  let folder: string;
  let session: Session;
  let page: Page;

  before(async () => {
    sandbox = await startSandbox({ seed: false });
    aws = clientOf(sandbox);
    home = await homeWithProfile(sandbox);
    folder = await mkdtemp(join(tmpdir(), 'custody-files-'));
    session = await openProduct({ home, settings: { 'custody.aws.endpoint': sandbox.endpoint } });
    page = session.page;
    await openView(page, 'Custody');
    await addProfile(page, 'demo');
    await clearToasts(session.puppet);
  });

  after(async () => {
    await session?.close();
    await sandbox?.close();
    aws?.destroy();
    await Promise.all([home, folder].map((each) => rm(each, { recursive: true, force: true })));
  });

  afterEach(pictureOfFailure(() => session));

  const stored = (name: string) => aws.send(new GetSecretValueCommand({ SecretId: name }));
  const closed = () => editorTab(page, 'Create Secret').waitFor({ state: 'detached' });

  async function openForm(): Promise<FrameLocator> {
    await command(page, 'Create Secret');
    const form = frontPage(page);
    await form.getByRole('textbox', { name: 'Name', exact: true }).waitFor();
    await poll(() => focused(form).then((label) => label === 'Name'), { what: 'the name had the keyboard' });
    return form;
  }

  /** What the control that has the keyboard is called. */
  function focused(form: FrameLocator): Promise<string> {
    return form.locator('body').evaluate(({ ownerDocument: { activeElement } }) => {
      return (activeElement?.getAttribute('aria-label') ?? activeElement?.textContent ?? '').trim();
    });
  }

  async function tabTo(form: FrameLocator, label: string): Promise<void> {
    for (let tries = 0; tries < 30; tries += 1) {
      await page.keyboard.press('Tab');
      if ((await focused(form)) === label) return;
    }
    assert.fail(`No control called ${label} was reached.`);
  }

  async function choose(form: FrameLocator, type: string): Promise<void> {
    await form.getByRole('combobox', { name: 'Type' }).click();
    await form.getByRole('option', { name: type }).click();
  }

  it('fills a PostgreSQL database by keyboard alone, its password generated', async () => {
    const form = await openForm();
    await page.keyboard.type('prod/db');
    await tabTo(form, 'Type');
    await page.keyboard.press('Enter');
    await page.keyboard.type('postgre');
    await page.keyboard.press('Enter');
    await tabTo(form, 'Host');
    await page.keyboard.type('db.internal');
    await tabTo(form, 'User name');
    await page.keyboard.type('app');
    await tabTo(form, 'Generate a random value for Password');
    await page.keyboard.press('Enter');
    await form.getByRole('meter', { name: 'Strength' }).waitFor();
    await tabTo(form, 'Create Secret');
    await page.keyboard.press('Enter');
    await closed();
    const { password, ...rest } = JSON.parse((await stored('prod/db')).SecretString ?? '');
    assert.deepEqual(rest, { engine: 'postgres', host: 'db.internal', username: 'app', port: 5432 });
    assert.match(password, /^[^/@"'\\ ]{32}$/);
  });

  it('stores a generated SSH key pair whose private half the page never had', async () => {
    const form = await openForm();
    await form.getByRole('textbox', { name: 'Name', exact: true }).fill('prod/ssh');
    await choose(form, 'SSH key pair');
    await form.getByRole('button', { name: 'Generate key pair' }).click();
    await form.getByText('Generated, hidden until stored.').first().waitFor();
    const dom = await domOf(form);
    await form.getByRole('button', { name: 'Create Secret' }).click();
    await closed();
    const value = JSON.parse((await stored('prod/ssh')).SecretString ?? '');
    const [, line = assert.fail('no key')] = value.private_key.split('\n');
    assert.ok(dom.includes(value.public_key), 'the public half is shown');
    assert.ok(!dom.includes(line) && !dom.includes('PRIVATE KEY'));
  });

  it('stores the bytes of a file', async () => {
    const file = join(folder, 'keystore.p12');
    const bytes = Buffer.from([0, 159, 146, 150, 10, 255]);
    await writeFile(file, bytes);
    const form = await openForm();
    await form.getByRole('textbox', { name: 'Name', exact: true }).fill('prod/file');
    await choose(form, 'Binary file');
    await form.getByRole('button', { name: 'Choose a file…' }).click();
    await giveFile(page, '', file);
    await form.getByText('keystore.p12, 6 bytes').first().waitFor();
    await form.getByRole('button', { name: 'Create Secret' }).click();
    await closed();
    assert.deepEqual(Buffer.from((await stored('prod/file')).SecretBinary ?? []), bytes);
  });
});
