import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts';
import { poll } from '../harness/poll.ts';
import type { Session } from '../harness/session.ts';
import { openView, palette } from '../harness/workbench.ts';
import { addProfile, command, frontPage, pickByKey } from './pages.ts';
import { clearToasts, countOf, homeWithProfile, openProduct, pictureOfFailure, setSetting } from './support.ts';

const orders = 'prod/orders/postgres';

describe('a person who writes code, by the keyboard', () => {
  let sandbox: Sandbox;
  let folder: string;
  let home: string;
  let session: Session;
  let page: Page;

  before(async () => {
    sandbox = await startSandbox({ seed: true });
    home = await homeWithProfile(sandbox);
    folder = await mkdtemp(join(tmpdir(), 'custody-code-'));
    session = await openProduct({ home, settings: { 'custody.aws.endpoint': sandbox.endpoint } });
    page = session.page;
    await openView(page, 'Custody');
    await addProfile(page, 'demo');
    await clearToasts(session.puppet);
  });
  after(async () => {
    await session?.close();
    await sandbox?.close();
    for (const made of [folder, home]) await rm(made, { recursive: true, force: true });
  });
  afterEach(pictureOfFailure(() => session));

  /** Opens a file with the cursor behind its last character, and the keyboard in it. */
  async function openFile(file: string, content: string): Promise<void> {
    const path = join(folder, file);
    await writeFile(path, content);
    await session.puppet.run(
      async (vscode, args) => {
        await vscode.window.showTextDocument(vscode.Uri.file(args.path), { preview: false });
      },
      { path },
    );
    await page.locator('.editor-group-container.active .monaco-editor.focused').waitFor();
    await page.keyboard.press('Control+End');
  }

  const written = (): Promise<string> => session.puppet.run((vscode) => vscode.window.activeTextEditor?.document.getText() ?? '');

  it('reads of a secret in a hover at its reference, and opens it by the lens above', async () => {
    await openFile('hover.yaml', `password: "{{resolve:secretsmanager:${orders}:SecretString:password}}"`);
    await page.keyboard.press('Home');
    for (let steps = 0; steps < 40; steps += 1) await page.keyboard.press('ArrowRight');
    await palette(page, 'Show or Focus Hover');
    const hover = page.locator('.monaco-hover:visible', { hasText: `${orders} exists in demo (eu-west-1)` });
    await hover.waitFor();
    assert.equal(await hover.locator('a[href^="command:"], img').count(), 0);
    await page.keyboard.press('Escape');
    assert.equal(countOf(sandbox, 'GetSecretValue'), 0);

    const lens = page.locator('.codelens-decoration a', { hasText: `Open secret · ${orders}` });
    await lens.waitFor();
    await palette(page, 'Show CodeLens Commands for Current Line');
    await pickByKey(page, 'Select a command', `Open secret · ${orders}`);
    await frontPage(page).getByRole('heading', { name: orders, exact: true, level: 1 }).waitFor();
  });

  it('completes the name of a secret inside a reference', async () => {
    await openFile('complete.yaml', 'password: "');
    await page.keyboard.type('{{resolve:secretsmanager:prod/orders/pos');
    await page.keyboard.press('Control+Space');
    await page.locator('.suggest-widget.visible .monaco-list-row.focused', { hasText: orders }).waitFor();
    await page.keyboard.press('Enter');
    await poll(async () => (await written()).includes(`{{resolve:secretsmanager:${orders}`), { what: 'the name was completed' });
  });

  it('inserts a reference, and code for Python, where the cursor is', async () => {
    await openFile('insert.yaml', 'password: ');
    await command(page, 'Insert Reference to a Secret');
    await pickByKey(page, 'Secret', orders);
    await poll(async () => (await written()).includes(`password: {{resolve:secretsmanager:${orders}`), {
      what: 'the reference was inserted',
    });

    await openFile('insert.py', '');
    await command(page, 'Insert Code that Reads a Secret');
    await pickByKey(page, 'Language', 'Python');
    await pickByKey(page, 'Secret', orders);
    await poll(async () => (await written()).includes(`get_secret_value(SecretId="${orders}")`), { what: 'the code was inserted' });
    assert.equal(countOf(sandbox, 'GetSecretValue'), 0);
  });

  it('is warned of a secret that is not there, once warnings are asked for, and not before', async () => {
    const problems = (): Promise<readonly string[]> =>
      session.puppet.run((vscode) =>
        vscode.languages
          .getDiagnostics(vscode.window.activeTextEditor?.document.uri ?? vscode.Uri.file('/none'))
          .filter(({ source }) => source === 'Custody')
          .map(({ message }) => message),
      );
    await openFile('check.yaml', 'password: "{{resolve:secretsmanager:prod/not/there:SecretString:password}}"\n');
    assert.deepEqual(await problems(), []);
    await setSetting(session.puppet, 'custody.code.check', true);
    await poll(
      async () => (await problems()).some((message) => message.includes('The secret prod/not/there was not found in demo (eu-west-1)')),
      {
        what: 'the warning stands in the list of problems',
      },
    );
    await page.locator('.monaco-editor .squiggly-warning').first().waitFor();
  });
});
