import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import * as z from 'zod';
import { agentResults } from '../harness/chat.ts';
import { poll } from '../harness/poll.ts';
import { chatAllow } from '../harness/workbench.ts';
import { cardIsGone, openAgentSession, openCard, type AgentSession } from './agentSupport.ts';
import { answerPrompt, command, pickByKey, promptOpen } from './pages.ts';
import { pictureOfFailure } from './support.ts';

const postgres = 'prod/orders/postgres';
const node = JSON.stringify(process.execPath);
/** Keeps what it was given in a file, and prints it too. */
const keep = (file: string): string =>
  `require("fs").writeFileSync("${file}", process.env.PASSWORD); console.log("it is " + process.env.PASSWORD)`;

describe('secrets that are put to work', () => {
  let session: AgentSession;
  let page: Page;
  let password: string;

  before(async () => {
    session = await openAgentSession({ 'terminal.integrated.gpuAcceleration': 'off' });
    ({ page } = session);
    ({ password } = z.object({ password: z.string() }).parse(JSON.parse((await session.storedValue(postgres)) ?? '')));
  });
  after(() => session?.close());
  afterEach(pictureOfFailure(() => session));
  afterEach(async () => {
    await session.puppet.run((vscode) => vscode.window.terminals.forEach((terminal) => terminal.dispose()));
    // The last one takes the focus with it as it goes, from a prompt too.
    await poll(() => session.puppet.run((vscode) => vscode.window.terminals.length === 0), { what: 'every terminal closed' });
    await page.locator('.part.panel .terminal-wrapper').first().waitFor({ state: 'hidden' });
  });

  /** The text of a file in the open folder; empty while there is none. */
  const saved = (file: string): Promise<string> =>
    session.puppet.run(
      async (vscode, args) => {
        const [folder] = vscode.workspace.workspaceFolders ?? [];
        if (!folder) throw new Error('No folder is open.');
        const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder.uri, args.file)).then(
          (found) => found,
          () => new Uint8Array(),
        );
        return new TextDecoder().decode(bytes);
      },
      { file },
    );
  const savedIs = (file: string, wanted: string): Promise<unknown> =>
    poll(async () => (await saved(file)) === wanted, { what: `${file} was written` });
  const terminalSays = (text: string): Promise<unknown> =>
    poll(async () => (await page.locator('.xterm-rows:visible').allInnerTexts()).join('\n').replaceAll('\u00a0', ' ').includes(text), {
      what: `the terminal said "${text}"`,
    });

  async function accept(headline: string, label: string): Promise<void> {
    const card = await openCard(page, headline);
    const yes = card.getByRole('button', { name: label, exact: true });
    // A terminal that opens moves the card, and what is moved is armed anew.
    await poll(
      async () => {
        if (await yes.isEnabled({ timeout: 1_000 })) await yes.click({ timeout: 1_000 });
        return yes.waitFor({ state: 'detached', timeout: 2_000 }).then(() => true);
      },
      { what: `the card took "${label}"` },
    );
  }

  /** Picks the secret and its password, and the variable for it. */
  async function pickPassword(): Promise<void> {
    await pickByKey(page, 'Secret', postgres);
    await promptOpen(page, 'Keys the program gets');
    await page.keyboard.type('password');
    await page.locator('.quick-input-widget:visible .quick-input-list .monaco-list-row', { hasText: 'password' }).first().click();
    await page.locator('.quick-input-widget').getByRole('button', { name: 'OK' }).click();
    await answerPrompt(page, 'Variable for password', '');
  }

  it('reach the command of an agent after a click, and its answer is scrubbed', async () => {
    const input = {
      command: [process.execPath, '-e', keep('agent')],
      env: { PASSWORD: `{{resolve:secretsmanager:${postgres}:SecretString:password}}` },
    };
    const readBefore = session.count('GetSecretValue');
    await session.start({ tool: 'run_with_secrets', input });
    await chatAllow(page);
    const card = await openCard(page, `with ${postgres}`);
    await card.getByText(`PASSWORD gets the key "password" of ${postgres}`, { exact: true }).waitFor();
    await card.getByText('This command receives the value and could pass it on.', { exact: true }).waitFor();
    assert.deepEqual([session.count('GetSecretValue') - readBefore, await saved('agent')], [0, '']);
    await accept(`with ${postgres}`, 'Run');
    const [ran] = await agentResults(session.puppet, 1);
    assert.match(ran?.text ?? '', /^Exit code 0\.\n.*\n.*\n\| it is \[redacted\]$/);
    assert.ok(!JSON.stringify(ran).includes(password));
    await savedIs('agent', password);
    await cardIsGone(session);
  });

  it('reach a command that a person types, whose output is scrubbed as well', async () => {
    await command(page, 'Run with Secrets');
    await pickPassword();
    await answerPrompt(page, 'Command to run', `${node} -e '${keep('person')}'`);
    await accept(`with ${postgres}`, 'Run');
    await savedIs('person', password);
    await terminalSays('it is [redacted]');
    await terminalSays('Exit code 0.');
  });

  it('are in the environment of a terminal, which tells no other extension', async () => {
    await command(page, 'Open Terminal with Secrets');
    await pickPassword();
    await accept(`Open a terminal with ${postgres}`, 'Open');
    await poll(() => session.puppet.run((vscode) => vscode.window.activeTerminal?.name.startsWith('Secrets: ') === true), {
      what: 'the terminal opened',
    });
    await session.puppet.run(
      (vscode, args) =>
        vscode.window.activeTerminal?.sendText(`${args.node} -e 'require("fs").writeFileSync("terminal", process.env.PASSWORD)'`),
      { node },
    );
    await savedIs('terminal', password);
    const options = await session.puppet.run((vscode) =>
      JSON.stringify(vscode.window.terminals.map((terminal) => terminal.creationOptions)),
    );
    assert.match(options, /"isTransient":true/);
    assert.ok(!options.includes(password));
  });

  it('reach a task of the folder only after a click', async () => {
    const definition = {
      type: 'custody',
      label: 'migrate',
      command: [process.execPath, '-e', keep('task')],
      env: { PASSWORD: `{{resolve:secretsmanager:${postgres}:SecretString:password}}` },
      problemMatcher: [],
    };
    await session.puppet.run(
      async (vscode, args) => {
        const [folder] = vscode.workspace.workspaceFolders ?? [];
        if (!folder) throw new Error('No folder is open.');
        const file = vscode.Uri.joinPath(folder.uri, '.vscode', 'tasks.json');
        await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(args.tasks));
      },
      { tasks: JSON.stringify({ version: '2.0.0', tasks: [definition] }) },
    );
    const run = (): Promise<unknown> =>
      session.puppet.run((vscode) => vscode.commands.executeCommand('workbench.action.tasks.runTask', 'migrate'));
    await poll(() => session.puppet.run(async (vscode) => (await vscode.tasks.fetchTasks()).some(({ name }) => name === 'migrate')), {
      what: 'the editor knew the task',
    });
    await run();
    const card = await openCard(page, `with ${postgres}`);
    await card.getByRole('button', { name: 'Decline' }).click();
    await terminalSays('The person declined');
    assert.equal(await saved('task'), '');
    await cardIsGone(session);
    await run();
    await accept(`with ${postgres}`, 'Run');
    await savedIs('task', password);
  });
});
