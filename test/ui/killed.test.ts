import assert from 'node:assert/strict';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DescribeSecretCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts';
import { startInterposer, type Interposer } from '../fakes/interposer.ts';
import type { Session } from '../harness/session.ts';
import { contextMenu, openView } from '../harness/workbench.ts';
import { addProfile, openCard, pickByKey, secretRow, unfold } from './pages.ts';
import { clearToasts, clientOf, homeWithProfile, notified, openProduct, pictureOfFailure } from './support.ts';

const name = 'prod/orders/postgres';

describe('an editor whose extension host is killed while it deletes a secret', () => {
  let sandbox: Sandbox;
  let aws: SecretsManagerClient;
  let interposer: Interposer;
  let home: string;
  let session: Session;

  before(async () => {
    sandbox = await startSandbox({ seed: true });
    aws = clientOf(sandbox);
    interposer = await startInterposer(sandbox.endpoint);
    home = await homeWithProfile(sandbox);
    session = await openProduct({ home, settings: { 'custody.aws.endpoint': interposer.endpoint } });
    await openView(session.page, 'Custody');
    await addProfile(session.page, 'demo');
    await clearToasts(session.puppet);
  });

  after(async () => {
    await session?.close();
    await interposer?.close();
    await sandbox?.close();
    aws?.destroy();
    await rm(home, { recursive: true, force: true });
  });

  afterEach(pictureOfFailure(() => session));

  /** The newest log is the running host's, and its name tells the host's process. */
  async function killHost(): Promise<void> {
    const folder = join(session.userDataDir, 'User', 'globalStorage', 'custody.custody', 'audit');
    const newest = (await readdir(folder)).sort().at(-1) ?? '';
    process.kill(Number(/-(\d+)-[0-9a-f]{8}\.jsonl$/.exec(newest)?.[1]), 'SIGKILL');
  }

  it('says when it is next used that the delete happened, and it is so', async () => {
    const { page } = session;
    await unfold(page, 'demo (profile)', 'Secrets of demo in eu-west-1', 'prod/', 'prod/orders/');
    const killed = Promise.withResolvers<void>();
    interposer.onStage = async (_change, stage) => {
      if (stage !== 'carriedOut') return 'pass';
      await killHost();
      killed.resolve();
      return 'loseAnswer';
    };
    await contextMenu(page, secretRow(page, name), 'Delete Secret');
    await pickByKey(page, 'For how long can it still be restored?', '30 days');
    const card = await openCard(page, `Delete ${name}`);
    await card.locator('vscode-button:not([disabled])', { hasText: 'Delete' }).click();
    await killed.promise;

    // A page that has lost its host stands still for half a minute, whatever one does with it.
    await session.reload();
    await unfold(session.page, 'demo (profile)', 'Secrets of demo in eu-west-1');
    const sentence = `Delete Secret for ${name} in account demo (eu-west-1) was cut off when Custody last ended, and it did happen.`;
    await notified(session, sentence);
    assert.ok((await aws.send(new DescribeSecretCommand({ SecretId: name }))).DeletedDate);
  });
});
