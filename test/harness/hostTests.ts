import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { format } from 'node:util';
import type { Page } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { describeResults, type Results } from './describeResults.ts';
import { remoteUri } from './remoteUri.ts';
import { seedSettings, type Settings } from './seedSettings.ts';
import { startVsCodeServer, type VsCodeServer } from './vscodeServer.ts';

export type HostTestOptions = {
  readonly extensionPath: string;
  /** The bundled file that exports run(). */
  readonly testsEntry: string;
  readonly workspace: string;
  readonly resultFile: string;
  readonly env?: NodeJS.ProcessEnv | undefined;
  readonly settings?: Settings | undefined;
  readonly logFolder?: string | undefined;
  readonly timeoutMs?: number | undefined;
};

type Verdict = { readonly code: number; readonly logs: unknown };

// The server runs without its native modules and without a marketplace, and says so at length each time.
const noise = /spdlog|watchdog|sqlite3|ServiceWorker|ENOTFOUND|ERR_NAME_NOT_RESOLVED/;

/** Runs mocha inside a real extension host, prints the results, and returns 0 only when all of them passed. */
export async function runHostTests(options: HostTestOptions): Promise<number> {
  const userDataDir = await mkdtemp(join(tmpdir(), 'custody-host-'));
  try {
    await rm(options.resultFile, { force: true });
    await seedSettings(userDataDir, options.settings);
    const lines: string[] = [];
    const verdict = await runInServer(options, userDataDir, lines);
    const results = await readResults(options.resultFile);
    console.log(results ? describeResults(results) : 'No result file was written: the test entry did not get as far as mocha.');
    const passed = verdict.code === 0 && results !== undefined && results.stats.failures === 0 && results.stats.passes > 0;
    if (!passed && options.logFolder) await saveLogs(options.logFolder, verdict.logs, lines);
    if (passed) return 0;
    return verdict.code === 0 ? 1 : verdict.code;
  } finally {
    await rm(userDataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

async function runInServer(options: HostTestOptions, userDataDir: string, lines: string[]): Promise<Verdict> {
  const server = await startVsCodeServer({
    userDataDir,
    smoke: true,
    connectionToken: randomBytes(16).toString('hex'),
    env: { ...options.env, CUSTODY_HOST_RESULTS: options.resultFile },
    log: (line) => lines.push(line),
  });
  try {
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      const verdict = await listenForVerdict(page, options.timeoutMs ?? 120_000, lines);
      await page.goto(testUrl(options, server));
      return await verdict.reached;
    } finally {
      await browser.close();
    }
  } finally {
    await server.stop();
  }
}

async function listenForVerdict(page: Page, timeoutMs: number, lines: string[]): Promise<{ readonly reached: Promise<Verdict> }> {
  const { promise, resolve } = Promise.withResolvers<Verdict>();
  const timer = setTimeout(() => {
    console.error(`The tests did not finish within ${timeoutMs} ms.`);
    resolve({ code: 124, logs: [] });
  }, timeoutMs);
  await page.exposeFunction('codeAutomationExit', (code: number, logs: unknown) => resolve({ code, logs }));
  await page.exposeFunction('codeAutomationLog', (type: string, args: readonly unknown[]) => {
    const text = `[${type}] ${format(...args)}`;
    lines.push(text);
    if ((type === 'warn' || type === 'error') && !noise.test(text)) console.error(text);
  });
  return { reached: promise.finally(() => clearTimeout(timer)) };
}

function testUrl({ extensionPath, testsEntry, workspace }: HostTestOptions, { url: base, port }: VsCodeServer): string {
  const payload = [
    ['extensionDevelopmentPath', remoteUri(port, extensionPath)],
    ['extensionTestsPath', remoteUri(port, testsEntry)],
    ['skipWelcome', 'true'],
  ];
  const url = new URL(base);
  url.searchParams.set('folder', workspace);
  url.searchParams.set('payload', JSON.stringify(payload));
  return url.href;
}

async function readResults(file: string): Promise<Results | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : JSON.parse(text);
}

async function saveLogs(folder: string, logs: unknown, lines: readonly string[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'run.log'), lines.join('\n'));
  for (const { relativePath, contents } of Array.isArray(logs) ? logs : []) {
    const file = join(folder, String(relativePath).replaceAll('..', '_'));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, String(contents));
  }
  console.error(`The logs are in ${folder}.`);
}
