import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { FrameLocator, Page } from 'playwright-core';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts';
import { poll } from '../harness/poll.ts';
import type { Session } from '../harness/session.ts';
import { contextMenu, titleAction } from '../harness/workbench.ts';
import {
  addProfile,
  closeTab,
  command,
  domOf,
  editorTab,
  escapePrompt,
  frontPage,
  labelSays,
  openCard,
  pickByKey,
  secretRow,
  trySandbox,
  unfold,
} from './pages.ts';
import { clearToasts, clientOf, clipboardHolds, countOf, homeWithProfile, notified, openProduct, pictureOfFailure } from './support.ts';

const orders = 'prod/orders/postgres';

describe('a person with secrets', () => {
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
  });

  after(async () => {
    await session?.close();
    await sandbox?.close();
    aws?.destroy();
    await rm(home, { recursive: true, force: true });
  });

  afterEach(pictureOfFailure(() => session));

  async function fieldsOf(name: string): Promise<Record<string, string>> {
    const { SecretString = '' } = await aws.send(new GetSecretValueCommand({ SecretId: name }));
    return JSON.parse(SecretString);
  }

  async function deletionOf(name: string): Promise<Date | undefined> {
    return (await aws.send(new DescribeSecretCommand({ SecretId: name }))).DeletedDate;
  }

  /** Opens a secret by a click and waits for its page. */
  async function openSecret(name: string): Promise<FrameLocator> {
    await secretRow(page, name).click();
    const secret = frontPage(page);
    await secret.getByRole('heading', { name, exact: true, level: 1 }).waitFor();
    return secret;
  }

  async function askToDelete(name: string): Promise<FrameLocator> {
    await contextMenu(page, secretRow(page, name), 'Delete Secret');
    await pickByKey(page, 'For how long can it still be restored?', '30 days');
    return openCard(page, `Delete ${name}`);
  }

  it('tries the sandbox from the welcome view and goes through regions and folders to secrets', async () => {
    await trySandbox(page);
    await unfold(page, 'sandbox (sandbox)', 'Secrets of sandbox in eu-west-1', 'prod/', 'prod/orders/');
    await secretRow(page, orders).waitFor();
    assert.equal(await page.getByRole('button', { name: 'Try the Sandbox' }).isVisible(), false);
  });

  it('says of each secret what is unusual about it, in words and in its icon', async () => {
    await unfold(page, 'prod/payments/', 'prod/identity/', 'legacy/');
    const icon = (name: string, codicon: string): Promise<void> => secretRow(page, name).locator(`.codicon-${codicon}`).waitFor();
    assert.equal(await secretRow(page, orders).getAttribute('aria-label'), `secret, ${orders}`);
    await icon(orders, 'key');
    await labelSays(secretRow(page, 'prod/payments/postgres'), ', rotates');
    await icon('prod/payments/postgres', 'sync');
    await labelSays(secretRow(page, 'prod/identity/jwt-signing-key'), ', replicated');
    await labelSays(secretRow(page, 'legacy/ftp-partner-upload'), ', deletion since 20');
    await icon('legacy/ftp-partner-upload', 'trash');
    const managed = page.locator('[role="treeitem"][aria-label^="secret, rds!db-"]');
    await labelSays(managed, ', managed by rds');
    await managed.locator('.codicon-lock').waitFor();

    await titleAction(page, 'Collapse');
    await unfold(page, 'sandbox (sandbox)', 'Secrets of sandbox in us-east-1', 'prod/', 'prod/identity/');
    await labelSays(secretRow(page, 'prod/identity/jwt-signing-key'), ', replica of eu-west-1');
    await icon('prod/identity/jwt-signing-key', 'references');
  });

  it('opens a secret by a click and sees its metadata, while its value stays where it is', async () => {
    await addProfile(page, 'demo', ['us-east-1']);
    await notified(session, `signs in to AWS account ${sandbox.accountId}`);
    await clearToasts(session.puppet);
    await titleAction(page, 'Collapse');
    await unfold(page, 'demo (profile)', 'Secrets of demo in eu-west-1', 'prod/', 'prod/orders/');
    const fields = await fieldsOf(orders);
    const read = countOf(sandbox, 'GetSecretValue');

    const secret = await openSecret(orders);
    await secret.getByText('Orders database').waitFor();
    await secret.locator('.tag', { hasText: 'AWSCURRENT' }).waitFor();
    const text = await secret.locator('main').innerText();
    assert.match(text, /arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod\/orders\/postgres-/);
    assert.match(text, /AWSPREVIOUS/);
    assert.match(text, /environment\s*prod/);
    const dom = await domOf(secret);
    for (const [key, value] of Object.entries(fields))
      assert.equal(value.length > 8 && dom.includes(value), false, `${key} is on the page`);
    assert.equal(countOf(sandbox, 'GetSecretValue'), read);
  });

  it('retrieves the fields masked, and reveals the one that was clicked and no other', async () => {
    const { password = '', host = '' } = await fieldsOf(orders);
    const secret = frontPage(page);
    await secret.getByRole('button', { name: 'Retrieve secret value' }).click();
    const row = secret.locator('.value-table tr', { hasText: 'password' });
    await row.getByText('••••').waitFor();
    const masked = await domOf(secret);
    assert.equal(masked.includes(password) || masked.includes(host), false);

    await row.getByRole('button', { name: 'Reveal password' }).click();
    await row.getByText(password, { exact: true }).waitFor();
    assert.equal((await domOf(secret)).includes(host), false);
  });

  it('has a revealed value off the page as soon as the keyboard is elsewhere', async () => {
    const { password = '' } = await fieldsOf(orders);
    const secret = frontPage(page);
    assert.equal((await domOf(secret)).includes(password), true);
    await page.locator('.part.sidebar .composite.title').click({ position: { x: 60, y: 10 } });
    await secret.locator('.value-table tr', { hasText: 'password' }).getByText('••••').waitFor();
    assert.equal((await domOf(secret)).includes(password), false);
  });

  it('copies one field to the clipboard without revealing it', async () => {
    const { password = '' } = await fieldsOf(orders);
    const secret = frontPage(page);
    await secret.getByRole('button', { name: 'Copy password' }).click();
    await clipboardHolds(session.puppet, password);
    await secret.getByText('The clipboard is cleared in 30 s').waitFor();
    assert.equal((await domOf(secret)).includes(password), false);
  });

  it('finds a value forgotten when its panel was out of sight', async () => {
    await openSecret('prod/orders/redis');
    await editorTab(page, orders).click();
    const secret = frontPage(page);
    await secret.getByRole('heading', { name: orders, exact: true }).waitFor();
    await secret.getByRole('button', { name: 'Retrieve secret value' }).waitFor();
    await closeTab(page, 'prod/orders/redis');
    await closeTab(page, orders);
  });

  it('creates a secret whose value is typed in the form, and finds it in the tree', async () => {
    await contextMenuOfFolder();
    const form = frontPage(page);
    const name = form.getByRole('textbox', { name: 'Name' });
    await name.waitFor();
    assert.equal(await name.inputValue(), 'prod/orders/');
    await name.fill('prod/orders/typed-here');
    const create = form.getByRole('button', { name: 'Create Secret' });
    assert.equal(await create.isDisabled(), true);
    await form.getByRole('textbox', { name: 'Key', exact: true }).fill('password');
    await form.getByRole('textbox', { name: 'Value of password' }).fill('typed "by" a person \\ ünïcode');
    await create.click();
    await secretRow(page, 'prod/orders/typed-here').waitFor();
    assert.deepEqual(await fieldsOf('prod/orders/typed-here'), { password: 'typed "by" a person \\ ünïcode' });
    await editorTab(page, 'Create Secret').waitFor({ state: 'detached' });
  });

  it('is shown what a delete would do, and closing the card leaves the secret as it was', async () => {
    const card = await askToDelete(orders);
    const text = await card.locator('main').innerText();
    assert.match(text, /arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod\/orders\/postgres-\w{6}/);
    const until = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
    assert.match(text, new RegExp(`It can be restored until ${until} \\(30 days\\)`));
    await closeTab(page, `Delete ${orders}`);
    await page.locator('.notification-toast').first().waitFor({ state: 'detached' });
    assert.equal(await deletionOf(orders), undefined);
    assert.equal(countOf(sandbox, 'DeleteSecret'), 0);
  });

  it('deletes once, however often the armed button is clicked, and sees the deletion in the tree', async () => {
    const card = await askToDelete(orders);
    const armed = card.locator('vscode-button:not([disabled])', { hasText: 'Delete' });
    // A click that falls into a page the editor is about to draw anew is lost, as for a person, who clicks again.
    await poll(
      async () => {
        if (!(await editorTab(page, `Delete ${orders}`).isVisible())) return true;
        await armed.dblclick({ timeout: 1_000 });
        return false;
      },
      { what: 'the card took a click and closed', everyMs: 1_000 },
    );
    await labelSays(secretRow(page, orders), ', deletion since 20');
    await secretRow(page, orders).locator('.codicon-trash').waitFor();
    assert.notEqual(await deletionOf(orders), undefined);
    assert.equal(countOf(sandbox, 'DeleteSecret'), 1);
    await notified(session, 'Scheduled for deletion on');
    await clearToasts(session.puppet);
  });

  it('restores it by the context menu', async () => {
    await contextMenu(page, secretRow(page, orders), 'Restore Secret');
    await secretRow(page, orders).locator('.codicon-key').waitFor();
    assert.equal(await deletionOf(orders), undefined);
  });

  it('copies the name and the ARN', async () => {
    await contextMenu(page, secretRow(page, orders), 'Copy Name');
    await clipboardHolds(session.puppet, orders);
    const { ARN = '' } = await aws.send(new DescribeSecretCommand({ SecretId: orders }));
    await contextMenu(page, secretRow(page, orders), 'Copy ARN');
    await clipboardHolds(session.puppet, ARN);
  });

  it('sees what others created as soon as the tree is refreshed', async () => {
    await aws.send(new CreateSecretCommand({ Name: 'prod/orders/by-others', SecretString: 'of others' }));
    await titleAction(page, 'Collapse');
    await unfold(page, 'demo (profile)', 'Secrets of demo in eu-west-1', 'prod/', 'prod/orders/');
    await secretRow(page, orders).waitFor();
    assert.equal(await secretRow(page, 'prod/orders/by-others').isVisible(), false);
    await titleAction(page, 'Refresh');
    await secretRow(page, 'prod/orders/by-others').waitFor();
  });

  it('loads the secrets beyond the first hundred when asked to', async () => {
    const elsewhere = clientOf({ ...sandbox, region: 'us-east-1' });
    for (let number = 0; number < 130; number += 1) {
      await elsewhere.send(
        new CreateSecretCommand({
          Name: `batch-${String(number).padStart(3, '0').slice(0, 2)}/item-${number}`,
          SecretString: 'one of many',
        }),
      );
    }
    const first = await elsewhere.send(new ListSecretsCommand({ MaxResults: 100 }));
    const { SecretList: beyond = [] } = await elsewhere.send(new ListSecretsCommand({ MaxResults: 100, NextToken: first.NextToken }));
    const last = beyond.map(({ Name = '' }) => Name).findLast((name) => name.startsWith('batch-')) ?? '';
    elsewhere.destroy();
    const folder = `${last.split('/')[0]}/`;

    await titleAction(page, 'Collapse');
    await unfold(page, 'demo (profile)', 'Secrets of demo in us-east-1');
    const more = page.locator('.part.sidebar [role="treeitem"]', { hasText: 'Load more…' });
    await more.getByText('100 loaded').waitFor();
    await more.click();
    await more.waitFor({ state: 'detached' });
    await unfold(page, folder);
    await secretRow(page, last).waitFor();
  });

  it('is offered the secrets beyond the first hundred in the palette too', async () => {
    await command(page, 'Delete Secret');
    await pickByKey(page, 'Account', 'demo');
    await pickByKey(page, 'Region', 'us-east-1');
    // By name the 130th, so on the second page.
    await pickByKey(page, 'Secret', 'batch-12/item-129');
    await escapePrompt(page, 'For how long can it still be restored?');
  });

  async function contextMenuOfFolder(): Promise<void> {
    const folder = page.locator('.part.sidebar [role="treeitem"][aria-label^="prod/orders/"]').first();
    await folder.hover();
    await folder.locator('a.action-label[aria-label*="Create Secret"]').click();
  }
});
