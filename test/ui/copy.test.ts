import assert from 'node:assert/strict';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DescribeSecretCommand, GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Page } from 'playwright-core';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts';
import { poll } from '../harness/poll.ts';
import type { Session } from '../harness/session.ts';
import { contextMenu, openView } from '../harness/workbench.ts';
import {
  addProfile,
  answerPrompt,
  command,
  escapePrompt,
  openCard,
  pickByKey,
  promptOpen,
  secretRow,
  toastTexts,
  unfold,
} from './pages.ts';
import {
  answerNotification,
  clearToasts,
  clientOf,
  clipboard,
  closeEditors,
  countOf,
  homeWithProfile,
  notified,
  openProduct,
  pictureOfFailure,
} from './support.ts';

const keystore = 'shared/tls/java-keystore';
const redis = 'prod/orders/redis';

describe('a person who copies secrets', () => {
  let sandbox: Sandbox;
  let aws: SecretsManagerClient;
  let elsewhere: SecretsManagerClient;
  let home: string;
  let session: Session;
  let page: Page;

  before(async () => {
    sandbox = await startSandbox({ seed: true });
    aws = clientOf(sandbox);
    elsewhere = clientOf({ ...sandbox, region: 'us-east-1' });
    home = await homeWithProfile(sandbox);
    session = await openProduct({ home, settings: { 'custody.aws.endpoint': sandbox.endpoint } });
    page = session.page;
    await openView(page, 'Custody');
    await addProfile(page, 'demo', ['us-east-1']);
    await notified(session, 'signs in to AWS account');
    await unfold(page, 'demo (profile)', 'Secrets of demo in eu-west-1');
  });

  after(async () => {
    await session?.close();
    await sandbox?.close();
    [aws, elsewhere].forEach((client) => client?.destroy());
    await rm(home, { recursive: true, force: true });
  });

  beforeEach(() => clearToasts(session.puppet));
  afterEach(pictureOfFailure(() => session));
  afterEach(() => closeEditors(session.puppet));

  it('duplicates a binary secret into another region from its row, byte for byte, and is told what stays behind', async () => {
    await unfold(page, 'shared/', 'shared/tls/');
    await contextMenu(page, secretRow(page, keystore), 'Duplicate Secret');
    await pickByKey(page, 'Region that the copy goes to', 'us-east-1');
    await promptOpen(page, 'Not copied: a resource policy, if it has one.');
    await answerPrompt(page, 'Name of the copy in account demo (us-east-1)', 'java-keystore');
    await notified(session, `Copied ${keystore} to ${keystore} in account demo (us-east-1).`);
    const [from, to] = await Promise.all(
      [aws, elsewhere].map(async (client) => (await client.send(new GetSecretValueCommand({ SecretId: keystore }))).SecretBinary),
    );
    assert.ok(from && to && from.length === 512);
    assert.deepEqual(Buffer.from(to), Buffer.from(from));
  });

  it('says while a name is typed that it is taken or can not be one, and makes nothing', async () => {
    const made = countOf(sandbox, 'CreateSecret');
    await unfold(page, 'prod/', 'prod/orders/');
    await contextMenu(page, secretRow(page, redis), 'Duplicate Secret');
    await pickByKey(page, 'Region that the copy goes to', 'eu-west-1');
    await promptOpen(page, 'Name of the copy');
    const says = (words: string): Promise<void> => page.locator('.quick-input-message', { hasText: words }).waitFor();
    await page.keyboard.type('kafka');
    await poll(async () => countOf(sandbox, 'ListSecrets') > 0, { what: 'the folder was listed' });
    await says('There is a secret of this name');
    await page.keyboard.type(' ');
    await says('may hold only ASCII letters');
    await page.keyboard.press('Enter');
    await escapePrompt(page, 'may hold only ASCII letters');
    assert.equal(countOf(sandbox, 'CreateSecret'), made);
  });

  it('renames a secret with the keyboard alone, down to the card', async () => {
    const { SecretString: before } = await aws.send(new GetSecretValueCommand({ SecretId: redis }));
    await command(page, 'Rename Secret');
    await pickByKey(page, 'Region', 'eu-west-1');
    await pickByKey(page, 'Secret', redis);
    await answerPrompt(page, 'New name.', 'cache');
    const card = await openCard(page, `Delete ${redis}`);
    await card.getByText('(30 days)').waitFor();
    assert.equal((await aws.send(new DescribeSecretCommand({ SecretId: redis }))).DeletedDate, undefined);
    const yes = card.locator('vscode-button:not([disabled])', { hasText: 'Delete' });
    await yes.waitFor();
    await poll(
      async () => {
        await page.keyboard.press('Tab');
        return card.locator('vscode-button:focus', { hasText: 'Delete' }).isVisible();
      },
      { what: 'the focus came to the button' },
    );
    await page.keyboard.press('Space');
    await notified(session, `${redis} is now prod/orders/cache. The old secret can be restored until 20`);
    const { SecretString: after } = await aws.send(new GetSecretValueCommand({ SecretId: 'prod/orders/cache' }));
    assert.equal(after, before);
    assert.ok((await aws.send(new DescribeSecretCommand({ SecretId: redis }))).DeletedDate);
    await secretRow(page, 'prod/orders/cache').waitFor();
  });

  it('imports a .env file, leaves references in it, and writes a secret back into one of its own', async () => {
    const folder = await session.puppet.run((vscode) => vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '');
    const value = 'an-imported-value-7Kd3!';
    await writeFile(join(folder, '.env'), `# ours\nTOKEN="${value}"\nEMPTY=\n`);
    await command(page, 'Import .env File');
    await pickByKey(page, 'The file whose variables', '.env');
    await answerPrompt(page, 'Variables of .env to store', '');
    await pickByKey(page, 'How they are stored', 'One JSON secret');
    await pickByKey(page, 'Region', 'eu-west-1');
    await answerPrompt(page, 'Name of the secret', 'prod/shop');
    await answerNotification(session, 'Stored 1 variable of .env in prod/shop.', 'Replace Values');
    await notified(session, '.env now holds references.');
    const { SecretString: stored } = await aws.send(new GetSecretValueCommand({ SecretId: 'prod/shop' }));
    assert.deepEqual(JSON.parse(stored ?? ''), { TOKEN: value });
    assert.equal(
      await readFile(join(folder, '.env'), 'utf8'),
      "# ours\nTOKEN='{{resolve:secretsmanager:prod/shop:SecretString:TOKEN}}'\nEMPTY=\n",
    );

    await unfold(page, 'prod/');
    await contextMenu(page, secretRow(page, 'prod/shop'), 'Write .env File');
    await pickByKey(page, 'Which .env file', '.env.local');
    await answerPrompt(page, 'What the names of the variables begin with', 'SHOP_');
    const card = await openCard(page, 'Write a value of prod/shop to .env.local');
    await card.getByText('TOKEN as SHOP_TOKEN').waitFor();
    await card.getByText('The folder is in no git repository.').waitFor();
    await card.locator('vscode-button:not([disabled])', { hasText: 'Write' }).click();
    await notified(session, 'Wrote SHOP_TOKEN to .env.local.');
    assert.equal(await readFile(join(folder, '.env.local'), 'utf8'), `SHOP_TOKEN='${value}'\n`);
    assert.equal((await stat(join(folder, '.env.local'))).mode & 0o777, 0o600);
    assert.equal((await page.content()).includes(value), false);
  });

  it('generates a password that goes to the clipboard and is shown nowhere', async () => {
    await command(page, 'Generate Password');
    await answerPrompt(page, 'Length, from 1 to 4,096', '24');
    await pickByKey(page, 'Which characters?', 'No symbols that break');
    await notified(session, 'Copied a password of 24 characters. It stays on the clipboard for 30 seconds.');
    const copied = await clipboard(session.puppet);
    assert.match(copied, /^[A-Za-z0-9._-]{24}$/);
    assert.equal((await toastTexts(page)).includes(copied), false);
    assert.equal((await page.content()).includes(copied), false);
  });
});
