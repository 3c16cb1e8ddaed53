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

  /** What is found in a scene, theme by theme: the page changes its theme as it does when the person changes the editor's. */
  async function findings(scene: string, spoil?: () => void): Promise<readonly string[]> {
    const [name, play, size = {}] = scenes[scene] ?? assert.fail(scene);
    const open = await openPage({ browser, server, name, theme: themes.dark, ...size });
    try {
      await play(open);
      if (spoil) await open.page.evaluate(spoil);
      // As the debugger, which the page's own policy does not bind.
      await open.page.evaluate(axe.source);
      const found: string[] = [];
      for (const theme of ['dark', 'light', 'contrast'] as const) {
        if (theme !== 'dark') await open.changeTheme(themes[theme]);
        const options = theme === 'dark' ? {} : { runOnly: ofColors };
        const { violations } = await open.page.evaluate((given) => window.axe.run(given), options);
        found.push(
          ...violations
            .filter(({ impact }) => impact === 'serious' || impact === 'critical')
            .map(({ id, nodes }) => `${theme}: ${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`),
        );
      }
      return found;
    } finally {
      await open.page.close();
    }
  }

  for (const scene of Object.keys(scenes)) {
    it(`${scene} has no serious fault in dark, light and high contrast`, async () => {
      assert.deepEqual(await findings(scene), []);
    });
  }

  it('would show one: words of the color behind them, in each theme', async () => {
    const found = await findings('create', () => {
      const words = document.body.appendChild(document.createElement('p'));
      words.textContent = 'hardly seen';
      words.style.color = 'rgb(120, 120, 120)';
      words.style.background = 'rgb(128, 128, 128)';
    });
    for (const theme of ['dark', 'light', 'contrast']) assert.match(found.join('\n'), new RegExp(`${theme}: color-contrast`));
  });

  it('would show one: a theme that came late, with words of its background', async () => {
    const found = await findings('create', () => {
      const words = document.body.appendChild(document.createElement('p'));
      words.textContent = 'seen in the dark alone';
      words.style.color = 'rgb(238, 238, 238)';
      words.style.background = 'var(--vscode-editor-background)';
    });
    assert.doesNotMatch(found.join('\n'), /dark: color-contrast/);
    assert.match(found.join('\n'), /light: color-contrast/);
  });

  it('would show one: a picture without words', async () => {
    const found = await findings('create', () => document.body.append(document.createElement('img')));
    assert.match(found.join(), /image-alt/);
  });
});
