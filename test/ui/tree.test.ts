import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { DeleteSecretCommand, PutSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Locator, Page } from 'playwright-core';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts';
import { poll } from '../harness/poll.ts';
import type { Session } from '../harness/session.ts';
import { openView, palette, quickInput, remembered, treeRow } from '../harness/workbench.ts';
import { addProfile, answerPrompt, command, escapePrompt, pickByKey, promptOpen, secretRow } from './pages.ts';
import { clearToasts, clientOf, homeWithProfile, notified, openProduct, pictureOfFailure } from './support.ts';

const kafka = 'prod/orders/kafka';
const postgres = 'prod/orders/postgres';
const flags = 'staging/orders/feature-flags';
const grammar = 'Words, or name:prod/';

describe('a person who looks for secrets in the tree, with the keyboard alone', () => {
  let sandbox: Sandbox;
  let aws: SecretsManagerClient;
  let home: string;
  let session: Session;
  let page: Page;

  before(async () => {
    sandbox = await startSandbox({ seed: true });
    aws = clientOf(sandbox);
    home = await homeWithProfile(sandbox);
    session = await openProduct({ home, settings: { 'custody.aws.endpoint': sandbox.endpoint } });
    page = session.page;
    await openView(page, 'Custody');
    await addProfile(page, 'demo');
    await notified(session, 'signs in to AWS account');
    await clearToasts(session.puppet);
    await treeRow(page, 'demo (profile)').waitFor();
  });

  after(async () => {
    await session?.close();
    await sandbox?.close();
    aws?.destroy();
    await rm(home, { recursive: true, force: true });
  });

  afterEach(pictureOfFailure(() => session));

  const sideBar = (): Locator => page.locator('.part.sidebar');
  const rows = (): Locator => sideBar().locator('[role="treeitem"]');
  const focused = (): Locator => sideBar().locator('[role="treeitem"].focused');

  /** Goes down to the row whose label begins with this, and opens it. */
  async function unfoldByKey(...labels: readonly string[]): Promise<void> {
    await palette(page, 'Custody: Focus on Secrets View');
    await sideBar().locator('.monaco-list:focus').waitFor();
    await page.keyboard.press('Home');
    for (const label of labels) {
      const row = focused().and(page.locator(`[aria-label^=${JSON.stringify(label)}]`));
      await poll(
        async () => {
          if (await row.isVisible()) return true;
          await page.keyboard.press('ArrowDown');
          return row.isVisible();
        },
        { what: `the row ${label} was reached` },
      );
      // Once it is open the same key would go on to its first child, so it is pressed on this row alone.
      await poll(
        async () => {
          if (!(await row.isVisible()) || (await row.getAttribute('aria-expanded')) === 'true') return true;
          await page.keyboard.press('ArrowRight');
          return false;
        },
        { what: `the row ${label} opened`, everyMs: 500 },
      );
      await row.and(page.locator('[aria-expanded="true"]')).waitFor();
    }
  }

  async function filter(text: string): Promise<void> {
    await command(page, 'Filter Secrets');
    await promptOpen(page, grammar);
    await quickInput(page).fill('');
    await answerPrompt(page, grammar, text);
  }

  /** The names of the secrets that are shown, from the top. */
  async function shown(): Promise<readonly string[]> {
    const labels = await rows().evaluateAll((all) => all.map((row) => row.getAttribute('aria-label') ?? ''));
    return labels.filter((label) => label.startsWith('secret, ')).map((label) => label.split(', ')[1] ?? '');
  }

  it('narrows the tree to what a filter finds, which stands above it', async () => {
    await unfoldByKey('demo (profile)', 'Secrets of demo in eu-west-1', 'prod/');
    await treeRow(page, 'staging/').waitFor();
    await filter('name:prod/orders/ !redis');
    await treeRow(page, 'staging/').waitFor({ state: 'detached' });
    await unfoldByKey('demo (profile)', 'Secrets of demo in eu-west-1', 'prod/', 'prod/orders/');
    await secretRow(page, kafka).waitFor();
    assert.deepEqual(await shown(), [kafka, postgres]);
    await sideBar().getByText('Filter: name:prod/orders/ !redis').waitFor();
  });

  it('says what is wrong with a filter while it is typed, and keeps the one in force', async () => {
    await command(page, 'Filter Secrets');
    await promptOpen(page, grammar);
    assert.equal(await quickInput(page).inputValue(), 'name:prod/orders/ !redis');
    await quickInput(page).fill('kafka nme:prod/');
    await page.locator('.quick-input-message', { hasText: 'The word nme:prod/ at column 7 names no filter' }).waitFor();
    await page.keyboard.press('Enter');
    await escapePrompt(page, 'The word nme:prod/');
    assert.deepEqual(await shown(), [kafka, postgres]);
  });

  it('says that nothing matches, on a row that clears the filter', async () => {
    await filter('name:nowhere/');
    await treeRow(page, 'No secret in eu-west-1 matches the filter').waitFor();
    await palette(page, 'Custody: Focus on Secrets View');
    await sideBar().locator('.monaco-list:focus').waitFor();
    await page.keyboard.press('End');
    const clearing = focused().and(treeRow(page, 'No secret in eu-west-1 matches the filter'));
    await clearing.waitFor();
    // A tree that is being drawn anew takes no key.
    await poll(
      async () => {
        if (await treeRow(page, 'staging/').isVisible()) return true;
        if (await clearing.isVisible()) await page.keyboard.press('Enter');
        return false;
      },
      { what: 'Enter on the row cleared the filter', everyMs: 1_000 },
    );
    await sideBar().getByText('Filter: ').waitFor({ state: 'hidden' });
  });

  it('clears a filter by a command that is offered only while there is one', async () => {
    const offered = async (): Promise<boolean> => {
      await page.keyboard.press('F1');
      await quickInput(page).fill('>Custody: Clear Filter');
      // Either this command, or that there is none.
      const first = page.locator('.quick-input-widget:visible .quick-input-list .monaco-list-row').first();
      await poll(async () => /Clear Filter|No matching|similar/i.test(await first.innerText()), { what: 'the palette has looked' });
      const found = (await first.innerText()).includes('Custody: Clear Filter');
      await page.keyboard.press('Escape');
      return found;
    };
    assert.equal(await offered(), false);
    await filter('name:dev/');
    await treeRow(page, 'staging/').waitFor({ state: 'detached' });
    assert.equal(await offered(), true);
    await command(page, 'Clear Filter');
    await treeRow(page, 'staging/').waitFor();
  });

  it('sorts by the last change into one list without folders, and by name into folders again', async () => {
    await aws.send(new PutSecretValueCommand({ SecretId: flags, SecretString: 'changed just now' }));
    await command(page, 'Sort Secrets');
    await pickByKey(page, 'Order of secrets', 'Last changed, newest first');
    await secretRow(page, flags).waitFor();
    assert.equal((await shown())[0], flags);
    await sideBar().getByText('Order: last changed, newest first').waitFor();
    assert.deepEqual(await rows().evaluateAll((all) => all.filter((row) => row.querySelector('.codicon-folder')).length), 0);
    await command(page, 'Sort Secrets');
    await pickByKey(page, 'Order of secrets', 'Last changed, oldest first');
    await poll(async () => (await shown())[0] !== flags, { what: 'the order turned round' });
    await command(page, 'Sort Secrets');
    await pickByKey(page, 'Order of secrets', 'Name, A to Z');
    await secretRow(page, flags).waitFor({ state: 'detached' });
  });

  it('hides secrets scheduled for deletion, remembers that in this window, and shows them again', async () => {
    await aws.send(new DeleteSecretCommand({ SecretId: 'legacy/billing/mysql' }));
    await filter('name:legacy/');
    await unfoldByKey('demo (profile)', 'Secrets of demo in eu-west-1', 'legacy/');
    await secretRow(page, 'legacy/ftp-partner-upload').waitFor();
    await remembered(page, 'state', () => command(page, 'Show or Hide Secrets Scheduled for Deletion'));
    await treeRow(page, 'No secret in eu-west-1 matches the filter').waitFor();
    await session.reload();
    await unfoldByKey('demo (profile)', 'Secrets of demo in eu-west-1');
    await treeRow(page, 'staging/').waitFor();
    assert.equal(await treeRow(page, 'legacy/').isVisible(), false);
    await sideBar().getByText('Planned deletions are hidden').waitFor();
    await command(page, 'Show or Hide Secrets Scheduled for Deletion');
    await treeRow(page, 'legacy/').waitFor();
  });
});
