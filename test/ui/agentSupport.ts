import { DescribeSecretCommand, GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FrameLocator, Page } from 'playwright-core';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts';
import { agentResults, chatScript, type AgentResult, type AgentStep } from '../harness/chat.ts';
import { poll } from '../harness/poll.ts';
import type { Settings } from '../harness/seedSettings.ts';
import { openSession, type Session } from '../harness/session.ts';
import { chatAllow, chatConfirmation, openView, palette, quickInput, quickPick, treeRow, webviewFrame } from '../harness/workbench.ts';
import { answerPrompt, promptOpen } from './pages.ts';
import { productVsix } from './support.ts';

/** A real VS Code whose agent follows a script, over a sandbox that the test holds in its own hands. */
export interface AgentSession extends Session {
  readonly sandbox: Sandbox;
  /** Has the agent call tools one after the other, and waits for what came of all of them. */
  readonly ask: (...steps: readonly AgentStep[]) => Promise<readonly AgentResult[]>;
  /** The same without waiting. */
  readonly start: (...steps: readonly AgentStep[]) => Promise<void>;
  /** When the secret was scheduled for deletion, as the service itself says. */
  readonly deletedDate: (secret: string) => Promise<Date | undefined>;
  /** The value the service keeps, as text. */
  readonly storedValue: (secret: string) => Promise<string | undefined>;
  /** Writes a new version behind the product's back. */
  readonly overwrite: (secret: string) => Promise<void>;
  /** How often the service was asked to do this. */
  readonly count: (operation: string) => number;
}

export async function openAgentSession(settings: Settings = {}): Promise<AgentSession> {
  const sandbox = await startSandbox({ seed: true });
  const folder = await mkdtemp(join(tmpdir(), 'custody-agent-'));
  const [home, workspace] = [join(folder, 'home'), join(folder, 'workspace')];
  await mkdir(join(home, '.aws'), { recursive: true });
  await mkdir(workspace);
  const { accessKeyId, secretAccessKey } = sandbox.credentials;
  await writeFile(
    join(home, '.aws', 'credentials'),
    `[demo]\naws_access_key_id=${accessKeyId}\naws_secret_access_key=${secretAccessKey}\n`,
  );
  await writeFile(join(home, '.aws', 'config'), '[profile demo]\nregion=eu-west-1\n');

  const session = await openSession({
    extension: { vsix: await productVsix() },
    agent: true,
    workspace,
    env: { HOME: home, USERPROFILE: home },
    settings: { 'custody.aws.endpoint': sandbox.endpoint, ...settings },
  });
  const client = new SecretsManagerClient({ endpoint: sandbox.endpoint, region: sandbox.region, credentials: sandbox.credentials });
  const close = async (): Promise<void> => {
    await session.close();
    await sandbox.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await addDemoAccount(session.page);
  } catch (error) {
    await session.page.screenshot({ path: join(tmpdir(), 'custody-agent-session.png') });
    await close();
    throw error;
  }

  const start = (...steps: readonly AgentStep[]): Promise<void> => chatScript(session.puppet, steps);
  return {
    ...session,
    sandbox,
    start,
    async ask(...steps) {
      await start(...steps);
      return agentResults(session.puppet, steps.length);
    },
    async deletedDate(secret) {
      return (await client.send(new DescribeSecretCommand({ SecretId: secret }))).DeletedDate;
    },
    async storedValue(secret) {
      return (await client.send(new GetSecretValueCommand({ SecretId: secret }))).SecretString;
    },
    async overwrite(secret) {
      await client.send(new PutSecretValueCommand({ SecretId: secret, SecretString: 'written by someone else' }));
    },
    count: (operation) => sandbox.requests().filter((request) => request.operation === operation).length,
    close,
  };
}

async function addDemoAccount(page: Page): Promise<void> {
  await openView(page, 'Custody');
  await palette(page, 'Custody: Add Account');
  await quickPick(page, 'Profile');
  await quickPick(page, 'demo');
  // The profile's own region is ticked already.
  await page.locator('.quick-input-widget').getByRole('button', { name: 'OK' }).click();
  await poll(async () => (await quickInput(page).inputValue()) === 'demo', { what: 'the name was asked for' });
  await page.keyboard.press('Enter');
  await treeRow(page, 'demo').waitFor();
  await setAccess(page, 'destroy');
}

export async function setAccess(page: Page, level: string): Promise<void> {
  await palette(page, 'Custody: Set Access for Agents');
  await quickPick(page, level);
  await treeRow(page, `Agents may: ${level}`).waitFor();
}

/** Sets which names agents meet; empty for all of them. */
export async function setAllowList(page: Page, prefixes: string): Promise<void> {
  await palette(page, 'Custody: Set Allow-List for Agents');
  await promptOpen(page, 'Beginnings of names');
  await quickInput(page).fill('');
  await answerPrompt(page, 'Beginnings of names', prefixes);
  await answerPrompt(page, 'Tags', '');
  await treeRow(page, 'They meet only').waitFor({ state: prefixes === '' ? 'detached' : 'visible' });
}

/** What came of one call; says yes to the editor's own question, which it asks once for each tool and session. */
export async function allowedResults({ page, puppet }: AgentSession): Promise<readonly AgentResult[]> {
  await poll(async () => (await chatConfirmation(page).isVisible()) || (await agentResults(puppet, 1, 0).catch(() => undefined)), {
    what: 'the editor asked, or the call ended',
  });
  if (await chatConfirmation(page).isVisible()) await chatAllow(page);
  return agentResults(puppet, 1);
}

/** The open confirmation card, once its headline is there. */
export async function openCard(page: Page, headline: string): Promise<FrameLocator> {
  const frame = webviewFrame(page);
  await frame.getByRole('heading', { name: headline }).waitFor();
  return frame;
}

/** The label of each open editor tab, as the editor itself tells it. */
export function tabs({ puppet }: Session): Promise<readonly string[]> {
  return puppet.run((vscode) => vscode.window.tabGroups.all.flatMap((group) => group.tabs.map((tab) => tab.label)));
}

export async function cardIsGone(session: Session): Promise<void> {
  await poll(async () => (await tabs(session)).length === 0, { what: 'the card closed' });
}
