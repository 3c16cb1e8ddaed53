import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launchBrowser } from '../harness/browser.ts';
import { freePort } from '../harness/freePort.ts';
import { spawnGroup, stopGroup } from '../harness/processes.ts';
import { openView, remembered, treeRow } from '../harness/workbench.ts';
import { trySandbox } from './pages.ts';

type Child = ReturnType<typeof spawnGroup>;

describe('npm start, on a machine without VS Code', () => {
  let data: string;
  let port: number;
  let browser: Browser;
  let context: BrowserContext;
  let running: Child | undefined;

  before(async () => {
    data = await mkdtemp(join(tmpdir(), 'custody-start-'));
    port = await freePort();
    browser = await launchBrowser();
    context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  });
  after(async () => {
    if (running) await stopGroup(running);
    await browser?.close();
    await rm(data, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  });

  /** Starts it as the script does, and reads the address it prints. */
  async function start(): Promise<URL> {
    running = spawnGroup(process.execPath, ['test/harness/start.ts'], {
      env: {
        ...process.env,
        XDG_DATA_HOME: data,
        HOME: data,
        XDG_CACHE_HOME: process.env['XDG_CACHE_HOME'] || join(process.env['HOME'] ?? '', '.cache'),
        CUSTODY_START_SERVER: '1',
        CUSTODY_START_PORT: String(port),
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const { stdout } = running;
    if (!stdout) throw new Error('The process has no output.');
    for await (const line of createInterface({ input: stdout })) {
      const address = /^Open (\S+)$/.exec(line)?.[1];
      if (address) return new URL(address);
    }
    throw new Error('It ended without an address.');
  }

  async function open(address: URL): Promise<Page> {
    const page = await context.newPage();
    await page.goto(address.href);
    await page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
    return page;
  }

  it('prints an address with a secret in it, and lets nobody in without', async () => {
    const address = await start();
    assert.equal(address.hostname, 'localhost');
    assert.match(address.searchParams.get('tkn') ?? '', /^[0-9a-f]{48}$/);
    assert.equal((await fetch(`http://127.0.0.1:${port}/`)).status, 403);
    const page = await open(address);
    await remembered(page, 'secrets', () => trySandbox(page));
    await page.close();
  });

  it('keeps the account over a reload and over a restart', async () => {
    assert.ok(running);
    await stopGroup(running);
    const page = await open(await start());
    await openView(page, 'Custody');
    await treeRow(page, 'sandbox (sandbox)').waitFor();
    await page.reload();
    await openView(page, 'Custody');
    await treeRow(page, 'sandbox (sandbox)').waitFor();
  });

  it('ends with Ctrl-C', async () => {
    assert.ok(running);
    const gone = once(running, 'exit');
    running.kill('SIGINT');
    const [code] = await gone;
    assert.equal(code, 130);
  });
});
