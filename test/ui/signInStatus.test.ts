import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts';
import type { Session } from '../harness/session.ts';
import { contextMenu, openView, treeRow } from '../harness/workbench.ts';
import { addProfile, command, escapePrompt, labelSays, promptOpen, unfold } from './pages.ts';
import { clearToasts, countOf, homeWithProfile, notified, openProduct, pictureOfFailure } from './support.ts';

const refusedKey = 'c4n4ry-refused-key-of-forty-characters00';
const known = 'What is known of it.';

describe('the status of a sign-in', () => {
  let sandbox: Sandbox;
  let home: string;
  let session: Session;
  let page: Page;
  /** Everything that was shown, from test to test. */
  let shown: string;

  before(async () => {
    sandbox = await startSandbox({ seed: true });
    home = await homeWithProfile(sandbox);
    session = await openProduct({ home, settings: { 'custody.aws.endpoint': sandbox.endpoint } });
    page = session.page;
    shown = '';
    await openView(page, 'Custody');
  });
  after(async () => {
    await session?.close();
    await sandbox?.close();
    if (home) await rm(home, { recursive: true, force: true });
  });
  afterEach(pictureOfFailure(() => session));
  afterEach(async () => {
    shown += await page.evaluate(() => {
      const labels = [...document.querySelectorAll('[aria-label], [title]')];
      return [document.body.innerText, ...labels.flatMap((each) => [each.getAttribute('aria-label'), each.getAttribute('title')])].join(
        '\n',
      );
    });
  });

  const row = (): Locator => treeRow(page, 'demo (profile). Agents may: describe.');
  const fact = (label: string): Locator =>
    page.locator('.quick-input-widget:visible .quick-input-list .monaco-list-row', { hasText: label });
  const writeKeys = async (secretAccessKey: string): Promise<void> => {
    const file = join(home, '.aws', 'credentials');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace(/^aws_secret_access_key = .*$/m, `aws_secret_access_key = ${secretAccessKey}`));
  };

  it('stands in the tooltip of the account, which is what a screen reader reads, and costs no call', async () => {
    await addProfile(page, 'demo');
    await row().waitFor();
    await labelSays(row(), `Signs in by profile demo. Signed in as arn:aws:iam::${sandbox.accountId}:user/sandbox.`);
    await labelSays(row(), 'Agents share your own session here; IAM does not tell them apart.');
    assert.equal(countOf(sandbox, 'GetCallerIdentity'), 1);
    assert.equal(await row().getByText('Not signed in').count(), 0);
    await clearToasts(session.puppet);
  });

  it('says in the row what is wrong when the keys of the profile are refused', async () => {
    await writeKeys(refusedKey);
    await command(page, 'Refresh Credentials');
    await notified(session, 'No valid credentials for account demo');
    await row().getByText('Not signed in').waitFor();
    await labelSays(row(), 'No valid credentials for account demo (eu-west-1). Sign in again');
    await clearToasts(session.puppet);
  });

  it('says it too where secrets would be listed, and asks AWS no more for being redrawn', async () => {
    await unfold(page, 'demo (profile)', 'Secrets of demo in eu-west-1');
    await treeRow(page, 'No valid credentials for account demo').locator('visible=true').first().waitFor();
    await page.locator('.part.sidebar [role="treeitem"][aria-level="3"]', { hasText: 'Not signed in' }).waitFor();
    assert.ok(countOf(sandbox, 'ListSecrets') <= 2, `${countOf(sandbox, 'ListSecrets')} requests`);
  });

  it('is shown by keyboard with the problem first, and mended from there once the file is', async () => {
    await contextMenu(page, row(), 'Show Sign-In Status');
    await promptOpen(page, known);
    await fact('Problem').getByText('No valid credentials for account demo').waitFor();
    await fact('Source').getByText('profile demo').waitFor();
    await writeKeys(sandbox.credentials.secretAccessKey);
    // The list comes back by itself, with what is known then.
    await page.keyboard.type('Refresh Credentials');
    await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: 'Refresh Credentials' }).waitFor();
    await page.keyboard.press('Enter');
    await fact('Identity').getByText(`arn:aws:iam::${sandbox.accountId}:user/sandbox`).waitFor();
    assert.equal(await fact('Problem').count(), 0);
    await page.screenshot({ path: 'out/sign-in-status.png' });
    await escapePrompt(page, known);
  });

  it('is right again in the row, and the secrets are there without another click', async () => {
    await labelSays(row(), `Signed in as arn:aws:iam::${sandbox.accountId}:user/sandbox.`);
    assert.equal(await row().getByText('Not signed in').count(), 0);
    await treeRow(page, 'prod/').waitFor();
  });

  it('is none once the sign-in was dropped, and the next call signs in', async () => {
    await command(page, 'Sign Out');
    await notified(session, 'The sign-in of demo is dropped. The next call signs in anew.');
    await labelSays(row(), 'Not signed in; the next call signs in.');
    await command(page, 'Test Account');
    await labelSays(row(), `Signed in as arn:aws:iam::${sandbox.accountId}:user/sandbox.`);
  });

  it('shows no key, not even its first characters', () => {
    const { accessKeyId, secretAccessKey } = sandbox.credentials;
    for (const key of [accessKeyId, secretAccessKey, refusedKey])
      assert.ok(!shown.includes(key.slice(0, 6)), `${key.slice(0, 4)}… was shown`);
  });

  it('control: the same look finds the ARN, which was shown', () => {
    assert.ok(shown.includes(`arn:aws:iam::${sandbox.accountId}:user/sandbox`));
  });
});
