import assert from 'node:assert/strict';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DescribeSecretCommand, GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Page } from 'playwright-core';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts';
import type { Session } from '../harness/session.ts';
import { modalButton, modalText, openView, palette, treeRow } from '../harness/workbench.ts';
import {
  addProfile,
  answerPrompt,
  giveFile,
  command,
  editorTab,
  escapePrompt,
  frontPage,
  openCard,
  pickByKey,
  promptOpen,
} from './pages.ts';
import {
  answerNotification,
  clearToasts,
  clientOf,
  closeEditors,
  countOf,
  documentWith,
  homeWithProfile,
  notified,
  openProduct,
  pictureOfFailure,
} from './support.ts';

const redis = 'prod/orders/redis';

describe('the command palette', () => {
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
    await addProfile(page, 'demo', ['us-east-1']);
    await notified(session, 'signs in to AWS account');
    await command(page, 'Add Sandbox Account');
    await treeRow(page, 'sandbox (sandbox)').waitFor();
    await command(page, 'Set Access for Agents');
    await pickByKey(page, 'Account', 'demo');
    await pickByKey(page, 'Each level includes', 'destroy');
    await treeRow(page, 'demo (profile). Agents may: destroy.').waitFor();
    await clearToasts(session.puppet);
  });

  after(async () => {
    await session?.close();
    await sandbox?.close();
    aws?.destroy();
    await rm(home, { recursive: true, force: true });
  });

  afterEach(pictureOfFailure(() => session));
  afterEach(async () => {
    await closeEditors(session.puppet);
    await clearToasts(session.puppet);
  });

  async function deletionOf(name: string): Promise<Date | undefined> {
    return (await aws.send(new DescribeSecretCommand({ SecretId: name }))).DeletedDate;
  }

  async function tryTool(tool: string, input: object, prompt = 'Arguments as JSON'): Promise<void> {
    await command(page, 'Try a Tool as an Agent');
    await pickByKey(page, 'Tool', tool);
    await answerPrompt(page, prompt, JSON.stringify(input));
  }

  const window = 'For how long can it still be restored?';
  const days = 'Days, from 7 to 30';
  const inDemo = { account: 'demo', region: 'eu-west-1' };

  // Before the others: VS Code shows no more than three toasts in 800 ms, and hides the rest.
  it('tests an account and says who it is', async () => {
    await command(page, 'Test Account');
    await pickByKey(page, 'Account', 'demo');
    await notified(session, `demo signs in to AWS account ${sandbox.accountId} as arn:aws:iam::${sandbox.accountId}:user/sandbox`);
  });

  it('shows the audit log, whole, with what was done, and exports it to a file that only its owner can read', async () => {
    await command(page, 'Show Audit Log');
    const log = frontPage(page);
    await log.getByText(/^1 file, \d+ lines, all chains whole\.$/).waitFor();
    await log.getByRole('cell', { name: 'check_account' }).first().waitFor();
    await log.getByRole('radio', { name: 'Reveals' }).check();
    await log.getByText('No call passes this filter.').waitFor();
    await log.getByRole('button', { name: 'Export as CSV' }).click();
    await giveFile(page, 'Export Audit Log', join(home, 'exported.csv'));
    await log.getByText(/^0 calls exported to .*exported\.csv, readable by you alone\.$/).waitFor();
    assert.equal((await stat(join(home, 'exported.csv'))).mode & 0o777, 0o600);
  });

  it('does nothing when a delete is left with Escape, at whichever step', async () => {
    const steps = [
      () => pickByKey(page, 'Account', 'demo'),
      () => pickByKey(page, 'Region', 'eu-west-1'),
      () => pickByKey(page, 'Secret', redis),
      () => pickByKey(page, window, 'Another number'),
    ];
    const prompts = ['Account', 'Region', 'Secret', window, days];
    for (const [left, prompt] of prompts.entries()) {
      await command(page, 'Delete Secret');
      for (const step of steps.slice(0, left)) await step();
      await escapePrompt(page, prompt);
    }
    assert.equal(await editorTab(page, 'Delete').isVisible(), false);
    assert.equal(countOf(sandbox, 'DescribeSecret'), 0);
    assert.equal(await page.locator('.notification-toast').count(), 0);
  });

  it('says what is wrong with a number of days, and does not take it', async () => {
    await command(page, 'Delete Secret');
    await pickByKey(page, 'Account', 'demo');
    await pickByKey(page, 'Region', 'eu-west-1');
    await pickByKey(page, 'Secret', redis);
    await pickByKey(page, window, 'Another number');
    await promptOpen(page, days);
    await page.keyboard.type('6');
    await page.locator('.quick-input-message', { hasText: '7' }).waitFor();
    await page.keyboard.press('Enter');
    await escapePrompt(page, '7');
    assert.equal(countOf(sandbox, 'DescribeSecret'), 0);
  });

  it('deletes a secret with the keyboard alone, down to the card', async () => {
    await command(page, 'Delete Secret');
    await pickByKey(page, 'Account', 'demo');
    await pickByKey(page, 'Region', 'eu-west-1');
    await pickByKey(page, 'Secret', redis);
    await pickByKey(page, window, '7 days');
    const card = await openCard(page, `Delete ${redis}`);
    await card.getByText('(7 days)').waitFor();
    await card.locator('vscode-button:not([disabled])', { hasText: 'Delete' }).waitFor();
    // A stray Enter must not say yes, wherever the focus is.
    await page.keyboard.press('Enter');
    await palette(page, 'View: Focus Active Editor Group');
    await page.keyboard.press('Tab');
    await card
      .locator('vscode-button:focus', { hasText: 'Delete' })
      .or(card.locator('vscode-button:focus', { hasText: 'Decline' }))
      .or(card.locator('summary:focus'))
      .waitFor();
    while (!(await card.locator('vscode-button:focus', { hasText: 'Delete' }).isVisible())) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    assert.equal(countOf(sandbox, 'DeleteSecret'), 0);
    await page.keyboard.press('Space');
    await notified(session, 'Scheduled for deletion on');
    assert.notEqual(await deletionOf(redis), undefined);
  });

  it('restores a secret, and offers those alone that are scheduled for deletion', async () => {
    await command(page, 'Restore Secret');
    await pickByKey(page, 'Account', 'demo');
    await pickByKey(page, 'Region', 'eu-west-1');
    await promptOpen(page, 'Secret');
    const rows = page.locator('.quick-input-widget .quick-input-list .monaco-list-row');
    await rows.filter({ hasText: redis }).waitFor();
    assert.equal(await rows.count(), 2);
    await pickByKey(page, 'Secret', redis);
    await notified(session, 'Restored');
    assert.equal(await deletionOf(redis), undefined);
  });

  it('shows what an agent reads of a list', async () => {
    await tryTool('list_secrets', { ...inDemo, search: 'name:prod/orders/' });
    const text = await documentWith(session.puppet, '3 secrets');
    assert.match(text, /prod\/orders\/redis\|\d{4}-\d\d-\d\d/);
    assert.doesNotMatch(text, /staging/);
  });

  it('shows that an agent reads no byte of a value, while the person gets its panel', async () => {
    const { SecretString = '{}' } = await aws.send(new GetSecretValueCommand({ SecretId: redis }));
    const values = Object.values<string>(JSON.parse(SecretString));
    await tryTool('get_secret_value', { ...inDemo, secret_id: redis });
    const text = await documentWith(session.puppet, 'get_secret_value');
    assert.match(text, /password, \d+ bytes \| \{\{resolve:secretsmanager:/);
    for (const value of values) {
      for (const form of [value, Buffer.from(value).toString('base64'), Buffer.from(value).toString('hex')])
        assert.equal(text.includes(form), false);
    }
    await editorTab(page, redis).click();
    await frontPage(page).getByText('Try a Tool asked to show you this secret').waitFor();
  });

  it('opens the card for a delete by an agent, and the agent reads that it was declined', async () => {
    await tryTool('delete_secret', { ...inDemo, secret_id: redis });
    const card = await openCard(page, `Delete ${redis}`);
    await card.getByText('An agent calling itself Try a Tool asks').waitFor();
    await card.getByRole('button', { name: 'Decline' }).click();
    assert.match(
      await documentWith(session.puppet, 'delete_secret'),
      /Error: The person declined: Delete prod\/orders\/redis\. Do not repeat the call/,
    );
    assert.equal(await deletionOf(redis), undefined);
  });

  it('brings a card that is out of sight back by a toast, or refuses it there', async () => {
    await tryTool('list_accounts', {}, 'It takes no arguments');
    await documentWith(session.puppet, 'demo');
    await tryTool('delete_secret', { ...inDemo, secret_id: redis });
    const card = await openCard(page, `Delete ${redis}`);
    const hide = (): Promise<unknown> =>
      session.puppet.run((vscode) => vscode.commands.executeCommand('workbench.action.openEditorAtIndex1'));
    await hide();
    await answerNotification(session, `Custody waits for your answer: Delete ${redis}`, 'Show');
    await card.getByRole('heading', { name: `Delete ${redis}` }).waitFor();
    await hide();
    await answerNotification(session, `Custody waits for your answer: Delete ${redis}`, 'Refuse');
    await documentWith(session.puppet, 'The person declined');
    assert.equal(await editorTab(page, `Delete ${redis}`).isVisible(), false);
  });

  it('stops agents from the status bar, whatever card is open, and lets them continue', async () => {
    const deletes = countOf(sandbox, 'DeleteSecret');
    const statusBar = page.locator('.part.statusbar');
    await tryTool('delete_secret', { ...inDemo, secret_id: redis });
    await openCard(page, `Delete ${redis}`);
    await statusBar.locator('[id$="custody.agents"]').click();
    assert.match(
      await documentWith(session.puppet, 'delete_secret'),
      /Error: The person has stopped all agents\. The person can let agents continue/,
    );
    assert.equal(await editorTab(page, `Delete ${redis}`).isVisible(), false);
    await statusBar.getByText('Custody: agents stopped').waitFor();
    assert.equal(countOf(sandbox, 'DeleteSecret'), deletes);

    await tryTool('list_secrets', inDemo);
    assert.match(await documentWith(session.puppet, 'list_secrets'), /Error: The person has stopped all agents\./);
    await statusBar.getByText('Custody: agents stopped').click();
    await tryTool('list_secrets', { ...inDemo, search: 'name:dev/' });
    await documentWith(session.puppet, '3 secrets');
  });

  it('removes an account only when that is said: Enter keeps it', async () => {
    await command(page, 'Remove Account');
    await pickByKey(page, 'Account', 'sandbox');
    await modalButton(page, 'Keep It').waitFor();
    assert.match(await modalText(page), /Remove account sandbox from Custody\?/);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await treeRow(page, 'sandbox (sandbox)').waitFor();

    await command(page, 'Remove Account');
    await pickByKey(page, 'Account', 'sandbox');
    await modalButton(page, 'Remove').click();
    await treeRow(page, 'sandbox (sandbox)').waitFor({ state: 'detached' });
    await treeRow(page, 'demo (profile)').waitFor();
  });
});
