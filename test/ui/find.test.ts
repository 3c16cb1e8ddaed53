import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { Locator, Page } from 'playwright-core';
import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts';
import { poll } from '../harness/poll.ts';
import type { Session } from '../harness/session.ts';
import { openView, quickInput } from '../harness/workbench.ts';
import { addProfile, closeTab, command, editorTab, escapePrompt, frontPage, pickByKey, promptOpen } from './pages.ts';
import { clearToasts, clientOf, countOf, homeWithProfile, openProduct, pictureOfFailure } from './support.ts';

const placeholder = 'Words in a name, an account or a region';

describe('a person who looks for a secret by the keyboard', () => {
  let sandbox: Sandbox;
  let home: string;
  let session: Session;
  let page: Page;

  before(async () => {
    sandbox = await startSandbox({ seed: true });
    home = await homeWithProfile(sandbox);
    session = await openProduct({ home, settings: { 'custody.aws.endpoint': sandbox.endpoint } });
    page = session.page;
    await openView(page, 'Custody');
    await addProfile(page, 'demo', ['us-east-1']);
    await clearToasts(session.puppet);
  });
  after(async () => {
    await session?.close();
    await sandbox?.close();
    await rm(home, { recursive: true, force: true });
  });
  afterEach(pictureOfFailure(() => session));

  const rows = (): Locator => page.locator('.quick-input-widget:visible .quick-input-list .monaco-list-row');
  const focused = (): Locator => page.locator('.quick-input-widget:visible .quick-input-list .monaco-list-row.focused');

  async function openFinder(): Promise<void> {
    await command(page, 'Find Secret');
    await promptOpen(page, placeholder);
  }

  async function texts(): Promise<readonly string[]> {
    return (await rows().allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim());
  }

  it('types words in any order, and opens the best match by Enter', async () => {
    await openFinder();
    await page.keyboard.type('postgres ord prod');
    await focused().filter({ hasText: 'prod/orders/postgres' }).waitFor();
    await page.keyboard.press('Enter');
    await frontPage(page).getByRole('heading', { name: 'prod/orders/postgres', exact: true, level: 1 }).waitFor();
    assert.equal(countOf(sandbox, 'GetSecretValue'), 0);
    await closeTab(page, 'prod/orders/postgres');
  });

  it('finds what was opened last on top the next time, and opens it by Enter alone', async () => {
    await openFinder();
    await poll(async () => (await texts()).length > 3, { what: 'the list was read' });
    assert.match((await texts())[0] ?? '', /prod\/orders\/postgres/);
    await focused().filter({ hasText: 'prod/orders/postgres' }).waitFor();
    await page.keyboard.press('Enter');
    await editorTab(page, 'prod/orders/postgres').waitFor();
    await closeTab(page, 'prod/orders/postgres');
  });

  it('pins a secret, which then stands above what is recent', async () => {
    await openFinder();
    await page.keyboard.type('redis');
    const row = focused().filter({ hasText: 'prod/orders/redis' });
    await row.waitFor();
    await row.hover();
    await row.getByRole('button', { name: 'Pin' }).first().click();
    await row.getByRole('button', { name: 'Unpin' }).waitFor({ state: 'attached' });
    await escapePrompt(page, placeholder);

    await openFinder();
    await poll(async () => /prod\/orders\/redis/.test((await texts())[0] ?? ''), { what: 'the pinned secret is the first' });
    assert.match((await texts())[1] ?? '', /prod\/orders\/postgres/);
    await escapePrompt(page, placeholder);
  });

  it('is told when nothing matches', async () => {
    await openFinder();
    await page.keyboard.type('nothing-like-it');
    await rows().filter({ hasText: 'No secret matches' }).waitFor();
    await escapePrompt(page, placeholder);
  });

  it('is told which secrets share a value, without the value, and opens one of them', async () => {
    const value = randomBytes(12).toString('hex');
    const aws = clientOf(sandbox);
    await aws.send(new CreateSecretCommand({ Name: 'shared-value/one', SecretString: JSON.stringify({ key: value }) }));
    await aws.send(new CreateSecretCommand({ Name: 'shared-value/two', SecretString: value }));
    await command(page, 'Find Same Values');
    await pickByKey(page, 'Region', sandbox.region);
    await promptOpen(page, 'Secrets to read and compare');
    await quickInput(page).fill('shared-value');
    await poll(async () => (await texts()).length === 2, { what: 'the two secrets were listed' });
    for (const row of await rows().all()) await row.click();
    await quickInput(page).press('Enter');
    await promptOpen(page, 'Secrets that share a value.');
    const shown = (await texts()).join('\n');
    assert.match(shown, /shared-value\/one.*key[^]*shared-value\/two.*the whole value/);
    assert.ok(!(await page.content()).includes(value));
    await quickInput(page).press('Enter');
    await editorTab(page, 'shared-value/one').waitFor();
    await closeTab(page, 'shared-value/one');
  });
});
