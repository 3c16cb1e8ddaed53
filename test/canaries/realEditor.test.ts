import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { Sandbox } from '../../src/sandbox/server.ts';
import { poll } from '../harness/poll.ts';
import type { Session } from '../harness/session.ts';
import { contextMenu, openView, toast, treeRow } from '../harness/workbench.ts';
import {
  addProfile,
  answerPrompt,
  command,
  domOf,
  editorTab,
  frontPage,
  labelSays,
  openCard,
  pickByKey,
  secretRow,
  unfold,
} from '../ui/pages.ts';
import { clearToasts, clipboard, documentWith, homeWithProfile, openProduct, pictureOfFailure } from '../ui/support.ts';
import { browserStorage } from './browserStorage.ts';
import { makeCanaries, shapes, type Canary } from './canaries.ts';
import { startSandboxWith } from './coreWorld.ts';
import { encodings, leakOf } from './encodings.ts';
import { filesBelow } from './readers.ts';
import { createScanner, heldText, type Held } from './scanner.ts';

const opened = 10;
const canaries = makeCanaries(shapes.length);
const scanner = createScanner(canaries);

describe('A real VS Code in which a person used every secret', () => {
  let sandbox: Sandbox;
  let home: string;
  let session: Session;
  const pages: Held[] = [];
  let stored: readonly Held[] = [];

  before(async () => {
    sandbox = await startSandboxWith(canaries);
    home = await homeWithProfile(sandbox);
    session = await openProduct({ home, settings: { 'custody.aws.endpoint': sandbox.endpoint } });
  });
  afterEach(pictureOfFailure(() => (session?.page.isClosed() ? undefined : session)));
  after(async () => {
    await session?.close();
    await sandbox?.close();
    await rm(home, { recursive: true, force: true });
  });

  /** Opens a secret, retrieves, reveals and copies it; the page is kept as it was before the click on Reveal. */
  async function useSecret(page: Page, { name, shape }: Canary): Promise<void> {
    await unfold(page, `canary/${shape}/`);
    await secretRow(page, name).click();
    const secret = frontPage(page);
    await secret.getByRole('heading', { name, exact: true, level: 1 }).waitFor();
    await secret.getByRole('button', { name: 'Retrieve secret value' }).click();
    await secret.getByText('••••').first().waitFor();
    pages.push(heldText(name, await domOf(secret)));
    await secret
      .getByRole('button', { name: /^Reveal/ })
      .first()
      .click();
    await secret.getByRole('button', { name: /^Hide/ }).first().waitFor();
    const before = await clipboard(session.puppet);
    await secret
      .getByRole('button', { name: /^Copy (?!name|ARN)/i })
      .first()
      .click();
    await poll(async () => (await clipboard(session.puppet)) !== before, { what: 'the value was copied' });
    await secret.getByRole('heading', { name, exact: true, level: 1 }).click();
  }

  it('lets the person browse, reveal, copy, create, delete, and try a tool', async () => {
    const { page, puppet } = session;
    await openView(page, 'Custody');
    await addProfile(page, 'demo');
    await toast(page, 'signs in to AWS account').waitFor();
    await command(page, 'Set Access for Agents');
    await pickByKey(page, 'Each level includes', 'destroy');
    await treeRow(page, 'demo (profile). Agents may: destroy.').waitFor();
    await clearToasts(puppet);
    await unfold(page, 'demo (profile)', 'Secrets of demo in eu-west-1', 'canary/');
    for (const canary of canaries.slice(0, opened)) await useSecret(page, canary);

    const [first] = canaries;
    assert.ok(first);
    await command(page, 'Create Secret');
    const form = frontPage(page);
    await form.getByRole('textbox', { name: 'Name' }).fill('canary/jsonPair/made-here');
    await form.getByRole('textbox', { name: 'Key', exact: true }).fill('password');
    await form.getByRole('textbox', { name: 'Value of password' }).fill(first.fields['password'] ?? '');
    await form.getByRole('button', { name: 'Create Secret' }).click();
    await secretRow(page, 'canary/jsonPair/made-here').waitFor();

    await command(page, 'Try a Tool as an Agent');
    await pickByKey(page, 'Tool', 'get_secret_value');
    await answerPrompt(page, 'Arguments as JSON', JSON.stringify({ account: 'demo', region: 'eu-west-1', secret_id: first.name }));
    pages.push(heldText('what an agent reads', await documentWith(puppet, 'get_secret_value')));

    await contextMenu(page, secretRow(page, first.name), 'Delete Secret');
    await pickByKey(page, 'For how long can it still be restored?', '30 days');
    const card = await openCard(page, `Delete ${first.name}`);
    pages.push(heldText('card', await domOf(card)));
    await card.locator('vscode-button:not([disabled])', { hasText: 'Delete' }).click();
    await labelSays(secretRow(page, first.name), ', deletion since 20');
    await editorTab(page, `Delete ${first.name}`).waitFor({ state: 'detached' });
    stored = await browserStorage(page);
  });

  it('had no value on any page before the click that reveals it, nor in what an agent reads', () => {
    assert.equal(pages.length, opened + 2);
    assert.deepEqual(scanner.scan(pages), []);
  });

  it("keeps no value in the browser's storage, where the editor keeps the state of webviews", () => {
    assert.ok(Buffer.concat(stored.map(({ bytes }) => bytes)).length > 1_000, 'the storage was read');
    assert.deepEqual(scanner.scan(stored), []);
  });

  it('leaves no byte of a value in any file of the editor or of the home folder once it has ended', async () => {
    await session.page.close({ runBeforeUnload: true });
    await session.server.stop();
    const files = [...(await filesBelow(session.userDataDir)), ...(await filesBelow(home, ['.aws']))];
    for (const kept of ['/audit/audit-', 'Backups', 'settings.json'])
      assert.ok(
        files.some(({ where }) => where.includes(kept)),
        `${kept} is among the files`,
      );
    assert.deepEqual(scanner.scan(files), []);
  });
});

describe('A leak into a file', () => {
  it('is found in each encoding, whatever the file is called and however deep it lies', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'custody-canaries-'));
    for (const canary of canaries.filter(({ shape }) => shape !== 'oneCharacter')) {
      for (const encoding of encodings) {
        await writeFile(join(folder, 'state.vscdb'), Buffer.concat([Buffer.alloc(5_000), leakOf(canary, encoding, 1), Buffer.alloc(99)]));
        const hits = scanner.scan(await filesBelow(folder));
        assert.ok(
          hits.some((hit) => hit.canary === canary.name && hit.encoding === encoding),
          `${canary.name} ${encoding}`,
        );
      }
    }
    await rm(folder, { recursive: true });
  });
});
