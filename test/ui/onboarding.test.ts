import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { poll } from '../harness/poll.ts';
import type { Session } from '../harness/session.ts';
import { openView, quickInput, treeRow } from '../harness/workbench.ts';
import { command, pickByKey, answerPrompt, editorTab, escapePrompt, promptOpen } from './pages.ts';
import { answerNotification, notification, clearToasts, clipboard, documentWith, openProduct, pictureOfFailure } from './support.ts';

const planted = 'northwind/ledger-key';
const pictures = join(import.meta.dirname, '..', '..', 'out', 'walkthrough');

describe('the first minutes', () => {
  let session: Session;
  let page: Page;

  before(async () => {
    await mkdir(pictures, { recursive: true });
    session = await openProduct();
    page = session.page;
    // In a narrower window the editor leaves out the pictures.
    await page.setViewportSize({ width: 1700, height: 900 });
  });

  after(() => session?.close());
  afterEach(pictureOfFailure(() => session));

  const walkthrough = (): Locator => page.locator('.gettingStartedContainer .getting-started-step');
  const step = (title: string): Locator => walkthrough().filter({ hasText: title });
  const isDone = (title: string): Promise<boolean> => step(title).locator('.codicon.complete').isVisible();

  /** The picture of the open step, as the editor put it into a page of its own. */
  function picture(): Locator {
    const outer = page.locator('.gettingStartedContainer iframe.webview.ready').last().contentFrame();
    return outer.locator('iframe#active-frame').contentFrame().locator('svg');
  }

  async function openStep(title: string, says: string): Promise<void> {
    const button = step(title);
    if ((await button.getAttribute('aria-expanded')) !== 'true') {
      // The editor moves the focus here a little later, and a prompt that opened meanwhile would lose its keys to the step.
      await button.evaluate((element) => {
        element.querySelector<HTMLElement>('.step-title')?.click();
        if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
      });
      await poll(() => button.evaluate((element) => element === document.activeElement), { what: `the step "${title}" had the focus` });
    }
    await picture().getByText(says).first().waitFor();
  }

  it('begin in the empty view, whose buttons are reached by keyboard, with a walkthrough', async () => {
    await openView(page, 'Custody');
    await page.getByRole('button', { name: 'Try the Sandbox' }).focus();
    for (const name of ['Add Account', 'Import Accounts', 'Get Started']) {
      await page.keyboard.press('Tab');
      assert.ok(await page.locator('.monaco-button', { hasText: name }).evaluate((button) => button === document.activeElement), name);
    }
    await page.keyboard.press('Enter');
    await step('Try it without an AWS account').waitFor();
    assert.equal(await walkthrough().count(), 5);
  });

  const steps = [
    ['Try it without an AWS account', 'agents: destroy'],
    ['Add an account', 'Where do its credentials come from?'],
    ['Reveal a value', 'Secret value'],
    ['Let an agent make a call', 'Esc declines.'],
    ['Decide what agents may do', 'agents do not see the account'],
  ] as const;

  it('show a picture with each step, in the colours of a dark theme, of high contrast and of a light one', async () => {
    const seen: Record<string, string> = {};
    for (const theme of ['Default Dark Modern', 'Default High Contrast', 'Default Light Modern']) {
      await session.puppet.run(
        async (vscode, args) =>
          vscode.workspace.getConfiguration().update('workbench.colorTheme', args.theme, vscode.ConfigurationTarget.Global),
        { theme },
      );
      for (const [index, [title, says]] of steps.entries()) {
        await openStep(title, says);
        assert.equal(await isDone(title), false);
        if (process.env['CUSTODY_PICTURES']) await page.screenshot({ path: join(pictures, `${theme.split(' ')[1]}-${index + 1}.png`) });
      }
      seen[theme] = await poll(
        async () => {
          const color = await picture().evaluate((svg) => getComputedStyle(svg).fill);
          return !Object.values(seen).includes(color) && color;
        },
        { what: `the picture took the colours of ${theme}` },
      );
    }
  });

  it('add the sandbox by the button of the first step, which is then done', async () => {
    await openStep(...steps[0]);
    await step(steps[0][0]).getByRole('button', { name: 'Add the Sandbox' }).click();
    await treeRow(page, 'sandbox (sandbox)').waitFor();
    await poll(() => isDone(steps[0][0]), { what: 'the step was done' });
  });

  it('leave a prompt open from which the walkthrough takes the focus', async () => {
    await openStep(...steps[3]);
    await step(steps[3][0]).getByRole('button', { name: 'Try a Tool as an Agent' }).click();
    await promptOpen(page, 'Tool');
    await step(steps[3][0]).focus();
    // What closes at a lost focus closes in that very moment, so that this row would be gone.
    await page.locator('.quick-input-widget:visible .quick-input-list .monaco-list-row', { hasText: 'list_accounts' }).waitFor();
    await quickInput(page).click();
    await escapePrompt(page, 'Tool');
  });

  it('tick a call made as an agent, and no step that was not done', async () => {
    await openStep(...steps[3]);
    await step(steps[3][0]).getByRole('button', { name: 'Try a Tool as an Agent' }).click();
    await pickByKey(page, 'Tool', 'describe_secret');
    await answerPrompt(page, 'Arguments as JSON', JSON.stringify({ secret_id: planted, region: 'eu-west-1' }));
    await documentWith(session.puppet, planted);
    await command(page, 'Get Started');
    assert.equal(await isDone(steps[3][0]), false);
    // Choosing another step waits for the focus that opening the walkthrough moves late.
    await openStep(...steps[2]);
    await openStep(...steps[3]);
    await step(steps[3][0]).getByRole('button', { name: 'Try a Tool as an Agent' }).click();
    await pickByKey(page, 'Tool', 'list_accounts');
    await answerPrompt(page, 'It takes no arguments', '');
    await documentWith(session.puppet, 'list_accounts');
    await command(page, 'Get Started');
    await poll(() => isDone(steps[3][0]), { what: 'the step was done' });
    assert.equal(await isDone(steps[1][0]), false);
    assert.equal(await isDone(steps[2][0]), false);
  });

  it('mark setting the access as done, and adding an account as not done when it was left', async () => {
    await openStep(...steps[1]);
    await step(steps[1][0]).getByRole('button', { name: 'Add Account' }).click();
    await escapePrompt(page, 'Where do its credentials come from?');
    await openStep(...steps[4]);
    await step(steps[4][0]).getByRole('button', { name: 'Set Access for Agents' }).click();
    await escapePrompt(page, 'Each level includes');
    await poll(() => isDone(steps[4][0]), { what: 'the step was done' });
    assert.equal(await isDone(steps[1][0]), false);
  });

  it('report a problem with what happened and without the name it happened to, read before it is copied', async () => {
    await clearToasts(session.puppet);
    await command(page, 'Report a Problem');
    const report = await documentWith(session.puppet, 'Custody report');
    assert.match(report, /describe_secret failed\. .*secret-1/);
    assert.match(report, /describe_secret by agent in account-1 eu-west-1: outcome secret_not_found/);
    assert.match(report, /account-1: sandbox, agents: destroy/);
    assert.match(report, /MCP server: not started in this window yet/);
    assert.ok(!report.includes(planted) && !report.includes('northwind'), report);
    const readOnly = await session.puppet.run((vscode) => vscode.window.activeTextEditor?.document.uri.scheme);
    assert.equal(readOnly, 'custody-report');
    const question = 'This report is on your machine only.';
    await answerNotification(session, question, 'Copy');
    await poll(async () => (await clipboard(session.puppet)) === report, { what: 'the report was copied' });
    await answerNotification(session, question, 'Close');
    await editorTab(page, 'Custody Report').waitFor({ state: 'detached' });
    await notification(page, question).waitFor({ state: 'hidden' });
  });
});
