import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts';
import type { Session } from '../harness/session.ts';
import type { VsCodeServer } from '../harness/vscodeServer.ts';
import { contextMenu, openView, toast, treeRow } from '../harness/workbench.ts';
import { addProfile, answerPrompt, command, editorTab, pickByKey, pickRegions, promptOpen, trust, unfold } from './pages.ts';
import { clearToasts, countOf, goTo, homeWithProfile, openProduct, pictureOfFailure, restart, startedTools } from './support.ts';

const roleArn = 'arn:aws:iam::444455556666:role/reader-external';

describe('accounts', () => {
  let sandbox: Sandbox;
  let home: string;
  let otherFolder: string;
  let session: Session;
  let restarted: VsCodeServer | undefined;
  let page: Page;

  before(async () => {
    sandbox = await startSandbox({ seed: true });
    home = await homeWithProfile(
      sandbox,
      '\n[profile staging]\nregion = eu-central-1\nsource_profile = demo\nrole_arn = arn:aws:iam::777788889999:role/staging\n',
    );
    otherFolder = await mkdtemp(join(tmpdir(), 'custody-other-'));
    session = await openProduct({
      home,
      trust: true,
      settings: {
        'custody.aws.endpoint': sandbox.endpoint,
        'security.workspace.trust.startupPrompt': 'never',
        'security.workspace.trust.banner': 'never',
      },
    });
    page = session.page;
    await trust(page);
    await openView(page, 'Custody');
  });

  after(async () => {
    await restarted?.stop();
    await session?.close();
    await sandbox?.close();
    await rm(home, { recursive: true, force: true });
    await rm(otherFolder, { recursive: true, force: true });
  });

  afterEach(pictureOfFailure(() => session));

  const demoRow = (access: string, window = page) => treeRow(window, `demo (profile). Agents may: ${access}.`);
  const readerRow = (window = page) => treeRow(window, 'reader (role). Agents may: describe.');

  it('adds a profile found in ~/.aws, which signs in and starts at describe', async () => {
    await command(page, 'Add Account');
    await pickByKey(page, 'Where do its credentials come from?', 'Profile');
    await promptOpen(page, 'Profile');
    const rows = page.locator('.quick-input-widget .quick-input-list .monaco-list-row');
    assert.equal(await rows.count(), 3);
    await rows.filter({ hasText: 'demo' }).getByText('eu-west-1').waitFor();
    await rows.filter({ hasText: 'staging' }).getByText('eu-central-1').waitFor();
    await page.keyboard.press('Escape');
    assert.equal(sandbox.requests().length, 0);

    await addProfile(page, 'demo');
    await toast(
      page,
      `demo signs in to AWS account ${sandbox.accountId} as arn:aws:iam::${sandbox.accountId}:user/sandbox. Agents may describe its secrets`,
    ).waitFor();
    await demoRow('describe').waitFor();
    await clearToasts(session.puppet);
    await unfold(page, 'demo (profile)', 'Secrets of demo in eu-west-1', 'prod/');
  });

  it('adds a role that is assumed from a profile with an external id', async () => {
    await command(page, 'Add Account');
    await pickByKey(page, 'Where do its credentials come from?', 'Role');
    await pickByKey(page, 'Profile', 'demo');
    await promptOpen(page, 'ARN of the role');
    await page.keyboard.type('reader');
    await page.locator('.quick-input-message', { hasText: 'is not the ARN of an IAM role' }).waitFor();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type(roleArn);
    await answerPrompt(page, 'ARN of the role', '');
    await answerPrompt(page, 'External id', 'between-us');
    await answerPrompt(page, 'Session name in CloudTrail', '');
    await answerPrompt(page, 'Seconds that its credentials live', '');
    await pickRegions(page, []);
    await answerPrompt(page, 'Name that you and agents call it by', 'reader');
    await toast(
      page,
      'reader signs in to AWS account 444455556666 as arn:aws:sts::444455556666:assumed-role/reader-external/custody-vscode',
    ).waitFor();
    await readerRow().waitFor();
    assert.equal(countOf(sandbox, 'AssumeRole'), 1);
    await unfold(page, 'reader (role)', 'Secrets of reader in eu-west-1');
    await treeRow(page, 'No secrets in eu-west-1 yet').waitFor();
  });

  it('sets what agents may do from the context menu', async () => {
    await contextMenu(page, demoRow('describe'), 'Set Access for Agents');
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'describe' }).getByText('as it is now').waitFor();
    await pickByKey(page, 'Each level includes', 'write');
    await demoRow('write').waitFor();
  });

  it('keeps accounts when the window is reloaded', async () => {
    await session.reload();
    await demoRow('write').waitFor();
    await readerRow().waitFor();
  });

  it('has the same accounts in a second window, and keeps what was changed there', async () => {
    const second = await page.context().newPage();
    await second.goto(page.url());
    await second.locator('.monaco-workbench .part.statusbar').waitFor();
    await openView(second, 'Custody');
    await readerRow(second).waitFor();
    await contextMenu(second, demoRow('write', second), 'Set Access for Agents');
    await pickByKey(second, 'Each level includes', 'list');
    await demoRow('list', second).waitFor();
    await second.close();
    // A VS Code in the browser reads its secrets once a window; the desktop tells every window at once.
    await session.reload();
    await demoRow('list').waitFor();
  });

  it('shows, starts and calls nothing in a folder that is not trusted', async () => {
    const before = sandbox.requests().length;
    await goTo(session, otherFolder);
    await openView(page, 'Custody');
    await page.getByRole('button', { name: 'Manage Workspace Trust' }).waitFor();
    assert.equal(await page.locator('.part.sidebar [role="treeitem"]').count(), 0);
    for (const title of ['Test Account', 'Delete Secret', 'Try a Tool as an Agent']) {
      await command(page, title);
      if (title.startsWith('Try')) {
        await pickByKey(page, 'Tool', 'list_accounts');
        await answerPrompt(page, 'It takes no arguments', '');
        await page.locator('.view-lines', { hasText: 'Trust this workspace to use Custody in it.' }).waitFor();
      } else {
        await toast(page, 'Custody does nothing in a workspace that is not trusted. Trust this workspace').waitFor();
        await clearToasts(session.puppet);
      }
    }
    assert.deepEqual(await startedTools(session.puppet), []);
    assert.equal(sandbox.requests().length, before);
  });

  it('has everything there as soon as the folder is trusted', async () => {
    await trust(page);
    await openView(page, 'Custody');
    await demoRow('list').waitFor();
    await unfold(page, 'demo (profile)', 'Secrets of demo in eu-west-1', 'prod/');
    assert.equal(
      (await startedTools(session.puppet)).some((name) => name.endsWith('_delete_secret')),
      true,
    );
  });

  it('keeps accounts when the editor was ended and started again', async () => {
    restarted = (await restart(session, home)).server;
    await openView(page, 'Custody');
    await demoRow('list').waitFor();
    await readerRow().waitFor();
    await unfold(page, 'demo (profile)', 'Secrets of demo in eu-west-1', 'prod/');
  });

  it('changes nothing through a profile that signs in to another AWS account than it did when it was added', async () => {
    await writeFile(
      join(home, '.aws', 'config'),
      '[profile demo]\nregion = eu-west-1\nrole_arn = arn:aws:iam::999900001111:role/other\nsource_profile = keys\n',
    );
    const { accessKeyId, secretAccessKey } = sandbox.credentials;
    await writeFile(
      join(home, '.aws', 'credentials'),
      `[keys]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
    );
    await session.reload();
    await openView(page, 'Custody');
    await command(page, 'Create Secret');
    const form = page.locator('iframe.webview.ready:visible').last().contentFrame().locator('iframe#active-frame').contentFrame();
    await form.getByRole('textbox', { name: 'Name' }).fill('prod/elsewhere');
    await form.getByRole('textbox', { name: 'Key', exact: true }).fill('password');
    await form.getByRole('textbox', { name: 'Value', exact: true }).fill('goes nowhere');
    await form.getByRole('button', { name: 'Create Secret' }).click();
    await form
      .getByRole('alert')
      .getByText(`Account demo signs in to AWS account 999900001111, not to ${sandbox.accountId}. Check the profile`)
      .waitFor();
    assert.equal(await editorTab(page, 'Create Secret').isVisible(), true);
    assert.equal(countOf(sandbox, 'CreateSecret'), 0);
  });
});
