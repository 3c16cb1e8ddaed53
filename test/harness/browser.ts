import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { findFile, findOnPath } from './findOnPath.ts';
import { runCommand } from './processes.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge', 'msedge'];

const flags = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Finds Chrome, Chromium or Edge; CUSTODY_BROWSER names one outright. On Debian as root it installs Chromium. */
export async function findBrowser(): Promise<string> {
  const chosen = process.env['CUSTODY_BROWSER'];
  if (chosen) {
    if (await findFile([chosen])) return chosen;
    throw new Error(`Point CUSTODY_BROWSER at a browser that exists: ${chosen} does not.`);
  }
  const found = await installedBrowser();
  if (found) return found;
  const apt = await findOnPath(['apt-get']);
  if (apt && process.getuid?.() === 0) {
    await runCommand(apt, ['update'], { log: console.log });
    await runCommand(apt, ['install', '-y', 'chromium'], { log: console.log });
    const installed = await installedBrowser();
    if (installed) return installed;
  }
  throw new Error(`Install a browser first: ${installLine(apt !== undefined)}`);
}

/** Starts the browser that the tests look through. */
export async function launchBrowser({ headless = true }: { readonly headless?: boolean } = {}): Promise<Browser> {
  // Chromium refuses to run its sandbox as root and would exit at once.
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath: await findBrowser(), headless, args: [...flags, ...asRoot] });
}

async function installedBrowser(): Promise<string | undefined> {
  return (await findOnPath(names)) ?? findFile(usualPlaces());
}

function usualPlaces(): readonly string[] {
  if (process.platform === 'darwin') {
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].map((app) => `/Applications/${app}.app/Contents/MacOS/${app}`);
  }
  if (process.platform === 'win32') {
    const roots = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((name) => process.env[name] ?? []);
    const programs = [join('Google', 'Chrome', 'Application', 'chrome.exe'), join('Microsoft', 'Edge', 'Application', 'msedge.exe')];
    return roots.flatMap((root) => programs.map((program) => join(root, program)));
  }
  return ['/usr/bin/chromium', '/usr/bin/google-chrome', '/opt/google/chrome/chrome', '/snap/bin/chromium', '/opt/microsoft/msedge/msedge'];
}

function installLine(debian: boolean): string {
  if (debian) return 'sudo apt-get update && sudo apt-get install -y chromium';
  if (process.platform === 'darwin') return 'brew install --cask google-chrome';
  if (process.platform === 'win32') return 'winget install Google.Chrome';
  return 'set CUSTODY_BROWSER to the path of Chrome, Chromium or Edge';
}
