import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../harness/browser.ts';
import type { PageName } from './bundlePages.ts';
import { openPage, type OpenPage } from './openPage.ts';
import { servePages, type PageServer } from './pageServer.ts';
import { themes } from './themes.ts';

/** Gives a suite one page, opened at will. After each test it must have obeyed its policy and kept no state. */
export function usePages(name: PageName): () => Promise<OpenPage> {
  let server: PageServer;
  let browser: Browser;
  let opened: readonly OpenPage[] = [];

  before(async () => {
    server = await servePages();
    browser = await launchBrowser();
  });

  afterEach(async () => {
    for (const { page, seen } of opened) {
      const { violations, stateCalls } = await seen();
      assert.deepEqual(violations, []);
      assert.equal(stateCalls, 0, 'getState or setState was called');
      await page.close();
    }
    opened = [];
    assert.deepEqual(server.strays(), []);
  });

  after(async () => {
    await browser.close();
    await server.close();
  });

  return async () => {
    const open = await openPage({ browser, server, name, theme: themes.dark });
    opened = [...opened, open];
    return open;
  };
}
