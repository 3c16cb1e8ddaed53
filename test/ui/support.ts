import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Sandbox } from '../../src/sandbox/server.ts';
import { packVsix } from '../harness/packVsix.ts';
import { poll } from '../harness/poll.ts';
import { puppet as puppetAt, puppetPort, type Puppet } from '../harness/puppet.ts';
import { openSession, type Session, type SessionOptions } from '../harness/session.ts';
import { startVsCodeServer, type VsCodeServer } from '../harness/vscodeServer.ts';

const repository = join(import.meta.dirname, '..', '..');
let packing: Promise<string> | undefined;

/** The built extension as users get it, packed once a run; CUSTODY_VSIX names one that is packed already. */
export function productVsix(): Promise<string> {
  const given = process.env['CUSTODY_VSIX'];
  packing ??= given ? Promise.resolve(given) : pack();
  return packing;
}

async function pack(): Promise<string> {
  const folder = join(repository, 'out');
  await mkdir(folder, { recursive: true });
  const vsix = join(folder, 'custody.vsix');
  // Whoever installs the last one meanwhile must not meet half of a new one.
  await rename(await packVsix(repository, `${vsix}.${process.pid}`), vsix);
  return vsix;
}

export type ProductOptions = Partial<Pick<SessionOptions, 'settings' | 'theme' | 'trust' | 'env'>> & {
  /** The person's home folder, whose `.aws` holds the profiles. */
  readonly home?: string | undefined;
};

/** Opens VS Code on an empty folder with the product in it, dialogs and toasts included. */
export async function openProduct({ home, env, ...options }: ProductOptions = {}): Promise<Session> {
  const workspace = await mkdtemp(join(tmpdir(), 'custody-workspace-'));
  const session = await openSession({
    ...options,
    extension: { vsix: await productVsix() },
    workspace,
    env: { ...env, ...(home === undefined ? {} : homeOf(home)) },
  });
  await session.page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: new URL(session.server.url).origin });
  return {
    ...session,
    close: async () => {
      await session.close();
      await rm(workspace, { recursive: true, force: true });
    },
  };
}

/** What tells a process where home is, on each system. */
export function homeOf(home: string): NodeJS.ProcessEnv {
  return { HOME: home, USERPROFILE: home };
}

/** A home folder whose profile `demo` signs in to the sandbox; `others` are more sections of the config file. */
export async function homeWithProfile(sandbox: Pick<Sandbox, 'credentials' | 'region'>, others = ''): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'custody-home-'));
  const { accessKeyId, secretAccessKey } = sandbox.credentials;
  await mkdir(join(home, '.aws'));
  await writeFile(
    join(home, '.aws', 'credentials'),
    `[demo]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
  );
  await writeFile(join(home, '.aws', 'config'), `[profile demo]\nregion = ${sandbox.region}\n${others}`);
  return home;
}

/** Changes secrets of a sandbox behind the product's back. */
export function clientOf({ endpoint, region, credentials }: Sandbox): SecretsManagerClient {
  return new SecretsManagerClient({ endpoint, region, credentials });
}

/** How often the sandbox was asked for this operation. */
export function countOf(sandbox: Sandbox, operation: string): number {
  return sandbox.requests().filter((request) => request.operation === operation).length;
}

/** What the clipboard of the person holds. */
export function clipboard(puppet: Puppet): Promise<string> {
  return puppet.run((vscode) => vscode.env.clipboard.readText());
}

/** Waits until the clipboard holds what is wanted. */
export function clipboardHolds(puppet: Puppet, wanted: string): Promise<unknown> {
  return poll(async () => (await clipboard(puppet)) === wanted, { what: 'the clipboard held what was copied' });
}

/** Sets a setting of the person's own, and waits until every extension knows. */
export function setSetting(puppet: Puppet, name: string, value: unknown): Promise<void> {
  return puppet.run(
    async (vscode, args) => {
      const known = new Promise<void>((resolve) => {
        const listening = vscode.workspace.onDidChangeConfiguration((event) => {
          if (!event.affectsConfiguration(args.name)) return;
          listening.dispose();
          resolve();
        });
      });
      await vscode.workspace.getConfiguration().update(args.name, args.value, vscode.ConfigurationTarget.Global);
      await known;
    },
    { name, value },
  );
}

/** The text of the document in front, as soon as it contains this. */
export function documentWith(puppet: Puppet, text: string): Promise<string> {
  return poll(
    async () => {
      const shown = await puppet.run((vscode) => vscode.window.activeTextEditor?.document.getText() ?? '');
      return shown.includes(text) && shown;
    },
    { what: `a document with "${text}" opened` },
  );
}

/** Takes away every toast. */
export function clearToasts(puppet: Puppet): Promise<unknown> {
  return puppet.run((vscode) => vscode.commands.executeCommand('notifications.clearAll'));
}

/** A notification, as a toast or in the list that `notified` opens. */
export function notification(page: Page, text: string): Locator {
  return page.locator('.notification-toast, .notifications-center.visible .notification-list-item', { hasText: text }).first();
}

/** Waits for a notification, and returns what it says; the editor keeps one in its list alone once it has shown three within 800 ms, or for 10 s. */
export async function notified({ page, puppet }: Session, text: string): Promise<string> {
  const shown = notification(page, text);
  const inTime = await shown.waitFor({ timeout: 3_000 }).then(
    () => true,
    () => false,
  );
  const message = shown.locator('.notification-list-item-message');
  if (inTime) return message.innerText();
  const list = (shows: boolean): Promise<unknown> =>
    puppet.run((vscode, args) => vscode.commands.executeCommand(`notifications.${args.shows ? 'show' : 'hide'}List`), { shows });
  await poll(
    async () => {
      if (await shown.isVisible()) return true;
      await list(true);
      return shown.isVisible();
    },
    { what: `a notification said "${text}"`, everyMs: 500 },
  );
  const said = await message.innerText();
  // It would lie over what a test clicks next.
  await list(false);
  return said;
}

/** Presses a button of a notification. */
export async function answerNotification({ page, puppet }: Session, text: string, button: string): Promise<void> {
  const named = notification(page, text).getByRole('button', { name: button });
  await poll(
    async () => {
      if (!(await named.isVisible())) await puppet.run((vscode) => vscode.commands.executeCommand('notifications.showList'));
      return named.click({ timeout: 3_000 }).then(() => true);
    },
    { what: `"${button}" of the notification "${text}" was pressed` },
  );
  await puppet.run((vscode) => vscode.commands.executeCommand('notifications.hideList'));
}

/** Keeps a picture of the window when a test failed: `afterEach(pictureOfFailure(() => session))`. */
export function pictureOfFailure(session: () => Session | undefined): (this: Mocha.Context) => Promise<void> {
  return async function keepPicture() {
    if (this.currentTest?.state !== 'failed') return;
    const file = `${this.currentTest.fullTitle().replace(/\W+/g, '-').slice(0, 120)}.png`;
    await session()?.page.screenshot({ path: join(repository, 'out', 'ui-failures', file) });
  };
}

/** Closes every editor and panel; what was not saved is thrown away. */
export function closeEditors(puppet: Puppet): Promise<unknown> {
  return poll(
    () =>
      puppet.run(async (vscode) => {
        await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
        return vscode.window.tabGroups.all.every((group) => group.tabs.length === 0);
      }),
    { what: 'every editor closed' },
  );
}

/** Opens another folder in the window, and waits until its extensions run. */
export async function goTo({ page, userDataDir }: Session, folder: string): Promise<void> {
  const portFile = portFileOf(userDataDir);
  await rm(portFile, { force: true });
  const url = new URL(page.url());
  url.searchParams.set('folder', folder);
  await page.goto(url.href);
  await page.locator('.monaco-workbench .part.statusbar').waitFor();
  await puppetPort(portFile);
}

/** Ends the server and starts it again on the same port and folders, as after a restart of the machine; the window is loaded anew. */
export async function restart(session: Session, home: string): Promise<{ readonly server: VsCodeServer; readonly puppet: Puppet }> {
  const { server: old, userDataDir } = session;
  await old.stop();
  const token = randomBytes(16).toString('hex');
  const portFile = portFileOf(userDataDir);
  const server = await startVsCodeServer({
    userDataDir,
    port: old.port,
    connectionToken: new URL(old.url).searchParams.get('tkn') ?? undefined,
    env: { ...homeOf(home), CUSTODY_PUPPET_TOKEN: token, CUSTODY_PUPPET_PORT_FILE: portFile },
    log: () => {},
  });
  await session.reload();
  return { server, puppet: puppetAt(() => puppetPort(portFile), token) };
}

function portFileOf(userDataDir: string): string {
  return join(userDataDir, 'puppet-port');
}

/** Has the editor start our MCP server and returns the names of its tools. It learns of a server half a second after activation; until then a start does nothing. */
export function startedTools(remote: Puppet): Promise<readonly string[]> {
  return remote.run(async (vscode) => {
    await vscode.commands.executeCommand('workbench.mcp.startServer', '*', { waitForLiveTools: true });
    return vscode.lm.tools.map((tool) => tool.name).filter((name) => name.startsWith('mcp_custody_'));
  });
}

/** Every finished call of an operation that the audit log tells of, by its result. */
export async function auditedResults({ userDataDir }: Session, operation: string): Promise<readonly string[]> {
  const folder = join(userDataDir, 'User', 'globalStorage', 'custody.custody', 'audit');
  const texts = await Promise.all((await readdir(folder)).map((file) => readFile(join(folder, file), 'utf8')));
  const lines: readonly { operation: string; phase: string; result?: string }[] = texts.flatMap((text) =>
    text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line)),
  );
  return lines.flatMap((line) => (line.operation === operation && line.phase === 'outcome' ? [line.result ?? ''] : []));
}
