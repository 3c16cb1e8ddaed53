import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts';
import { startSignInEndpoint, type SignInEndpoint } from '../fakes/signInEndpoint.ts';
import { poll } from '../harness/poll.ts';
import type { Session } from '../harness/session.ts';
import { modalButton, modalText, openView, quickInput, treeRow } from '../harness/workbench.ts';
import { addProfile, answerPrompt, command, escapePrompt, pickByKey, promptOpen } from './pages.ts';
import { clearToasts, countOf, documentWith, homeWithProfile, notification, notified, openProduct, pictureOfFailure } from './support.ts';

const serial = 'arn:aws:iam::111122223333:mfa/sandbox';
const asksForCode = `MFA code of ${serial}`;
const role = 'sso_account_id = 222233334444\nsso_role_name = Reader';

describe('signing in', () => {
  let sandbox: Sandbox;
  let far: SignInEndpoint;
  let home: string;
  let folder: string;
  let session: Session;
  let page: Page;

  const proof = () => join(folder, 'it-ran');
  const commandOf = (word: string) => `"${process.execPath}" "${join(folder, 'print credentials.mjs')}" ${word}`;
  const writeConfig = (word: string): Promise<void> =>
    writeFile(
      join(home, '.aws', 'config'),
      [
        '[profile demo]\nregion = eu-west-1',
        `[profile ops]\nregion = eu-west-1\nrole_arn = arn:aws:iam::222233334444:role/ops-mfa\nsource_profile = demo\nmfa_serial = ${serial}`,
        `[profile corp]\nregion = eu-west-1\nsso_session = corp\n${role}`,
        '[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = eu-west-1',
        `[profile tool]\nregion = eu-west-1\ncredential_process = ${commandOf(word)}`,
      ].join('\n'),
    );

  before(async () => {
    sandbox = await startSandbox({ seed: true });
    far = await startSignInEndpoint(sandbox);
    home = await homeWithProfile(sandbox);
    folder = await mkdtemp(join(tmpdir(), 'custody-program-'));
    const { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey } = sandbox.credentials;
    await writeFile(
      join(folder, 'print credentials.mjs'),
      `import { writeFileSync } from 'node:fs'; writeFileSync(${JSON.stringify(proof())}, '');
      process.stdout.write(${JSON.stringify(JSON.stringify({ Version: 1, AccessKeyId, SecretAccessKey }))});`,
    );
    await writeConfig('--first');
    session = await openProduct({ home, settings: { 'custody.aws.endpoint': far.endpoint } });
    page = session.page;
    await openView(page, 'Custody');
  });

  after(async () => {
    await session?.close();
    await far?.close();
    await sandbox?.close();
    for (const made of [home, folder]) if (made) await rm(made, { recursive: true, force: true });
  });

  afterEach(pictureOfFailure(() => session));
  afterEach(() => clearToasts(session.puppet));

  const test = async (account: string): Promise<void> => {
    await command(page, 'Test Account');
    await pickByKey(page, 'Account', account);
  };
  const lock = async (): Promise<void> => {
    await session.puppet.run((vscode) => vscode.commands.executeCommand('custody.lock'));
    await clearToasts(session.puppet);
  };
  const says = (text: string): Promise<string> => notified(session, text);

  describe('with an MFA device', () => {
    it('asks for a code behind a mask, and again with the reason after a wrong one', async () => {
      await addProfile(page, 'ops');
      await promptOpen(page, asksForCode);
      assert.equal(await quickInput(page).getAttribute('type'), 'password');
      await page.keyboard.type('12a');
      await page.locator('.quick-input-message', { hasText: 'six digits' }).waitFor();
      await page.keyboard.press('ControlOrMeta+a');
      await page.keyboard.type('999999');
      await page.keyboard.press('Enter');
      await answerPrompt(page, 'AWS did not accept this code', '123001');
      await says('ops signs in to AWS account 222233334444');
    });

    it('asks no more until the sign-in is dropped', async () => {
      await command(page, 'Test Account');
      await says('ops signs in to AWS account 222233334444');
      assert.equal(countOf(sandbox, 'AssumeRole'), 2);
    });

    it('that the person leaves is quiet, and asks again at the next test', async () => {
      await lock();
      await command(page, 'Test Account');
      await escapePrompt(page, asksForCode);
      await poll(async () => (await page.locator('.notification-toast').count()) === 0, { what: 'no toast is left' });
      await command(page, 'Test Account');
      await answerPrompt(page, asksForCode, '123002');
      await says('ops signs in to AWS account 222233334444');
    });
  });

  describe('at IAM Identity Center', () => {
    const waits = 'Sign in with profile corp in the browser. It must show the code ABCD-EFGH.';

    it('opens one page, shows the code to compare, and stops when the person cancels', async () => {
      far.inBrowser = 'nothing yet';
      await addProfile(page, 'corp');
      assert.match(await modalText(page), /device\.sso\.example\.com/);
      const opened = page.context().waitForEvent('page');
      await modalButton(page, 'Open').click();
      await opened.then((other) => other.close());
      await says(waits);
      await notification(page, waits).getByRole('button', { name: 'Cancel' }).click();
      await notification(page, waits).waitFor({ state: 'hidden' });
      await treeRow(page, 'corp (profile). Agents may: describe.').waitFor();
      const asked = far.asked.length;
      assert.ok(asked > 0 && !far.asked.includes('/federation/credentials'));
    });

    it('goes on by itself once the person confirmed in the browser', async () => {
      await test('corp');
      const opened = page.context().waitForEvent('page');
      await modalButton(page, 'Open').click();
      await opened.then((other) => other.close());
      await says(waits);
      far.inBrowser = 'confirms';
      await says('corp signs in to AWS account 222233334444');
    });

    it('is renewed without a question', async () => {
      await lock();
      far.revoke({ refresh: false });
      await test('corp');
      await says('corp signs in to AWS account 222233334444');
    });
  });

  describe('by a program', () => {
    it('shows the very command, and runs nothing when the first answer is taken', async () => {
      await addProfile(page, 'tool');
      assert.ok((await modalText(page)).includes(commandOf('--first')));
      await page.keyboard.press('Enter');
      await page.locator('.monaco-dialog-box').waitFor({ state: 'detached' });
      await says('Profile tool gets its credentials from a program, which nobody allowed yet.');
      assert.equal(existsSync(proof()), false);
    });

    it('runs it after a yes, which is kept', async () => {
      await test('tool');
      await modalButton(page, 'Run Command').click();
      await says(`tool signs in to AWS account ${sandbox.accountId}`);
      assert.equal(existsSync(proof()), true);
      await clearToasts(session.puppet);
      await lock();
      await test('tool');
      await says(`tool signs in to AWS account ${sandbox.accountId}`);
    });

    it('asks nobody when an agent needs a command that was never allowed', async () => {
      await writeConfig('--second');
      await lock();
      await command(page, 'Try a Tool as an Agent');
      await pickByKey(page, 'Tool', 'list_secrets');
      await promptOpen(page, 'Arguments as JSON');
      await page.keyboard.press('ControlOrMeta+a');
      await answerPrompt(page, 'Arguments as JSON', JSON.stringify({ account: 'tool' }));
      const text = await documentWith(session.puppet, 'Error:');
      assert.match(text, /nobody allowed yet\. The person can allow it/);
      assert.equal(await page.locator('.monaco-dialog-box').count(), 0);
    });

    it('asks again once the person has taken the consent back', async () => {
      await writeConfig('--first');
      await command(page, 'Take Back Consent to Commands and Environment');
      await promptOpen(page, 'Profiles that you will be asked about again');
      await page.keyboard.press('Enter');
      await says('Consent is taken back for tool.');
      await clearToasts(session.puppet);
      await test('tool');
      assert.ok((await modalText(page)).includes(commandOf('--first')));
      await modalButton(page, 'Run Command').click();
      await says(`tool signs in to AWS account ${sandbox.accountId}`);
      await clearToasts(session.puppet);
      await writeConfig('--second');
      await lock();
    });

    it('asks again when the command has changed', async () => {
      await test('tool');
      assert.ok((await modalText(page)).includes(commandOf('--second')));
      await page.keyboard.press('Escape');
    });
  });

  describe('for an agent', () => {
    it('tells the person first, and takes no keyboard', async () => {
      await lock();
      await command(page, 'Try a Tool as an Agent');
      await pickByKey(page, 'Tool', 'list_secrets');
      await promptOpen(page, 'Arguments as JSON');
      await page.keyboard.press('ControlOrMeta+a');
      await answerPrompt(page, 'Arguments as JSON', JSON.stringify({ account: 'ops' }));
      const invites = 'Try a Tool waits for you to sign in with profile ops.';
      await says(invites);
      await says('Waiting for the person to sign in.');
      assert.equal(await quickInput(page).count(), 0);
      await notification(page, invites).getByRole('button', { name: 'Sign In' }).click();
      await answerPrompt(page, asksForCode, '123003');
      assert.match(await documentWith(session.puppet, '"account":"ops"'), /list_secrets/);
    });
  });
});
