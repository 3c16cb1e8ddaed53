import type { Browser, Page } from 'playwright-core';
import type { PageName } from './bundlePages.ts';
import { messageNonce, type PageServer } from './pageServer.ts';
import type { Theme } from './themes.ts';

/** What the page did that a test may want to know. */
interface Seen {
  readonly sent: readonly { readonly nonce: string; readonly message: unknown }[];
  readonly stateCalls: number;
  readonly violations: readonly string[];
}

declare global {
  interface Window {
    custodySent: { nonce: string; message: unknown }[];
    custodyStateCalls: number;
    custodyViolations: string[];
    custodyScriptRan: boolean;
    custodyWear: (theme: Theme) => void;
    acquireVsCodeApi: () => unknown;
  }
}

export interface OpenPage {
  readonly page: Page;
  /** Posts a message as the extension does. */
  readonly post: (message: unknown) => Promise<void>;
  readonly sent: () => Promise<readonly unknown[]>;
  readonly seen: () => Promise<Seen>;
  /** Changes the colors of the open page, as the editor does. */
  readonly changeTheme: (theme: Theme) => Promise<void>;
  /** Whether the button can be used now; the toolkit draws that a frame later. */
  readonly isEnabled: (label: string) => Promise<boolean>;
}

interface OpenPageOptions {
  readonly browser: Browser;
  readonly server: PageServer;
  readonly name: PageName;
  readonly theme: Theme;
  readonly width?: number;
  readonly height?: number;
  /** Runs before the page's own scripts, to take one of its defences away. */
  readonly spoil?: () => void;
  /** Takes the policy away too. */
  readonly bypassCSP?: boolean;
}

/** Opens a page with a stand-in for VS Code around it, its clock in the test's hand. */
export async function openPage(options: OpenPageOptions): Promise<OpenPage> {
  const { browser, server, name, theme, width = 760, height = 720, spoil, bypassCSP = false } = options;
  const page = await browser.newPage({ viewport: { width, height }, bypassCSP });
  await page.clock.install();
  await page.addInitScript(standIn, theme);
  if (spoil) await page.addInitScript(spoil);
  await page.goto(`${server.origin}/${name}`);

  const seen = (): Promise<Seen> =>
    page.evaluate(() => ({ sent: window.custodySent, stateCalls: window.custodyStateCalls, violations: window.custodyViolations }));

  return {
    page,
    post: (message) =>
      page
        .evaluate((data) => window.postMessage(data, '*'), { nonce: messageNonce, message })
        .then(() =>
          page.evaluate(
            () =>
              new Promise((done) => {
                // Messages arrive in order: once this one is here, so is the one before it.
                window.addEventListener('message', done, { once: true });
                window.postMessage('after', '*');
              }),
          ),
        )
        .then(() => undefined),
    sent: async () => (await seen()).sent.map(({ message }) => message),
    seen,
    changeTheme: async (next) => {
      await page.evaluate((worn) => window.custodyWear(worn), next);
      // What takes its colors from scripts draws itself anew a frame later.
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    },
    isEnabled: (label) =>
      page
        .locator('vscode-button')
        .filter({ hasText: new RegExp(`^\\s*${label}\\s*$`) })
        .evaluate((button) => 'disabled' in button && button.disabled === false),
  };
}

/** Runs in the page, before any of its own scripts. */
function standIn(theme: Theme): void {
  window.custodySent = [];
  window.custodyStateCalls = 0;
  window.custodyViolations = [];
  window.custodyScriptRan = false;
  document.addEventListener('securitypolicyviolation', (event) => {
    window.custodyViolations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`);
  });
  let acquired = false;
  window.acquireVsCodeApi = () => {
    if (acquired) throw new Error('The API can be acquired once.');
    acquired = true;
    return {
      postMessage: (envelope: { nonce: string; message: unknown }) => window.custodySent.push(structuredClone(envelope)),
      getState: () => {
        window.custodyStateCalls += 1;
      },
      setState: () => {
        window.custodyStateCalls += 1;
      },
    };
  };
  window.custodyWear = (worn) => {
    const { style } = document.documentElement;
    for (const name of [...style].filter((each) => each.startsWith('--vscode-'))) style.removeProperty(name);
    for (const [key, value] of Object.entries(worn.variables)) style.setProperty(`--vscode-${key}`, value);
    document.body.classList.remove(...[...document.body.classList].filter((each) => each.startsWith('vscode-')));
    document.body.classList.add(worn.bodyClass);
    document.body.setAttribute('data-vscode-theme-kind', worn.bodyClass);
  };
  document.addEventListener('DOMContentLoaded', () => window.custodyWear(theme));
}
