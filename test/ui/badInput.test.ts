import assert from 'node:assert/strict';
import { appendFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts';
import { startBrokenEndpoint, type BrokenEndpoint, type BrokenMode } from '../fakes/brokenEndpoint.ts';
import { poll } from '../harness/poll.ts';
import type { Session } from '../harness/session.ts';
import { openView, titleAction, treeRow } from '../harness/workbench.ts';
import { addProfile, answerPrompt, closeTab, command, frontPage, pickByKey, pickRegions, secretRow, toastTexts, unfold } from './pages.ts';
import {
  answerNotification,
  auditedResults,
  clearToasts,
  homeWithProfile,
  notified,
  openProduct,
  pictureOfFailure,
  setSetting,
} from './support.ts';

const redis = 'prod/orders/redis';
const expired = 'The sign-in of account demo (eu-west-1) has expired. Sign in again (for example "aws sso login"), then try again.';
const noProfile =
  'There is no profile gone in the AWS configuration. Check the name with "aws configure list-profiles", or edit the account.';

/** The end of what is said when something answers that is not AWS. */
const notAws = 'does not read like AWS. Check what stands between this machine and AWS (proxy, endpoint), then try again.';

describe('when something is wrong', () => {
  let sandbox: Sandbox;
  let home: string;
  let session: Session;
  let page: Page;
  let broken: BrokenEndpoint | undefined;

  before(async () => {
    sandbox = await startSandbox({ seed: true });
    home = await homeWithProfile(sandbox);
    session = await openProduct({ home, settings: { 'custody.aws.endpoint': sandbox.endpoint } });
    page = session.page;
    await openView(page, 'Custody');
    await addProfile(page, 'demo');
    await notified(session, 'signs in to AWS account');
    await unfold(page, 'demo (profile)', 'Secrets of demo in eu-west-1', 'prod/', 'prod/orders/');
    await clearToasts(session.puppet);
  });

  after(async () => {
    await session?.close();
    await sandbox?.close();
    await broken?.close();
    await rm(home, { recursive: true, force: true });
  });

  afterEach(pictureOfFailure(() => session));
  afterEach(async () => {
    await clearToasts(session.puppet);
    if (broken) await mend();
  });

  async function breakIt(mode: BrokenMode): Promise<BrokenEndpoint> {
    broken = await startBrokenEndpoint(mode);
    await setSetting(session.puppet, 'custody.aws.endpoint', broken.endpoint);
    return broken;
  }

  async function mend(): Promise<void> {
    await setSetting(session.puppet, 'custody.aws.endpoint', sandbox.endpoint);
    await broken?.close();
    broken = undefined;
  }

  /** The whole of what a toast says is this sentence. */
  async function onlyToast(sentence: string): Promise<void> {
    assert.equal(await notified(session, sentence), sentence);
  }

  /** The row that says this and nothing more: an account's row says it among other things. */
  const rowOf = (sentence: string): Locator => page.locator(`.part.sidebar [role="treeitem"][aria-label=${JSON.stringify(sentence)}]`);

  /** A row of the tree says this, and nothing more. */
  async function rowSays(sentence: string): Promise<void> {
    await rowOf(sentence).waitFor();
  }

  async function recovers(): Promise<void> {
    await titleAction(page, 'Refresh');
    await unfold(page, 'prod/', 'prod/orders/');
    await secretRow(page, redis).waitFor();
  }

  it('names the profile that is gone, and finds it once it is there', async () => {
    await command(page, 'Add Account');
    await pickByKey(page, 'Where do its credentials come from?', 'Profile');
    await pickByKey(page, 'Profile', 'Type a name');
    await answerPrompt(page, 'Name of the profile', 'gone');
    await pickRegions(page, ['eu-west-1']);
    await answerPrompt(page, 'Name that you and agents call it by', '');
    await onlyToast(noProfile);
    await unfold(page, 'gone (profile)', 'Secrets of gone in eu-west-1');
    await rowSays(noProfile);

    const { accessKeyId, secretAccessKey } = sandbox.credentials;
    await appendFile(
      join(home, '.aws', 'credentials'),
      `[gone]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
    );
    await rowOf(noProfile).click();
    await rowOf(noProfile).waitFor({ state: 'detached' });
    await page.locator('.part.sidebar [role="treeitem"][aria-label^="shared/"]').nth(1).waitFor();
    await command(page, 'Remove Account');
    await pickByKey(page, 'Account', 'gone');
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await treeRow(page, 'gone (profile)').waitFor({ state: 'detached' });
  });

  it('says that a sign-in has expired, in the tree and in the panel of a secret', async () => {
    await breakIt({ mode: 'expiredToken' });
    await secretRow(page, redis).click();
    const panel = frontPage(page);
    await panel.getByRole('alert').waitFor();
    assert.equal(await panel.getByRole('alert').locator('p').innerText(), expired);
    await titleAction(page, 'Refresh');
    await rowSays(`Not up to date: ${expired}`);

    // Where another endpoint is asked, what is open is read again by itself.
    await mend();
    await panel.getByRole('heading', { name: redis, level: 1 }).waitFor();
    await closeTab(page, redis);
    await recovers();
  });

  it('lets the person cancel a call that is not answered, and says no more about it', async () => {
    const { nextRequest, nextAbort } = await breakIt({ mode: 'silent' });
    const before = await auditedResults(session, 'check_account');
    await command(page, 'Test Account');
    await nextRequest();
    await answerNotification(session, 'Test Account', 'Cancel');
    await nextAbort();
    // A call that was left to time out ends as well, only later and under another name.
    const after = await poll(
      async () => {
        const results = await auditedResults(session, 'check_account');
        return results.length > before.length && results;
      },
      { what: 'the call ended' },
    );
    assert.equal(after.filter((result) => result === 'cancelled').length, 1);
    await poll(async () => (await page.locator('.notification-toast').count()) === 0, { what: 'the progress notification went away' });
    await mend();
    await recovers();
  });

  it('says that what answers is not AWS when the answer is empty, and names the secret', async () => {
    await breakIt({ mode: 'empty' });
    await secretRow(page, redis).click();
    const panel = frontPage(page);
    await panel.getByRole('alert').waitFor();
    const shown = await panel.getByRole('alert').locator('p').innerText();
    assert.match(
      shown,
      /^What answered DescribeSecret for arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod\/orders\/redis-\w{6} in account demo \(eu-west-1\) /,
    );
    assert.equal(shown.endsWith(notAws), true);
    await closeTab(page, redis);

    await command(page, 'Test Account');
    await onlyToast(`What answered GetCallerIdentity for account demo (eu-west-1) ${notAws}`);
    await titleAction(page, 'Refresh');
    await rowSays(`Not up to date: What answered ListSecrets for account demo (eu-west-1) ${notAws}`);
    await mend();
    await recovers();
  });

  it('keeps what was typed in the form when what answers is not AWS, and quotes none of it', async () => {
    const { requests } = await breakIt({ mode: 'emptyObject' });
    await command(page, 'Create Secret');
    const form = frontPage(page);
    await form.getByRole('textbox', { name: 'Name' }).fill('prod/orders/lost');
    await form.getByRole('textbox', { name: 'Key', exact: true }).fill('password');
    await form.getByRole('textbox', { name: 'Value of password' }).fill('typed for nobody');
    await form.getByRole('button', { name: 'Create Secret' }).click();
    const said = await form.getByRole('alert').locator('p').innerText();
    assert.equal(said, `What answered GetCallerIdentity for account demo (eu-west-1) ${notAws}`);
    assert.equal(
      requests().some(({ operation }) => operation === 'CreateSecret'),
      false,
    );
    assert.equal(said.includes('typed for nobody') || (await toastTexts(page)).includes('typed for nobody'), false);
    // What was typed is still there to be sent again.
    assert.equal(await form.getByRole('textbox', { name: 'Value of password' }).inputValue(), 'typed for nobody');
    await closeTab(page, 'Create Secret');
    await mend();
    await recovers();
  });
});
