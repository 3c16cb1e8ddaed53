import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { Page } from 'playwright-core';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts';
import { poll } from '../harness/poll.ts';
import type { Session } from '../harness/session.ts';
import { openView, palette } from '../harness/workbench.ts';
import { addProfile, command, editorTab, frontPage, openCard, secretRow, unfold } from '../ui/pages.ts';
import { clearToasts, clientOf, countOf, homeWithProfile, openProduct, pictureOfFailure } from '../ui/support.ts';
import { browserStorage } from './browserStorage.ts';
import { makeCanaries, type Canary } from './canaries.ts';
import { encodings, leakOf } from './encodings.ts';
import { windowsOf } from './pieces.ts';
import { filesBelow } from './readers.ts';
import { createScanner } from './scanner.ts';

const wanted = 500;
const shown = ['token', 'password', 'unicode', 'emoji', 'sevenCharacters', 'multiLine'];
const canaries = makeCanaries(144).filter(({ shape }) => shown.includes(shape));
const [typed, templated, edited, earlier, ...stored] = canaries;
assert.ok(typed && templated && edited && earlier);

/** Ten values in each of five secrets. */
const secrets = Array.from({ length: 5 }, (_, secret) => ({
  name: `reveals/${secret}`,
  fields: Object.fromEntries(stored.slice(secret * 10, secret * 10 + 10).map(({ value }, field) => [`field-${field}`, value])),
}));
const last = secrets.at(-1)?.name ?? '';

describe(`A real VS Code after ${wanted} reveals`, () => {
  let sandbox: Sandbox;
  let aws: SecretsManagerClient;
  let home: string;
  let temp: string;
  let session: Session;
  let page: Page;
  let generated = '';

  before(async () => {
    sandbox = await startSandbox();
    aws = clientOf(sandbox);
    for (const { name, fields } of secrets) {
      const before = JSON.stringify({ ...fields, 'field-0': earlier.value });
      await aws.send(new CreateSecretCommand({ Name: name, SecretString: before }));
      await aws.send(new PutSecretValueCommand({ SecretId: name, SecretString: JSON.stringify(fields) }));
    }
    home = await homeWithProfile(sandbox);
    temp = await mkdtemp(join(tmpdir(), 'custody-temp-'));
    session = await openProduct({
      home,
      env: { TMPDIR: temp, TMP: temp, TEMP: temp },
      settings: { 'custody.aws.endpoint': sandbox.endpoint },
    });
    page = session.page;
    await openView(page, 'Custody');
    await addProfile(page, 'demo');
    await clearToasts(session.puppet);
    await unfold(page, 'demo (profile)', 'Secrets of demo in eu-west-1', 'reveals/');
  });
  afterEach(pictureOfFailure(() => (session?.page.isClosed() ? undefined : session)));
  after(async () => {
    await session?.close();
    await sandbox?.close();
    aws?.destroy();
    for (const made of [home, temp]) await rm(made, { recursive: true, force: true });
  });

  /** Reveals and hides each field by turns, as clicks on its button do; counts the values that stood there in full. */
  function revealInTurn(fields: Readonly<Record<string, string>>, times: number): Promise<number> {
    return frontPage(page)
      .locator('.value-table tbody')
      .evaluate(
        async (table, { fields: expected, times: rounds }) => {
          const becomes = (met: () => boolean): Promise<void> =>
            new Promise((resolve) => {
              if (met()) return resolve();
              const seen = new MutationObserver(() => {
                if (!met()) return;
                seen.disconnect();
                resolve();
              });
              seen.observe(table, { subtree: true, childList: true, characterData: true, attributes: true });
            });
          let reveals = 0;
          for (let round = 0; round < rounds; round += 1) {
            for (const row of table.querySelectorAll('tr')) {
              const value = expected[row.querySelector('th')?.textContent ?? ''];
              const text = row.querySelector('.value-text');
              const eye = row.querySelector<HTMLElement>('.row-actions vscode-button');
              eye?.click();
              await becomes(() => value !== undefined && text?.textContent === value);
              reveals += 1;
              eye?.click();
              await becomes(() => text?.classList.contains('masked') === true);
            }
          }
          return reveals;
        },
        { fields, times },
      );
  }

  it('showed each value in full each time, and asked AWS once for each secret', async () => {
    let reveals = 0;
    for (const { name, fields } of secrets) {
      await secretRow(page, name).click();
      const secret = frontPage(page);
      await secret.getByRole('heading', { name, exact: true, level: 1 }).waitFor();
      await secret.getByRole('button', { name: 'Retrieve secret value' }).click();
      await secret.locator('.value-table').waitFor();
      reveals += await revealInTurn(fields, wanted / secrets.length / 10);
    }
    assert.equal(reveals, wanted);
    assert.equal(countOf(sandbox, 'GetSecretValue'), secrets.length);
  });

  it('let the person edit and generate values, and look at an earlier version', async () => {
    let secret = frontPage(page);
    await secret.getByRole('button', { name: 'Edit', exact: true }).click();
    await secret.getByRole('textbox', { name: 'Value of field-1' }).fill(edited.value);
    await secret.getByRole('button', { name: 'Generate a random value for field-2' }).click();
    generated = await secret.getByRole('textbox', { name: 'Value of field-2' }).inputValue();
    await secret.getByRole('button', { name: 'Save…' }).click();
    const card = await openCard(page, `Change the value of ${last}`);
    await card.locator('vscode-button:not([disabled])', { hasText: 'Change' }).click();
    await editorTab(page, `Change the value of ${last}`).waitFor({ state: 'detached' });
    secret = frontPage(page);
    await secret.getByRole('button', { name: 'Retrieve secret value' }).waitFor();
    const { SecretString } = await aws.send(new GetSecretValueCommand({ SecretId: last }));
    const saved = JSON.parse(SecretString ?? '');
    assert.deepEqual([saved['field-1'], saved['field-2']], [edited.value, generated]);

    const [, second] = secrets;
    await secretRow(page, second?.name ?? '').click();
    secret = frontPage(page);
    await secret.getByRole('button', { name: /^Retrieve version .*AWSPREVIOUS/ }).click();
    await secret.getByRole('heading', { name: /^Version .* \(AWSPREVIOUS\)$/ }).waitFor();
    assert.equal(await revealInTurn({ ...second?.fields, 'field-0': earlier.value }, 1), 10);
  });

  it('let the person create secrets, by hand and from a template', async () => {
    for (const [name, type] of [
      ['reveals/by-hand', undefined],
      ['reveals/from-template', 'User name and password'],
    ] as const) {
      await command(page, 'Create Secret');
      const form = frontPage(page);
      await form.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
      if (type === undefined) {
        await form.getByRole('textbox', { name: 'Key', exact: true }).fill('password');
        await form.getByRole('textbox', { name: 'Value of password' }).fill(typed.value);
      } else {
        await form.getByRole('combobox', { name: 'Type' }).click();
        await form.getByRole('option', { name: type }).click();
        await form.getByRole('textbox', { name: 'User name' }).fill('app');
        await form.getByRole('textbox', { name: 'Password' }).fill(templated.value);
      }
      await form.getByRole('button', { name: 'Create Secret' }).click();
      await editorTab(page, 'Create Secret').waitFor({ state: 'detached' });
      const { SecretString } = await aws.send(new GetSecretValueCommand({ SecretId: name }));
      assert.equal(JSON.parse(SecretString ?? '').password, (type === undefined ? typed : templated).value);
    }
  });

  it('let the person write code that names a secret, with the hover on it, save the file, and write notes', async () => {
    const path = join(home, 'hover.yaml');
    await writeFile(path, `password: "{{resolve:secretsmanager:${last}:SecretString:field-1}}"`);
    await session.puppet.run(
      async (vscode, args) => {
        await vscode.window.showTextDocument(vscode.Uri.file(args.path), { preview: false });
      },
      { path },
    );
    await page.locator('.editor-group-container.active .monaco-editor.focused').waitFor();
    await page.keyboard.press('Home');
    for (let steps = 0; steps < 40; steps += 1) await page.keyboard.press('ArrowRight');
    await palette(page, 'Show or Focus Hover');
    await page.locator('.monaco-hover:visible', { hasText: `${last} exists in demo (eu-west-1)` }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+End');
    await page.keyboard.type(' # saved');
    assert.equal(await session.puppet.run((vscode) => vscode.window.activeTextEditor?.document.save()), true);
    await session.puppet.run(async (vscode, content) => {
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content }));
    }, `Not saved: ${last}`);
    const kept = async (): Promise<boolean> => (await filesBelow(session.userDataDir)).some(({ where }) => where.includes('Backups'));
    await poll(kept, { what: 'the editor kept the notes that were not saved' });
  });

  it('holds 0 bytes of a value in its folder, in home, in temp and in the browser; one planted in each form is found', async () => {
    const own: Canary = { ...typed, name: 'generated', value: generated, pieces: windowsOf(generated) };
    const scanner = createScanner([...canaries, own]);
    const browser = await browserStorage(page);
    assert.ok(Buffer.concat(browser.map(({ bytes }) => bytes)).length > 1_000, 'the storage was read');
    const closed = page.waitForEvent('close');
    await page.close({ runBeforeUnload: true });
    await closed;
    await session.server.stop();
    const inBrowserAndFiles = [
      ...browser,
      ...(await filesBelow(session.userDataDir)),
      ...(await filesBelow(home, ['.aws'])),
      ...(await filesBelow(temp)),
    ];
    for (const kept of ['audit/audit-', 'Backups', 'History', 'workspaceStorage', 'CachedProfilesData', 'hover.yaml'])
      assert.ok(
        inBrowserAndFiles.some(({ where }) => where.includes(kept)),
        `${kept} is among the files`,
      );
    assert.deepEqual(scanner.scan(inBrowserAndFiles), []);

    for (const folder of [join(session.userDataDir, 'User', 'globalStorage'), join(home, '.cache'), temp]) {
      await mkdir(folder, { recursive: true });
      for (const canary of [typed, own]) {
        for (const encoding of encodings) {
          await writeFile(join(folder, 'planted.log'), leakOf(canary, encoding, 1));
          const found = scanner.scan(await filesBelow(folder));
          assert.ok(
            found.some((hit) => hit.canary === canary.name && hit.encoding === encoding),
            `${canary.name} ${encoding} in ${folder}`,
          );
        }
        await rm(join(folder, 'planted.log'));
      }
    }
  });
});
