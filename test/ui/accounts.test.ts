import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts';
import { poll } from '../harness/poll.ts';
import type { Session } from '../harness/session.ts';
import type { VsCodeServer } from '../harness/vscodeServer.ts';
import { contextMenu, modalButton, modalText, openView, remembered, treeRow } from '../harness/workbench.ts';
import {
  addProfile,
  answerPrompt,
  closeTab,
  command,
  editorTab,
  escapePrompt,
  frontPage,
  openCard,
  pickByKey,
  pickRegions,
  promptOpen,
  secretRow,
  trust,
  unfold,
} from './pages.ts';
import { clearToasts, countOf, goTo, homeWithProfile, notified, openProduct, pictureOfFailure, restart, startedTools } from './support.ts';

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

  const demoRow = (access: string, window = page) => treeRow(window, `demo (profile). Production. Agents may: ${access}.`);
  const readerRow = (window = page) => treeRow(window, 'reader-eu (role). Agents may: describe.');
  const ledgerRow = () => treeRow(page, 'ledger-live (role). Production. Agents may: describe.');
  /** A row that is scrolled out of sight is in no page. */
  const foldAll = () =>
    session.puppet.run((vscode) => vscode.commands.executeCommand('workbench.actions.treeView.custody.secrets.collapseAll'));
  const edit = async (row: Locator): Promise<void> => contextMenu(page, row, 'Edit Account');
  const editList = 'Choose what to change';

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
    await notified(
      session,
      `demo signs in to AWS account ${sandbox.accountId} as arn:aws:iam::${sandbox.accountId}:user/sandbox. Agents may describe its secrets`,
    );
    await treeRow(page, 'demo (profile). Agents may: describe.').waitFor();
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
    await answerPrompt(page, 'Assumed through another role?', '');
    await answerPrompt(page, 'Session name in CloudTrail', '');
    await answerPrompt(page, 'Seconds that its credentials live', '');
    await pickRegions(page, []);
    await answerPrompt(page, 'Name that you and agents call it by', 'reader');
    await notified(
      session,
      'reader signs in to AWS account 444455556666 as arn:aws:sts::444455556666:assumed-role/reader-external/custody-vscode',
    );
    await treeRow(page, 'reader (role). Agents may: describe.').waitFor();
    assert.equal(countOf(sandbox, 'AssumeRole'), 1);
    await unfold(page, 'reader (role)', 'Secrets of reader in eu-west-1');
    await treeRow(page, 'No secrets in eu-west-1 yet').waitFor();
  });

  it('edits an account part by part, from a list that comes back after each change', async () => {
    await edit(treeRow(page, 'demo (profile).'));
    await promptOpen(page, editList);
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Regions' }).getByText('eu-west-1').waitFor();
    await pickByKey(page, editList, 'Color');
    await pickByKey(page, 'Color of its icon', 'red');
    await pickByKey(page, editList, 'Production');
    await pickByKey(page, 'Is this a production account?', 'Production');
    await promptOpen(page, editList);
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Production' }).getByText('yes').waitFor();
    await escapePrompt(page, editList);
    await demoRow('describe').waitFor();
    assert.match(await demoRow('describe').innerText(), /production · agents: describe/);
  });

  it('says production on the panel of a secret, and wants its name typed before a delete that could be undone', async () => {
    const name = 'prod/payments/postgres';
    await unfold(page, 'demo (profile)', 'Secrets of demo in eu-west-1', 'prod/', 'prod/payments/');
    await secretRow(page, name).click();
    await frontPage(page).locator('.place', { hasText: 'Production' }).waitFor();
    await contextMenu(page, secretRow(page, name), 'Delete Secret');
    await pickByKey(page, 'For how long can it still be restored?', '30 days');
    const card = await openCard(page, `Delete ${name}`);
    await card.locator('.in-production', { hasText: 'in account demo' }).waitFor();
    await card.getByText('works once the name is typed').waitFor();
    assert.equal(await card.locator('vscode-button.danger').getAttribute('disabled'), '');
    await card.getByRole('textbox', { name: `Type ${name} to confirm` }).fill(name);
    await card.locator('vscode-button.danger:not([disabled])').waitFor();
    await card.getByRole('button', { name: 'Decline' }).click();
    await editorTab(page, `Delete ${name}`).waitFor({ state: 'detached' });
    assert.equal(countOf(sandbox, 'DeleteSecret'), 0);
    await closeTab(page, name);
  });

  it('assumes a role through another once that was added and has signed in', async () => {
    const from = sandbox.requests().length;
    await edit(treeRow(page, 'reader (role).'));
    await pickByKey(page, editList, 'Assumed through');
    await pickByKey(page, 'Roles that are assumed before its own', 'Add a role');
    await answerPrompt(page, 'ARN of role 1 on the way, assumed from the profile', 'arn:aws:iam::222233334444:role/hub');
    await answerPrompt(page, 'External id', '');
    await promptOpen(page, editList);
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Assumed through' }).getByText('hub').waitFor();
    const assumed = sandbox
      .requests()
      .slice(from)
      .filter(({ operation }) => operation === 'AssumeRole');
    assert.deepEqual(
      assumed.map(({ accountId }) => accountId),
      [sandbox.accountId, '222233334444'],
    );
  });

  it('refuses a chain more than an hour, where it is typed', async () => {
    await pickByKey(page, editList, 'Duration');
    await promptOpen(page, 'Seconds that its credentials live');
    await page.keyboard.type('7200');
    await page.locator('.quick-input-message', { hasText: 'AWS ends a session after 3600 seconds' }).waitFor();
    await page.keyboard.press('Escape');
  });

  it('says that another AWS account answers, and leaves the account as it was unless told otherwise', async () => {
    await pickByKey(page, editList, 'Role ARN');
    await promptOpen(page, 'ARN of the role');
    await page.keyboard.type('arn:aws:iam::999900001111:role/other');
    await page.keyboard.press('Enter');
    const leave = modalButton(page, 'Leave It as It Was');
    await leave.waitFor();
    assert.match(await modalText(page), /Another AWS account answers: reader would sign in to 999900001111, not to 444455556666/);
    await leave.click();
    await promptOpen(page, editList);
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Role ARN' }).getByText(roleArn).waitFor();
  });

  it('renames an account, which keeps its chain, and leaves none of the old name', async () => {
    await pickByKey(page, editList, 'Name');
    await answerPrompt(page, 'Name that you and agents call it by', 'reader-eu');
    await promptOpen(page, editList);
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Assumed through' }).getByText('hub').waitFor();
    await escapePrompt(page, editList);
    await readerRow().waitFor();
    await treeRow(page, 'reader (role).').waitFor({ state: 'detached' });
    await clearToasts(session.puppet);
  });

  it('leaves an account among those of its color', async () => {
    const isFirst = (row: Locator): Promise<unknown> =>
      poll(async () => (await row.getAttribute('data-index')) === '0', { what: 'the account stood first' });
    await isFirst(demoRow('describe'));
    await contextMenu(page, demoRow('describe'), 'Move Account Down');
    await notified(session, 'demo is the last of the accounts in red already.');
    await isFirst(demoRow('describe'));
    await clearToasts(session.puppet);
  });

  it('adds a role of production through another role in under 20 s, with the keyboard alone', async () => {
    const started = Date.now();
    const from = sandbox.requests().length;
    await command(page, 'Add Account');
    await pickByKey(page, 'Where do its credentials come from?', 'Role');
    await pickByKey(page, 'Profile', 'demo');
    await answerPrompt(page, 'ARN of the role', 'arn:aws:iam::444455556666:role/ledger');
    await answerPrompt(page, 'External id', '');
    await pickByKey(page, 'Assumed through another role?', 'Yes');
    await answerPrompt(page, 'ARN of role 1 on the way, assumed from the profile', 'arn:aws:iam::222233334444:role/hub');
    await answerPrompt(page, 'External id', '');
    await pickByKey(page, 'Assumed through one more role?', 'No more');
    await answerPrompt(page, 'Session name in CloudTrail', '');
    await answerPrompt(page, 'Seconds that its credentials live', '');
    await pickRegions(page, []);
    await promptOpen(page, 'Name that you and agents call it by');
    await page.keyboard.press('ControlOrMeta+a');
    await answerPrompt(page, 'Name that you and agents call it by', 'ledger-live');
    await pickByKey(page, 'Is this a production account?', 'Production');
    await notified(session, 'ledger-live signs in to AWS account 444455556666 as arn:aws:sts::444455556666:assumed-role/ledger/');
    await ledgerRow().waitFor();
    const took = Date.now() - started;
    assert.ok(took < 20_000, `${took} ms`);
    const assumed = sandbox
      .requests()
      .slice(from)
      .filter(({ operation }) => operation === 'AssumeRole');
    assert.deepEqual(
      assumed.map(({ accountId }) => accountId),
      [sandbox.accountId, '222233334444'],
    );
    await clearToasts(session.puppet);
  });

  it('asks nothing of production where the name does not sound like it, and stores nothing when that is left', async () => {
    await addProfile(page, 'staging');
    await treeRow(page, 'staging (profile). Agents may: describe.').waitFor();
    await clearToasts(session.puppet);
    await command(page, 'Add Account');
    await pickByKey(page, 'Where do its credentials come from?', 'Profile');
    await pickByKey(page, 'Profile', 'staging');
    await pickRegions(page, []);
    await promptOpen(page, 'Name that you and agents call it by');
    await page.keyboard.press('ControlOrMeta+a');
    await answerPrompt(page, 'Name that you and agents call it by', 'prod-eu');
    await escapePrompt(page, 'Is this a production account?');
    assert.equal(await treeRow(page, 'prod-eu').count(), 0);
  });

  it('moves an account up and down by the palette among those of its color, and says when it can go no further', async () => {
    const move = async (direction: 'Up' | 'Down', account: string): Promise<void> => {
      await command(page, `Move Account ${direction}`);
      await pickByKey(page, 'Account', account);
    };
    const order = (...names: readonly string[]): Promise<unknown> =>
      poll(
        async () => {
          const labels = await page
            .locator('.part.sidebar [role="treeitem"][aria-level="1"]')
            .evaluateAll((rows) =>
              rows
                .toSorted((one, other) => Number(one.getAttribute('data-index')) - Number(other.getAttribute('data-index')))
                .map((row) => row.getAttribute('aria-label')?.split(' (')[0]),
            );
          return labels.join() === names.join();
        },
        { what: `the accounts stood in the order ${names.join(', ')}` },
      );
    await foldAll();
    await order('demo', 'ledger-live', 'reader-eu', 'staging');
    await move('Up', 'reader-eu');
    await order('demo', 'reader-eu', 'ledger-live', 'staging');
    await move('Down', 'reader-eu');
    await order('demo', 'ledger-live', 'reader-eu', 'staging');
    await move('Up', 'demo');
    await notified(session, 'demo is the first of the accounts in red already.');
    await move('Down', 'staging');
    await notified(session, 'staging is the last of the accounts without a color already.');
    await order('demo', 'ledger-live', 'reader-eu', 'staging');
    await clearToasts(session.puppet);
  });

  it('finds its secrets with the word production after the name of its account', async () => {
    await command(page, 'Find Secret');
    await promptOpen(page, 'Words in a name, an account or a region');
    await page.keyboard.type('postgres payments demo');
    await page
      .locator('.quick-input-widget:visible .quick-input-list .monaco-list-row', { hasText: 'prod/payments/postgres' })
      .getByText('demo · production · eu-west-1')
      .waitFor();
    await escapePrompt(page, 'Words in a name, an account or a region');
  });

  it('sets what agents may do from the context menu', async () => {
    await contextMenu(page, demoRow('describe'), 'Set Access for Agents');
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'describe' }).getByText('as it is now').waitFor();
    await remembered(page, 'secrets', () => pickByKey(page, 'Each level includes', 'write'));
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
    await remembered(second, 'secrets', () => pickByKey(second, 'Each level includes', 'list'));
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
        await notified(session, 'Custody does nothing in a workspace that is not trusted. Trust this workspace');
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
    await poll(async () => (await startedTools(session.puppet)).some((name) => name.endsWith('_delete_secret')), {
      what: 'the server is offered and started',
    });
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
    await form.getByRole('textbox', { name: 'Value of password' }).fill('goes nowhere');
    await form.getByRole('button', { name: 'Create Secret' }).click();
    await form
      .getByRole('alert')
      .getByText(`Account demo signs in to AWS account 999900001111, not to ${sandbox.accountId}. Check the profile`)
      .waitFor();
    assert.equal(await editorTab(page, 'Create Secret').isVisible(), true);
    assert.equal(countOf(sandbox, 'CreateSecret'), 0);
  });
});
