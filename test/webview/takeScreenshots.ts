import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { launchBrowser } from '../harness/browser.ts';
import { openPage } from './openPage.ts';
import { servePages } from './pageServer.ts';
import { scenes } from './scenes.ts';
import { themes } from './themes.ts';

// Pictures of every page in every theme, to look at: node test/webview/takeScreenshots.ts <folder>

const [, , folder = 'out/webview-shots', only = ''] = process.argv;
await mkdir(folder, { recursive: true });
const server = await servePages();
const browser = await launchBrowser();
for (const [theme, colours] of Object.entries(themes)) {
  for (const [name, [pageName, play, size = {}]] of Object.entries(scenes)) {
    if (!name.startsWith(only)) continue;
    const open = await openPage({ browser, server, name: pageName, theme: colours, ...size });
    await play(open);
    await open.page.screenshot({ path: join(folder, `${name}-${theme}.png`), animations: 'disabled' });
    const { violations } = await open.seen();
    if (violations.length > 0) console.log(name, theme, violations);
    await open.page.close();
  }
}
await browser.close();
await server.close();
