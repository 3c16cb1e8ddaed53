import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  ReplicateSecretToRegionsCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts';
import { poll } from '../harness/poll.ts';
import type { Session } from '../harness/session.ts';
import { modalButton, modalText, openView } from '../harness/workbench.ts';
import { addProfile, command, editorTab, frontPage, openCard, pickByKey, promptOpen } from './pages.ts';
import { clearToasts, clientOf, closeEditors, countOf, homeWithProfile, notified, openProduct, pictureOfFailure } from './support.ts';

const orders = 'prod/orders/postgres';
const taken = 'prod/identity/oauth-client';
const replicated = 'prod/identity/jwt-signing-key';

describe('replicas, by the keyboard alone', () => {
  let sandbox: Sandbox;
  let aws: SecretsManagerClient;
  let there: SecretsManagerClient;
  let home: string;
  let session: Session;
  let page: Page;

  before(async () => {
    sandbox = await startSandbox({ seed: true });
    aws = clientOf(sandbox);
    there = clientOf({ ...sandbox, region: 'us-east-1' });
    await there.send(new CreateSecretCommand({ Name: taken, SecretString: 'of someone else' }));
    await aws.send(new ReplicateSecretToRegionsCommand({ SecretId: taken, AddReplicaRegions: [{ Region: 'us-east-1' }] }));
    home = await homeWithProfile(sandbox);
    session = await openProduct({ home, settings: { 'custody.aws.endpoint': sandbox.endpoint } });
    page = session.page;
    await openView(page, 'Custody');
    await addProfile(page, 'demo', ['us-east-1']);
    await clearToasts(session.puppet);
  });

  after(async () => {
    await session?.close();
    await sandbox?.close();
    aws?.destroy();
    there?.destroy();
    await rm(home, { recursive: true, force: true });
  });

  beforeEach(async () => {
    await closeEditors(session.puppet);
    await clearToasts(session.puppet);
  });
  afterEach(pictureOfFailure(() => session));

  /** Runs a command of ours on a secret that is picked. */
  async function on(title: string, name: string, region = 'eu-west-1'): Promise<void> {
    await command(page, title);
    await pickByKey(page, 'Region', region);
    await pickByKey(page, 'Secret', name);
  }

  async function openSecret(name: string, region?: string): Promise<{ readonly secret: FrameLocator; readonly replicas: Locator }> {
    await on('Open Secret', name, region);
    const secret = frontPage(page);
    await secret.getByRole('heading', { name, exact: true, level: 1 }).waitFor();
    return { secret, replicas: secret.getByRole('region', { name: 'Replicas' }) };
  }

  /** Ticks one row of a pick of many. */
  async function tick(prompt: string, row: string): Promise<void> {
    await promptOpen(page, prompt);
    await page.keyboard.type(row);
    await page.locator('.quick-input-widget:visible .quick-input-list .monaco-list-row', { hasText: row }).first().waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Space');
    await page
      .locator(
        '.quick-input-widget:visible .monaco-list-row input[type="checkbox"]:checked, .quick-input-widget:visible .monaco-list-row .monaco-checkbox[aria-checked="true"]',
      )
      .first()
      .waitFor();
    await page.keyboard.press('Enter');
  }

  /** Says yes on the card, as soon as it can be answered. */
  async function accept(headline: string, label: string): Promise<void> {
    const card = await openCard(page, headline);
    const yes = card.locator('vscode-button:not([disabled])', { hasText: label });
    await yes.waitFor();
    await yes.press('Space');
  }

  const detailsOf = (client: SecretsManagerClient, SecretId: string) => client.send(new DescribeSecretCommand({ SecretId }));

  it('are added from the panel, which shows each as it stands', async () => {
    const { replicas } = await openSecret(orders);
    await replicas.getByText('Not replicated to other regions.').waitFor();
    await replicas.getByRole('button', { name: 'Add regions…', disabled: false }).press('Enter');
    await tick('Regions to replicate to', 'us-east-1');
    await pickByKey(page, 'Key for us-east-1', 'The default key');
    const entry = replicas.getByRole('listitem');
    await entry.getByText('InSync').waitFor();
    assert.match(await entry.innerText(), /us-east-1.*never read there/s);
    assert.equal((await detailsOf(there, orders)).PrimaryRegion, 'eu-west-1');
  });

  it('keep their primary from being deleted, before anything is asked or sent', async () => {
    await on('Delete Secret', orders);
    await pickByKey(page, 'For how long can it still be restored?', '30 days');
    await notified(session, 'has replicas in us-east-1, and is not deleted while they stand');
    assert.equal(countOf(sandbox, 'DeleteSecret'), 0);
  });

  it('become secrets of their own once they are promoted', async () => {
    const { replicas } = await openSecret(orders);
    await replicas.getByRole('button', { name: 'Promote… (us-east-1)', disabled: false }).press('Enter');
    await accept(`Promote the replica of ${orders}`, 'Promote');
    await poll(async () => (await detailsOf(there, orders)).PrimaryRegion === undefined, { what: 'the replica stood alone' });
    await replicas.getByText('Not replicated to other regions.').waitFor();
  });

  it('that failed say why in AWS’s words, and take the place of another secret only after its name is typed', async () => {
    const { replicas } = await openSecret(taken);
    const entry = replicas.getByRole('listitem');
    await entry.getByText('Failed', { exact: true }).waitFor();
    await entry.getByText('Secret with this name already exists in this region').waitFor();
    const theirs = (await detailsOf(there, taken)).ARN;
    await entry.getByRole('button', { name: 'Try again (us-east-1)', disabled: false }).press('Enter');
    await modalButton(page, 'Overwrite…').waitFor();
    assert.match(await modalText(page), new RegExp(`Another secret named ${taken} exists already`));
    await modalButton(page, 'Overwrite…').press('Enter');
    const card = await openCard(page, `Replicate ${taken} to us-east-1`);
    await card.getByText(/in us-east-1 is overwritten with all its versions/).waitFor();
    assert.equal((await detailsOf(there, taken)).ARN, theirs);
    await card.locator('#typed-name input').pressSequentially(taken);
    const yes = card.locator('vscode-button:not([disabled])', { hasText: 'Overwrite and Replicate' });
    await yes.waitFor();
    await yes.press('Space');
    await entry.getByText('InSync').waitFor();
    assert.notEqual((await detailsOf(there, taken)).ARN, theirs);
  });

  it('lead to their primary, where they are removed at once', async () => {
    await on('Add Replica Regions', replicated, 'us-east-1');
    await modalButton(page, 'Open Primary').waitFor();
    assert.match(await modalText(page), /is a replica of the secret in eu-west-1/);
    await modalButton(page, 'Open Primary').press('Enter');
    const secret = frontPage(page);
    const replicas = secret.getByRole('region', { name: 'Replicas' });
    await replicas.getByRole('button', { name: 'Remove… (us-east-1)', disabled: false }).press('Enter');
    await accept(`Delete the replica of ${replicated} in us-east-1`, 'Delete');
    await replicas.getByText('Not replicated to other regions.').waitFor();
    await assert.rejects(detailsOf(there, replicated), { name: 'ResourceNotFoundException' });
  });

  it('have nothing to do with where a secret is named, which the card of its delete says', async () => {
    const kafka = 'prod/orders/kafka';
    await session.puppet.run(
      async (vscode, args) => {
        const [folder] = vscode.workspace.workspaceFolders ?? [];
        if (!folder) throw new Error('No folder is open.');
        const write = (path: string, text: string) =>
          vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder.uri, ...path.split('/')), new TextEncoder().encode(text));
        await write('app/queue.ts', `first\nread({ SecretId: '${args.kafka}' })\n`);
        await write('node_modules/other/index.js', `read({ SecretId: '${args.kafka}' })\n`);
        await write('large.txt', `${'x'.repeat(1_100_000)}\nSecretId: '${args.kafka}'`);
      },
      { kafka },
    );
    await on('Delete Secret', kafka);
    await pickByKey(page, 'For how long can it still be restored?', '7 days');
    const card = await openCard(page, `Delete ${kafka}`);
    await card.getByText('Named in: app/queue.ts:2. 1 file over 1 MB was not looked at.', { exact: true }).waitFor();
    await card.locator('vscode-button', { hasText: 'Decline' }).press('Space');
    await editorTab(page, `Delete ${kafka}`).waitFor({ state: 'detached' });
    assert.equal(countOf(sandbox, 'DeleteSecret'), 0);
  });
});
