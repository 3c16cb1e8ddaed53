import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { installExtensions } from './installedExtensions.ts';
import { puppet, puppetPort, type Puppet } from './puppet.ts';
import { remoteUri } from './remoteUri.ts';
import { seedSettings, type Settings, type Theme } from './seedSettings.ts';
import { startVsCodeServer, type VsCodeServer } from './vscodeServer.ts';

export type SessionOptions = {
  /** The extension under test: packed, as users get it, or a folder (then there is no scripted agent). */
  readonly extension: { readonly vsix?: string | undefined; readonly development?: string | undefined };
  /** Adds the scripted agent to the chat. VS Code then hides toasts, so leave it out where they matter. */
  readonly agent?: boolean | undefined;
  readonly workspace: string;
  readonly settings?: Settings | undefined;
  readonly env?: NodeJS.ProcessEnv | undefined;
  readonly theme?: Theme | undefined;
  /** Turns workspace trust on: the folder opens in restricted mode until trustFolder() is called. */
  readonly trust?: boolean | undefined;
};

export type Session = {
  readonly page: Page;
  readonly puppet: Puppet;
  readonly server: VsCodeServer;
  readonly userDataDir: string;
  /** Reloads the window. */
  readonly reload: () => Promise<void>;
  readonly close: () => Promise<void>;
};

const fakes = join(import.meta.dirname, '..', 'fakes');

/** Opens a real VS Code with the extension in it, and a browser page to look at and click in. */
export async function openSession(options: SessionOptions): Promise<Session> {
  if (options.agent && options.extension.development) {
    throw new Error('Give the extension as a VSIX here: VS Code takes one development extension, and that is the agent.');
  }
  const closers: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).toReversed()) await closer();
  };
  try {
    const userDataDir = await mkdtemp(join(tmpdir(), 'custody-ui-'));
    closers.push(() => rm(userDataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }));
    await prepare(options, userDataDir);
    const token = randomBytes(16).toString('hex');
    const portFile = join(userDataDir, 'puppet-port');
    const server = await startServer(options, userDataDir, { CUSTODY_PUPPET_TOKEN: token, CUSTODY_PUPPET_PORT_FILE: portFile });
    closers.push(server.stop);
    const browser = await launchBrowser();
    closers.push(() => browser.close());
    return await openPage(options, { userDataDir, portFile, token, server, browser, close });
  } catch (error) {
    await close();
    throw error;
  }
}

type Parts = {
  readonly userDataDir: string;
  readonly portFile: string;
  readonly token: string;
  readonly server: VsCodeServer;
  readonly browser: Browser;
  readonly close: () => Promise<void>;
};

async function openPage(options: SessionOptions, { userDataDir, portFile, token, server, browser, close }: Parts): Promise<Session> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  context.setDefaultTimeout(60_000);
  const port = (): Promise<number> => puppetPort(portFile);
  const page = await newWorkbench(context, pageUrl(options, server), port);
  return {
    page,
    puppet: puppet(port, token),
    server,
    userDataDir,
    reload: async () => {
      await rm(portFile, { force: true });
      await page.reload();
      await workbenchReady(page, port);
    },
    close,
  };
}

// Otherwise chat folds away what the agent said and did as soon as it has finished.
const unfoldedChat: Settings = { 'chat.agent.thinking.collapsedTools': 'off', 'chat.agent.collapseCompletedResponses': false };

async function prepare({ extension, agent, settings, theme, trust }: SessionOptions, userDataDir: string): Promise<void> {
  const own = { 'security.workspace.trust.enabled': trust ?? false, ...(agent ? unfoldedChat : {}) };
  await seedSettings(userDataDir, { ...own, ...settings }, theme);
  await installExtensions(extension.vsix, userDataDir);
}

function startServer({ agent, extension, env }: SessionOptions, userDataDir: string, own: NodeJS.ProcessEnv): Promise<VsCodeServer> {
  return startVsCodeServer({
    userDataDir,
    smoke: agent === true || extension.development !== undefined,
    connectionToken: randomBytes(16).toString('hex'),
    env: { ...env, ...own },
    proposedApi: agent ? ['custody-test.agent'] : [],
    log: () => {},
  });
}

function pageUrl({ agent, extension, workspace }: SessionOptions, server: VsCodeServer): string {
  const url = new URL(server.url);
  url.searchParams.set('folder', workspace);
  const development = agent ? join(fakes, 'agent') : extension.development;
  if (development) {
    const payload = [
      ['extensionDevelopmentPath', remoteUri(server.port, development)],
      ['skipWelcome', 'true'],
    ];
    url.searchParams.set('payload', JSON.stringify(payload));
  }
  return url.href;
}

async function newWorkbench(context: BrowserContext, url: string, port: () => Promise<number>): Promise<Page> {
  const page = await context.newPage();
  await page.goto(url);
  await workbenchReady(page, port);
  return page;
}

async function workbenchReady(page: Page, port: () => Promise<number>): Promise<void> {
  await page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
  await port();
}
