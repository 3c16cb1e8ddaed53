import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { Page } from 'playwright-core';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts';
import type { Session } from '../harness/session.ts';
import { openView } from '../harness/workbench.ts';
import { addProfile, closeTab, frontPage, openCard, secretRow, unfold } from './pages.ts';
import { clearToasts, clientOf, homeWithProfile, openProduct, pictureOfFailure } from './support.ts';

const orders = 'prod/orders/postgres';

describe('a person who edits a secret', () => {
  let sandbox: Sandbox;
  let aws: SecretsManagerClient;
  let home: string;
  let session: Session;
  let page: Page;

  before(async () => {
    sandbox = await startSandbox({ seed: true });
    aws = clientOf(sandbox);
    home = await homeWithProfile(sandbox);
    session = await openProduct({ home, settings: { 'custody.aws.endpoint': sandbox.endpoint } });
    page = session.page;
    await openView(page, 'Custody');
    await addProfile(page, 'demo');
    await clearToasts(session.puppet);
    await unfold(page, 'demo (profile)', 'Secrets of demo in eu-west-1', 'prod/', 'prod/orders/');
  });

  after(async () => {
    await session?.close();
    await sandbox?.close();
    aws?.destroy();
    await rm(home, { recursive: true, force: true });
  });

  afterEach(pictureOfFailure(() => session));

  async function stored(): Promise<string> {
    return (await aws.send(new GetSecretValueCommand({ SecretId: orders }))).SecretString ?? '';
  }

  it('keeps what was typed when the card is closed, and saves over a change made elsewhere only when told to', async () => {
    const before = await stored();
    await secretRow(page, orders).click();
    let secret = frontPage(page);
    await secret.getByRole('button', { name: 'Retrieve secret value' }).click();
    await secret.getByRole('button', { name: 'Edit', exact: true }).click();
    await secret.getByRole('textbox', { name: 'Value of password' }).fill('typed-in-the-editor-1');
    await page.getByRole('tab', { name: /● prod\/orders\/postgres/ }).waitFor();
    await secret.getByRole('button', { name: 'Save…' }).click();
    await openCard(page, `Change the value of ${orders}`);
    await closeTab(page, `Change the value of ${orders}`);
    secret = frontPage(page);
    await secret.getByText('Save password (changed).').waitFor();
    assert.equal(await stored(), before);

    await aws.send(new PutSecretValueCommand({ SecretId: orders, SecretString: '{"username":"elsewhere"}' }));
    await secret.getByRole('button', { name: 'Save…' }).click();
    await secret.getByText('The value was changed elsewhere').waitFor();
    assert.equal(await stored(), '{"username":"elsewhere"}');
    await secret.getByRole('button', { name: 'Save over it…' }).click();
    const card = await openCard(page, `Change the value of ${orders}`);
    await card.locator('vscode-button:not([disabled])', { hasText: 'Change' }).click();
    secret = frontPage(page);
    await secret.getByRole('button', { name: 'Retrieve secret value' }).waitFor();
    assert.deepEqual(JSON.parse(await stored()), { ...JSON.parse(before), password: 'typed-in-the-editor-1' });
  });

  it('adds a tag', async () => {
    const secret = frontPage(page);
    await secret.getByRole('button', { name: 'Edit tags' }).click();
    await secret.getByText('Add tag').click();
    await secret.getByRole('textbox', { name: 'Tag key' }).last().fill('owner');
    await secret.getByRole('button', { name: 'Save', exact: true }).click();
    await secret.locator('.tag', { hasText: 'owner' }).waitFor();
    const { Tags = [] } = await aws.send(new DescribeSecretCommand({ SecretId: orders }));
    assert.ok(Tags.some(({ Key }) => Key === 'owner'));
  });
});
