import assert from 'node:assert/strict';
import axe from 'axe-core';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../harness/browser.ts';
import { openPage } from './openPage.ts';
import { servePages, type PageServer } from './pageServer.ts';
import { scenes } from './scenes.ts';
import { themes } from './themes.ts';

interface Finding {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string }[];
}

declare global {
  interface Window {
    axe: { run: (options: { runOnly?: string[] }) => Promise<{ violations: Finding[] }> };
  }
}

// What a theme can change. All else is asked in one of them.
const ofColors = ['color-contrast', 'link-in-text-block'];

describe('every page, in every theme, for those who do not see or do not use a mouse', () => {
  let browser: Browser;
  let server: PageServer;
  before(async () => {
    server = await servePages();
    browser = await launchBrowser();
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  async function findings(scene: string, theme: keyof typeof themes, spoil?: () => void): Promise<readonly string[]> {
    const [name, play, size = {}] = scenes[scene] ?? assert.fail(scene);
    const open = await openPage({ browser, server, name, theme: themes[theme], ...size });
    try {
      await play(open);
      if (spoil) await open.page.evaluate(spoil);
      // As the debugger, which the page's own policy does not bind.
      await open.page.evaluate(axe.source);
      const options = theme === 'dark' ? {} : { runOnly: ofColors };
      const { violations } = await open.page.evaluate((given) => window.axe.run(given), options);
      return violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
    } finally {
      await open.page.close();
    }
  }

  for (const theme of ['dark', 'light', 'contrast'] as const) {
    for (const scene of Object.keys(scenes)) {
      it(`${scene} has no serious fault in ${theme}`, async () => {
        assert.deepEqual(await findings(scene, theme), []);
      });
    }
  }

  it('would show one: words of the color behind them, in each theme', async () => {
    for (const theme of ['dark', 'light', 'contrast'] as const) {
      const found = await findings('create', theme, () => {
        const words = document.body.appendChild(document.createElement('p'));
        words.textContent = 'hardly seen';
        words.style.color = 'rgb(120, 120, 120)';
        words.style.background = 'rgb(128, 128, 128)';
      });
      assert.match(found.join(), /color-contrast/, theme);
    }
  });

  it('would show one: a picture without words', async () => {
    const found = await findings('create', 'dark', () => document.body.append(document.createElement('img')));
    assert.match(found.join(), /image-alt/);
  });
});
