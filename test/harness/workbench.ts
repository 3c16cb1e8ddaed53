import type { FrameLocator, Locator, Page } from 'playwright-core';
import { poll } from './poll.ts';

const approve = '.interactive-session .chat-confirmation-widget-buttons .monaco-button:visible';

/** Opens the view container with this title from the activity bar. */
export async function openView(page: Page, title: string): Promise<void> {
  const tab = page.getByRole('tab', { name: title, exact: false }).first();
  // A second click on the open container would close it.
  if ((await tab.getAttribute('aria-selected')) !== 'true') await tab.click();
}

/** The tree row whose accessible label contains this text. */
export function treeRow(page: Page, label: string): Locator {
  return page.locator(`.part.sidebar [role="treeitem"][aria-label*=${JSON.stringify(label)}]`).first();
}

/** Expands a tree row, if it is not expanded already. */
export async function expand(row: Locator): Promise<void> {
  const expanded = row.and(row.page().locator('[aria-expanded="true"]'));
  // A tree that is being drawn anew takes a click for another row, or for none.
  await poll(
    async () => {
      if (await expanded.isVisible()) return true;
      await row.locator('.monaco-tl-twistie').click({ timeout: 2_000 });
      return expanded.waitFor({ timeout: 3_000 }).then(() => true);
    },
    { what: 'the row expanded' },
  );
}

/** Right-clicks a row and picks an item of its context menu. */
export async function contextMenu(page: Page, row: Locator, item: string): Promise<void> {
  const menu = page.locator('.monaco-menu');
  await poll(
    async () => {
      if (!(await menu.isVisible())) await row.click({ button: 'right' });
      await menu.locator('.action-item', { hasText: item }).first().click({ timeout: 2_000 });
      // VS Code swallows a click that comes right after the menu opened: then the menu is still there.
      await menu.waitFor({ state: 'hidden', timeout: 1_000 });
      return true;
    },
    { what: `the menu item "${item}" was picked` },
  );
}

/** Clicks an icon in the title bar of a side bar view. */
export async function titleAction(page: Page, label: string): Promise<void> {
  await page.locator('.part.sidebar .pane-body:visible').first().hover();
  await page
    .locator(`.part.sidebar a.action-label[aria-label*=${JSON.stringify(label)}]`)
    .first()
    .click();
}

/** Runs a command by its title, as a user does from the command palette. */
export async function palette(page: Page, command: string): Promise<void> {
  const input = quickInput(page);
  const typed = `>${command}`;
  // A key goes astray in a window that is being drawn: it is pressed until what it does is seen.
  await poll(
    async () => {
      const open = (await input.isVisible()) && (await input.inputValue({ timeout: 500 })).startsWith('>');
      if (!open) await page.keyboard.press('F1');
      await input.fill(typed, { timeout: 2_000 });
      return quickPickRow(page, command)
        .waitFor({ timeout: 5_000 })
        .then(() => true);
    },
    { what: `the palette found "${command}"` },
  );
  const isTyped = async (): Promise<boolean> => (await input.isVisible()) && (await input.inputValue({ timeout: 500 })) === typed;
  await poll(
    async () => {
      if (!(await isTyped())) return true;
      await input.press('Enter', { timeout: 500 });
      return poll(async () => !(await isTyped()), { what: 'the palette took the key', deadlineMs: 1_000, everyMs: 50 });
    },
    { what: `the palette ran "${command}"` },
  );
}

/** Picks the row with this text from the open quick pick. */
export async function quickPick(page: Page, text: string): Promise<void> {
  await quickPickRow(page, text).click();
}

/** The text field of the open quick pick or input box. */
export function quickInput(page: Page): Locator {
  return page.locator('.quick-input-widget:visible .quick-input-box input');
}

/** A button of the open modal dialog. */
export function modalButton(page: Page, name: string): Locator {
  return page.getByRole('dialog').getByRole('button', { name });
}

/** Answers the open modal dialog by keyboard: with Tab to the button, which a dialog that just opened may take the focus from again. */
export async function answerModal(page: Page, name: string): Promise<void> {
  const button = modalButton(page, name);
  await poll(
    async () => {
      if (await button.evaluate((element) => element === document.activeElement)) return true;
      await page.keyboard.press('Tab');
      return false;
    },
    { what: `the button ${name} had the focus`, everyMs: 200 },
  );
  await page.keyboard.press('Enter');
  await button.waitFor({ state: 'detached' });
}

/** The text and detail of the open modal dialog. */
export async function modalText(page: Page): Promise<string> {
  return (await page.locator('.monaco-dialog-box .dialog-message-container').innerText()).trim();
}

/** The toast with this text; none are shown in a session with the agent. */
export function toast(page: Page, text: string): Locator {
  return page.locator('.notification-toast', { hasText: text }).first();
}

/** The content of the n-th webview that is showing, counted from 0. */
export function webviewFrame(page: Page, index = 0): FrameLocator {
  return page.locator('iframe.webview.ready').nth(index).contentFrame().locator('iframe#active-frame').contentFrame();
}

/** Trusts the open folder, in a session with workspace trust turned on. */
export async function trustFolder(page: Page): Promise<void> {
  await palette(page, 'Workspaces: Manage Workspace Trust');
  await page.locator('.workspace-trust-editor .workspace-trust-buttons-row .monaco-button', { hasText: 'Trust' }).first().click();
  await page.locator('.part.statusbar', { hasText: 'Restricted Mode' }).waitFor({ state: 'hidden' });
}

/**
 * Does something that the extension keeps as a secret or as state, and waits until the browser's storage holds it: it
 * is written there a moment later, and a window that is left sooner forgets it.
 */
export async function remembered(page: Page, where: 'secrets' | 'state', act: () => Promise<unknown>): Promise<void> {
  const look = (): Promise<string> => (where === 'secrets' ? sealedSecrets(page) : extensionState(page));
  const before = await look();
  await act();
  await poll(async () => (await look()) !== before, { what: `the browser's storage held the ${where}` });
}

/** Encrypted, and another text after each change. */
function sealedSecrets(page: Page): Promise<string> {
  return page.evaluate(() => localStorage.getItem('secrets.provider') ?? '');
}

function extensionState(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const answer = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.addEventListener('success', () => resolve(request.result));
        request.addEventListener('error', () => reject(request.error));
      });
    const found: unknown[] = [];
    for (const { name } of await indexedDB.databases()) {
      if (!name?.startsWith('vscode-web-state-db')) continue;
      const database = await answer(indexedDB.open(name));
      found.push(await answer(database.transaction('ItemTable').objectStore('ItemTable').get('custody.custody')));
      database.close();
    }
    return JSON.stringify(found);
  });
}

/** The approving button of the tool confirmation that chat shows. */
export function chatConfirmation(page: Page): Locator {
  return page.locator(approve).first();
}

/** Approves the tool confirmation that chat shows. */
export async function chatAllow(page: Page): Promise<void> {
  await chatConfirmation(page).click();
}

function quickPickRow(page: Page, text: string): Locator {
  return page.locator('.quick-input-widget:visible .quick-input-list .monaco-list-row', { hasText: text }).first();
}
