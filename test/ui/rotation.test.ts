import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import {
  DescribeSecretCommand,
  PutSecretValueCommand,
  type DescribeSecretCommandOutput,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { FrameLocator, Page } from 'playwright-core';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts';
import { poll } from '../harness/poll.ts';
import type { Session } from '../harness/session.ts';
import { openView } from '../harness/workbench.ts';
import { addProfile, answerPrompt, command, frontPage, openCard, pickByKey } from './pages.ts';
import { clearToasts, clientOf, countOf, homeWithProfile, notified, openProduct, pictureOfFailure } from './support.ts';

const orders = 'prod/orders/postgres';
const lambda = 'arn:aws:lambda:eu-west-1:111122223333:function:rotate-orders';

describe('a person who rotates a secret and rolls it back, by the keyboard', () => {
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
  });

  after(async () => {
    await session?.close();
    await sandbox?.close();
    aws?.destroy();
    await rm(home, { recursive: true, force: true });
  });

  afterEach(pictureOfFailure(() => session));

  const described = (): Promise<DescribeSecretCommandOutput> => aws.send(new DescribeSecretCommand({ SecretId: orders }));

  async function holderOf(label: string): Promise<string | undefined> {
    const holders = Object.entries((await described()).VersionIdsToStages ?? {}).filter(([, stages]) => stages.includes(label));
    assert.ok(holders.length <= 1, `${label} is on ${holders.length} versions`);
    return holders[0]?.[0];
  }

  async function accept(card: FrameLocator, label: string): Promise<void> {
    await card.locator('vscode-button:not([disabled])', { hasText: label }).last().press('Space');
  }

  async function openPanel(): Promise<FrameLocator> {
    await command(page, 'Open Secret');
    await pickByKey(page, 'Secret', orders);
    const panel = frontPage(page);
    await panel.getByRole('heading', { name: orders, exact: true, level: 1 }).waitFor();
    return panel;
  }

  it('sets it up from the palette, and nothing rotates unless that is chosen', async () => {
    const before = await holderOf('AWSCURRENT');
    await command(page, 'Set Up Rotation');
    await pickByKey(page, 'Secret', orders);
    await answerPrompt(page, 'ARN of the Lambda function', lambda);
    await pickByKey(page, 'How often does it rotate?', 'Every 30 days');
    await pickByKey(page, 'How long is the window', '2 hours');
    // The first row is the one that an Enter takes.
    await answerPrompt(page, 'Rotate it now, too?', '');
    const card = await openCard(page, `Set up rotation of ${orders}`);
    await card.getByText('It does not rotate now.').waitFor();
    assert.equal(countOf(sandbox, 'RotateSecret'), 0);
    await accept(card, 'Set Up');
    await notified(session, `Rotation of ${orders} is set up.`);
    const { RotationEnabled, RotationLambdaARN, RotationRules } = await described();
    assert.deepEqual([RotationEnabled, RotationLambdaARN, RotationRules], [true, lambda, { AutomaticallyAfterDays: 30, Duration: '2h' }]);
    assert.equal(await holderOf('AWSCURRENT'), before);
    await clearToasts(session.puppet);
  });

  it('rotates now from the panel, after the card and not before', async () => {
    const before = await holderOf('AWSCURRENT');
    const panel = await openPanel();
    const rotation = panel.getByRole('region', { name: 'Rotation' });
    await rotation.getByText('every 30 days').waitFor();
    await rotation.getByText('the first 2 hours of the day, UTC').waitFor();
    await rotation.getByRole('button', { name: 'Rotate now', disabled: false }).press('Enter');
    const card = await openCard(page, `Rotate ${orders} now`);
    assert.equal(await holderOf('AWSCURRENT'), before);
    await accept(card, 'Rotate Now');
    await notified(session, `Rotation of ${orders} has started.`);
    assert.notEqual(await holderOf('AWSCURRENT'), before);
    assert.equal(await holderOf('AWSPREVIOUS'), before);
    await clearToasts(session.puppet);
  });

  it('rolls back from the palette to AWSPREVIOUS, shown the very call, and is told that one version is current', async () => {
    const [newer, older] = [await holderOf('AWSCURRENT'), await holderOf('AWSPREVIOUS')];
    await command(page, 'Roll Back');
    await pickByKey(page, 'Secret', orders);
    await answerPrompt(page, 'Which version becomes current?', '');
    const card = await openCard(page, `Roll back ${orders}`);
    const call = `VersionStage AWSCURRENT, MoveToVersionId ${older}, RemoveFromVersionId ${newer}.`;
    await card.getByText(call).waitFor();
    await card.getByText('is not changed: it still knows the password it was last given').waitFor();
    assert.equal(countOf(sandbox, 'UpdateSecretVersionStage'), 0);
    await accept(card, 'Roll Back');
    await notified(session, `AWSCURRENT of ${orders} is on version ${older} and on no other, read back.`);
    assert.deepEqual([await holderOf('AWSCURRENT'), await holderOf('AWSPREVIOUS')], [older, newer]);
    await clearToasts(session.puppet);
  });

  it('rolls back from the timeline of the panel too', async () => {
    const previous = await holderOf('AWSPREVIOUS');
    const panel = await openPanel();
    await panel.getByRole('button', { name: 'Refresh', disabled: false }).press('Enter');
    await panel.getByRole('button', { name: new RegExp(`^Roll back to version ${previous?.slice(0, 8)}`), disabled: false }).press('Enter');
    await accept(await openCard(page, `Roll back ${orders}`), 'Roll Back');
    await notified(session, `AWSCURRENT of ${orders} is on version ${previous}`);
    assert.equal(await holderOf('AWSCURRENT'), previous);
    await clearToasts(session.puppet);
  });

  it('cancels, and is told that rotation is off', async () => {
    const panel = await openPanel();
    await panel.getByRole('button', { name: 'Cancel rotation', disabled: false }).press('Enter');
    const card = await openCard(page, `Cancel the rotation of ${orders}`);
    await card.getByText('Rotation is off afterwards').waitFor();
    await accept(card, 'Cancel Rotation');
    await notified(session, `Rotation of ${orders} is off.`);
    assert.equal((await described()).RotationEnabled, false);
    await frontPage(page).getByRole('button', { name: 'Set up rotation…' }).waitFor();
    await clearToasts(session.puppet);
  });

  it('removes the label of a rotation that is stuck, and adds one of its own', async () => {
    const { VersionId } = await aws.send(
      new PutSecretValueCommand({ SecretId: orders, SecretString: '{"password":"half"}', VersionStages: ['AWSPENDING'] }),
    );
    const panel = await openPanel();
    await panel.getByRole('button', { name: 'Refresh', disabled: false }).press('Enter');
    const rotation = panel.getByRole('region', { name: 'Rotation' });
    await rotation.getByText(/has had AWSPENDING since .*: a rotation is under way/).waitFor();
    assert.equal(await rotation.getByRole('button', { name: 'Set up rotation…' }).count(), 0);
    await rotation.getByRole('button', { name: 'Remove AWSPENDING…', disabled: false }).press('Enter');
    await pickByKey(page, `Version ${VersionId}`, 'Remove AWSPENDING');
    await accept(await openCard(page, `Remove AWSPENDING from a version of ${orders}`), 'Remove Label');
    await poll(async () => (await holderOf('AWSPENDING')) === undefined, { what: 'AWSPENDING was removed' });
    await frontPage(page).getByRole('button', { name: 'Set up rotation…' }).waitFor();

    const current = await holderOf('AWSCURRENT');
    await frontPage(page)
      .getByRole('button', { name: new RegExp(`^Change labels of version ${current?.slice(0, 8)}`) })
      .press('Enter');
    await pickByKey(page, `Version ${current}`, 'Add a label');
    await answerPrompt(page, 'Staging label, up to 256 characters', 'known-good');
    await accept(await openCard(page, `Add known-good to a version of ${orders}`), 'Move Label');
    await poll(async () => (await holderOf('known-good')) === current, { what: 'the label was added' });
  });
});
