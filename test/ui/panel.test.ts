import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { Page } from 'playwright-core';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts';
import { poll } from '../harness/poll.ts';
import type { Session } from '../harness/session.ts';
import { contextMenu, answerModal, modalButton, modalText, openView } from '../harness/workbench.ts';
import { addProfile, frontPage, giveFile, openCard, secretRow, unfold } from './pages.ts';
import { clearToasts, clientOf, homeWithProfile, notified, openProduct, pictureOfFailure } from './support.ts';

const orders = 'prod/orders/postgres';
const keystore = 'shared/tls/java-keystore';

describe("a secret's panel", () => {
  let sandbox: Sandbox;
  let aws: SecretsManagerClient;
  let home: string;
  let folder: string;
  let session: Session;
  let page: Page;
  let replaced: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'custody-files-'));
    sandbox = await startSandbox({ seed: true });
    aws = clientOf(sandbox);
    replaced = (await aws.send(new GetSecretValueCommand({ SecretId: orders }))).SecretString ?? '';
    await aws.send(new PutSecretValueCommand({ SecretId: orders, SecretString: '{"password":"of-today"}' }));
    await aws.send(new PutSecretValueCommand({ SecretId: orders, SecretString: '{"password":"next"}', VersionStages: ['AWSPENDING'] }));
    home = await homeWithProfile(sandbox);
    session = await openProduct({ home, settings: { 'custody.aws.endpoint': sandbox.endpoint } });
    page = session.page;
    await openView(page, 'Custody');
    await addProfile(page, 'demo');
    await clearToasts(session.puppet);
    await unfold(page, 'demo (profile)', 'Secrets of demo in eu-west-1', 'prod/', 'prod/orders/', 'shared/', 'shared/tls/');
  });

  after(async () => {
    await session?.close();
    await sandbox?.close();
    aws?.destroy();
    await Promise.all([home, folder].map((made) => rm(made, { recursive: true, force: true })));
  });

  afterEach(pictureOfFailure(() => session));

  const binary = async (): Promise<Buffer> =>
    Buffer.from((await aws.send(new GetSecretValueCommand({ SecretId: keystore }))).SecretBinary ?? []);

  it('opens at its versions from the tree, with their labels, and retrieves the previous one', async () => {
    await contextMenu(page, secretRow(page, orders), 'Show Versions');
    const secret = frontPage(page);
    const versions = secret.getByRole('region', { name: 'Versions' });
    await versions.getByText('AWSPENDING and is not current').waitFor();
    for (const label of ['AWSCURRENT', 'AWSPREVIOUS', 'AWSPENDING']) await versions.locator('.tag', { hasText: label }).waitFor();
    await poll(() => secret.locator(':focus').evaluate((focused) => focused.textContent === 'Versions'), {
      what: 'the heading was focused',
    });
    assert.equal(await secret.locator('.value-text').count(), 0);

    await secret.getByRole('button', { name: /^Retrieve version .*AWSPREVIOUS/, disabled: false }).press('Enter');
    await secret.getByRole('heading', { name: /^Version .* \(AWSPREVIOUS\)$/ }).waitFor();
    await secret.getByRole('button', { name: 'Reveal password', disabled: false }).press('Enter');
    await secret.getByText(JSON.parse(replaced).password, { exact: true }).waitFor();
    assert.equal(await secret.getByRole('button', { name: 'Edit', exact: true }).count(), 0);
    await secret.getByRole('button', { name: 'Back to the current value', disabled: false }).press('Enter');
    await secret.getByRole('button', { name: 'Edit', exact: true }).waitFor();
  });

  it('opens the editor of the value, and of the tags, from the tree', async () => {
    await contextMenu(page, secretRow(page, orders), 'Edit Value');
    const secret = frontPage(page);
    await secret.getByRole('textbox', { name: 'Value of password' }).waitFor();
    await secret.getByRole('button', { name: 'Discard edits', disabled: false }).press('Enter');

    await contextMenu(page, secretRow(page, orders), 'Edit Tags');
    const add = secret.locator('vscode-button', { hasText: 'Add tag' });
    await add.press('Enter');
    await secret.getByRole('textbox', { name: 'Tag key' }).last().fill('reviewed');
    await secret.getByRole('button', { name: 'Save', exact: true, disabled: false }).press('Enter');
    await secret.locator('.tag', { hasText: 'reviewed' }).waitFor();
    const { Tags = [] } = await aws.send(new DescribeSecretCommand({ SecretId: orders }));
    assert.ok(Tags.some(({ Key }) => Key === 'reviewed'));
  });

  it('saves a binary value to a file for its owner alone, after a yes and not after an Enter', async () => {
    await secretRow(page, keystore).click();
    const secret = frontPage(page);
    await secret.getByRole('heading', { name: keystore, exact: true, level: 1 }).waitFor();
    const path = join(folder, 'keystore.jks');
    await secret.getByRole('button', { name: 'Retrieve secret value', disabled: false }).press('Enter');
    const download = secret.getByRole('button', { name: 'Download…' });

    await download.press('Enter');
    await giveFile(page, 'Save Secret Value', path);
    await modalButton(page, 'Write File').waitFor();
    assert.match(await modalText(page), /onto the disk in plain form/);
    await page.keyboard.press('Enter');
    await modalButton(page, 'Write File').waitFor({ state: 'detached' });
    await assert.rejects(stat(path), /ENOENT/);

    await download.press('Enter');
    await giveFile(page, 'Save Secret Value', path);
    await answerModal(page, 'Write File');
    await notified(session, `was written to ${path}. Delete the file`);
    assert.deepEqual(await readFile(path), await binary());
    assert.equal((await stat(path)).mode & 0o777, 0o600);
    await clearToasts(session.puppet);
  });

  it('stores a file as the new value through the card', async () => {
    const secret = frontPage(page);
    const bytes = Buffer.concat([Buffer.from('feedfeed', 'hex'), randomBytes(400)]);
    const path = join(folder, 'next.jks');
    await writeFile(path, bytes);
    const held = await binary();
    await secret.getByRole('button', { name: 'Replace with file…', disabled: false }).press('Enter');
    await giveFile(page, 'Replace the Value', path);
    const card = await openCard(page, `Change the value of ${keystore}`);
    assert.deepEqual(await binary(), held);
    await card.locator('vscode-button:not([disabled])', { hasText: 'Change' }).click();
    await frontPage(page).getByRole('button', { name: 'Retrieve secret value', disabled: false }).press('Enter');
    await frontPage(page).getByText('404 bytes, Java keystore (JKS)').waitFor();
    assert.deepEqual(await binary(), bytes);
  });
});
