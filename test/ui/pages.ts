import type { FrameLocator, Locator, Page } from 'playwright-core';
import { poll } from '../harness/poll.ts';
import { expand, openView, palette, quickInput, treeRow, trustFolder } from '../harness/workbench.ts';

/** Opens the view and adds the sandbox from its welcome. */
export async function trySandbox(page: Page): Promise<void> {
  await openView(page, 'Custody');
  await page.getByRole('button', { name: 'Try the Sandbox' }).click();
  await treeRow(page, 'sandbox (sandbox)').waitFor();
}

/** Unfolds rows one below the other; each is named by the start of its label. */
export async function unfold(page: Page, ...labels: readonly string[]): Promise<void> {
  for (const label of labels) {
    const row = page.locator(`.part.sidebar [role="treeitem"][aria-label^=${JSON.stringify(label)}]`).first();
    await row.waitFor();
    await expand(row);
  }
}

/** The row of a secret: its whole name, with or without marks after it. */
export function secretRow(page: Page, name: string): Locator {
  const label = `secret, ${name}`;
  return page
    .locator(`.part.sidebar [role="treeitem"]:is([aria-label="${label}"], [aria-label^="${label},"], [aria-label^="${label} "])`)
    .first();
}

/** Waits until a row's label says this. */
export async function labelSays(row: Locator, words: string): Promise<void> {
  await row.and(row.page().locator(`[aria-label*=${JSON.stringify(words)}]`)).waitFor();
}

/** The page of ours that is in front. */
export function frontPage(page: Page): FrameLocator {
  return page.locator('iframe.webview.ready:visible').last().contentFrame().locator('iframe#active-frame').contentFrame();
}

/** The confirmation card in front, once it asks this. */
export async function openCard(page: Page, headline: string): Promise<FrameLocator> {
  const card = frontPage(page);
  await card.getByRole('heading', { name: headline, exact: true }).waitFor();
  return card;
}

/** The tab of an editor or panel. */
export function editorTab(page: Page, title: string): Locator {
  return page.locator('.part.editor .tab', { hasText: title }).first();
}

/** Closes a tab with its own cross, and waits until it is gone. */
export async function closeTab(page: Page, title: string): Promise<void> {
  const tab = editorTab(page, title);
  await tab.hover();
  await tab.locator('a.action-label[aria-label*="Close"]').click();
  await tab.waitFor({ state: 'detached' });
}

/** Everything that stands in a webview, attributes and shadow roots included. */
export async function domOf(frame: FrameLocator): Promise<string> {
  return frame.locator('html').evaluate((root) => {
    const read = (node: Element | ShadowRoot): string =>
      node.innerHTML +
      [...node.querySelectorAll('*')]
        .map((inner) => (inner.shadowRoot ? read(inner.shadowRoot) : '') + ('value' in inner ? String(inner.value) : ''))
        .join('');
    return read(root);
  });
}

/** Answers an input box or a quick pick whose title or prompt contains this, with the keyboard alone. */
export async function answerPrompt(page: Page, prompt: string, text: string): Promise<void> {
  await promptOpen(page, prompt);
  if (text !== '') await page.keyboard.type(text);
  if (!(await quickInput(page).inputValue()).endsWith(text)) await quickInput(page).fill(text);
  await leaveBy(page, prompt, 'Enter');
}

/** Picks from a quick pick with the keyboard: types until the row is the first one, then Enter. */
export async function pickByKey(page: Page, prompt: string, row: string): Promise<void> {
  await promptOpen(page, prompt);
  await page.keyboard.type(row);
  // What takes the focus in the middle, as a page that is drawn late may, takes the rest of the keys.
  if ((await quickInput(page).inputValue()) !== row) await quickInput(page).fill(row);
  await page.locator('.quick-input-widget:visible .quick-input-list .monaco-list-row.focused', { hasText: row }).waitFor();
  await leaveBy(page, prompt, 'Enter');
}

/** Leaves the prompt that says this. */
export async function escapePrompt(page: Page, prompt: string): Promise<void> {
  await promptOpen(page, prompt);
  await leaveBy(page, prompt, 'Escape');
  await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
}

/** Waits until a prompt with this placeholder or message takes keys. */
export async function promptOpen(page: Page, prompt: string): Promise<void> {
  let openSince: number | undefined;
  await poll(
    async () => {
      if (!(await asks(page, prompt))) return false;
      if (await quickInput(page).evaluate((input) => input === document.activeElement)) return true;
      openSince ??= Date.now();
      // A page of the editor's own that is drawn late takes the keyboard from it, and a person clicks where they want to type.
      if (Date.now() - openSince > 5_000) await quickInput(page).click({ timeout: 500 });
      return false;
    },
    { what: `a prompt "${prompt}" opened` },
  );
}

/** Presses a key in a prompt, again when the key went astray, until the prompt is left. */
async function leaveBy(page: Page, prompt: string, key: 'Enter' | 'Escape'): Promise<void> {
  // What was wrong with the text of a moment ago may still stand in the prompt's place, and keeps Enter from answering.
  const isRefused = (): Promise<boolean> => page.locator('.quick-input-widget:visible .quick-input-box .monaco-inputbox.error').isVisible();
  const isLeft = async (): Promise<boolean> => !(await asks(page, prompt)) && !(await isRefused());
  await poll(
    async () => {
      if (await isLeft()) return true;
      if (await asks(page, prompt)) await quickInput(page).press(key, { timeout: 500 });
      return poll(isLeft, { what: 'the prompt was left', deadlineMs: 2_000 });
    },
    { what: `the prompt "${prompt}" was answered` },
  );
}

/** Whether the open prompt is this one. The title is the same for all prompts of a command and says nothing. */
async function asks(page: Page, prompt: string): Promise<boolean> {
  return page
    .locator('.quick-input-widget')
    .evaluate(
      (widget, text) =>
        widget.checkVisibility() &&
        (widget.querySelector('.quick-input-box input')?.getAttribute('placeholder')?.startsWith(text) === true ||
          widget.querySelector('.quick-input-message')?.textContent.includes(text) === true),
      prompt,
    );
}

/** Runs one of our commands from the palette. */
export function command(page: Page, title: string): Promise<void> {
  return palette(page, `Custody: ${title}`);
}

/** Every toast on the screen, as one text. */
export async function toastTexts(page: Page): Promise<string> {
  return (await page.locator('.notification-toast').allInnerTexts()).join('\n');
}

/** Adds the account of a profile through the prompts; further regions are ticked beside the profile's own. */
export async function addProfile(page: Page, profile: string, furtherRegions: readonly string[] = []): Promise<void> {
  await command(page, 'Add Account');
  await pickByKey(page, 'Where do its credentials come from?', 'Profile');
  await pickByKey(page, 'Profile', profile);
  await pickRegions(page, furtherRegions);
  await answerPrompt(page, 'Name that you and agents call it by', '');
}

/** Ticks these regions beside the ones ticked already. */
export async function pickRegions(page: Page, regions: readonly string[]): Promise<void> {
  await promptOpen(page, 'Regions to show');
  for (const region of regions) await page.locator('.quick-input-list .monaco-list-row', { hasText: region }).first().click();
  await leaveBy(page, 'Regions to show', 'Enter');
}

/** Trusts the open folder, and leaves the page on which that is done. */
export async function trust(page: Page): Promise<void> {
  await trustFolder(page);
  // It opens over the workbench and takes every click until it is closed.
  const overlay = page.locator('.monaco-modal-editor-block');
  await overlay.locator('a.action-label[aria-label*="Close"]').first().click();
  await overlay.waitFor({ state: 'detached' });
}

/** Answers VS Code's own file dialog with a path. */
export async function giveFile(page: Page, title: string, path: string): Promise<void> {
  const widget = page.locator('.quick-input-widget:visible');
  const dialog = widget.filter({ hasText: title });
  // It asks this in the place of its title, when a path was mixed with the folder it had begun in.
  const lost = widget.filter({ hasText: 'does not exist' });
  await dialog.waitFor();
  const input = quickInput(page);
  // It reads the folder it begins in first, writes over what was typed until then, and takes no Enter before.
  await dialog.locator('.quick-input-list .monaco-list-row').first().waitFor();
  // Whether it took one is seen by its closing alone: another too soon would answer what it opened.
  await poll(
    async () => {
      if (!(await dialog.or(lost).isVisible())) return true;
      if ((await input.inputValue({ timeout: 500 })) !== path) {
        await input.fill(path, { timeout: 500 });
        return false;
      }
      await input.press('Enter', { timeout: 500 });
      return dialog
        .or(lost)
        .waitFor({ state: 'hidden', timeout: 4_000 })
        .then(() => true);
    },
    { what: `the file dialog "${title}" took the path` },
  );
}
