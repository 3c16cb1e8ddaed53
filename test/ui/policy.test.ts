import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { GetResourcePolicyCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Page } from 'playwright-core';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts';
import { poll } from '../harness/poll.ts';
import type { Session } from '../harness/session.ts';
import { modalButton, modalText } from '../harness/workbench.ts';
import { addProfile, command, frontPage, openCard, pickByKey } from './pages.ts';
import {
  clearToasts,
  clientOf,
  closeEditors,
  countOf,
  documentWith,
  homeWithProfile,
  notified,
  openProduct,
  pictureOfFailure,
  setSetting,
} from './support.ts';

const orders = 'dev/orders/postgres';
const read = 'secretsmanager:GetSecretValue';
const headline = `Change the resource policy of ${orders}`;

describe('the resource policy of a secret, by the keyboard alone', () => {
  let sandbox: Sandbox;
  let home: string;
  let session: Session;
  let page: Page;
  let aws: SecretsManagerClient;

  before(async () => {
    sandbox = await startSandbox({ seed: true });
    aws = clientOf(sandbox);
    home = await homeWithProfile(sandbox);
    session = await openProduct({ home, settings: { 'custody.aws.endpoint': sandbox.endpoint, 'files.autoSave': 'off' } });
    page = session.page;
    await addProfile(page, 'demo');
  });
  after(async () => {
    await session?.close();
    await sandbox?.close();
    await rm(home, { recursive: true, force: true });
  });
  afterEach(pictureOfFailure(() => session));
  afterEach(async () => {
    await closeEditors(session.puppet);
    await clearToasts(session.puppet);
  });

  const stored = async (): Promise<unknown> => {
    const { ResourcePolicy } = await aws.send(new GetResourcePolicyCommand({ SecretId: orders }));
    return ResourcePolicy === undefined ? undefined : JSON.parse(ResourcePolicy);
  };

  async function openPolicy(text: string): Promise<void> {
    await command(page, 'Edit Resource Policy');
    await pickByKey(page, 'Secret', orders);
    await documentWith(session.puppet, text);
  }

  /** Replaces the document's text, as a paste does. */
  async function replaceText(text: string): Promise<void> {
    await session.puppet.run((vscode, given) => vscode.env.clipboard.writeText(given), text);
    await page.locator('.monaco-editor.focused').first().waitFor();
    await page.keyboard.press('Control+A');
    await page.keyboard.press('Control+V');
    await poll(async () => (await document()).text === text, { what: 'the text was replaced' });
  }

  const document = (): Promise<{ readonly text: string; readonly isDirty: boolean }> =>
    session.puppet.run((vscode) => {
      const open = vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'custody-policy');
      return { text: open?.getText() ?? '', isDirty: open?.isDirty ?? false };
    });
  const marks = (): Promise<readonly { readonly message: string; readonly line: number }[]> =>
    session.puppet.run((vscode) =>
      vscode.languages
        .getDiagnostics()
        .flatMap(([{ scheme }, all]) => (scheme === 'custody-policy' ? all : []))
        .filter(({ source }) => source === 'AWS Secrets Manager')
        .map(({ message, range }) => ({ message, line: range.start.line })),
    );
  const saved = (): Promise<unknown> => poll(async () => !(await document()).isDirty, { what: 'the document was saved' });
  const save = (): Promise<void> => page.keyboard.press('Control+S');

  /** Reaches a button of the card in front with Tab alone. */
  async function pressInCard(name: string): Promise<void> {
    const button = frontPage(page).locator('vscode-button:not([disabled])', { hasText: name });
    await button.waitFor();
    // The card takes no Enter, which could have been meant for another window.
    await button.press('Space');
  }

  function policyOf(principal: unknown, action: unknown = read): string {
    const statement = { Sid: 'Read', Effect: 'Allow', Principal: principal, Action: action, Resource: '*' };
    return JSON.stringify({ Version: '2012-10-17', Statement: [statement] }, null, 2);
  }

  it('begins with a draft for its own account, with the actions of Secrets Manager to choose from', async () => {
    await openPolicy('"arn:aws:iam::111122223333:root"');
    await notified(session, `${orders} has no resource policy`);
    await replaceText('{"Statement":[{"Effect":"Allow","Action":""}]}');
    for (const _ of '"}]}') await page.keyboard.press('ArrowLeft');
    await page.keyboard.type('secretsmanager:GetSec');
    await page.keyboard.press('Control+Space');
    await page.locator('.suggest-widget.visible .monaco-list-row', { hasText: read }).waitFor();
    await page.keyboard.press('Escape');
    assert.equal(await stored(), undefined);
  });

  it('is stored after AWS has validated it and the card was accepted, with what lets in too many blocked', async () => {
    await openPolicy('"arn:aws:iam::111122223333:root"');
    await replaceText(policyOf({ AWS: 'arn:aws:iam::444455556666:root' }));
    await save();
    const card = await openCard(page, headline);
    await card.getByText(`Newly allows account 444455556666 to call ${read} (statement "Read").`).waitFor();
    assert.equal(await stored(), undefined);
    assert.ok(countOf(sandbox, 'ValidateResourcePolicy') > 0);
    await pressInCard('Change');
    await saved();
    assert.deepEqual(await stored(), JSON.parse(policyOf({ AWS: 'arn:aws:iam::444455556666:root' })));
    assert.equal(sandbox.requests().findLast(({ operation }) => operation === 'PutResourcePolicy')?.blocksPublicPolicy, true);
  });

  it('stays unsaved, and as it was in AWS, when the card is declined', async () => {
    await openPolicy('444455556666');
    const before = await stored();
    await replaceText(policyOf({ AWS: '777788889999' }, [read, 'secretsmanager:DescribeSecret']));
    await save();
    const card = await openCard(page, headline);
    await card.getByText(`Newly allows account 777788889999 to call secretsmanager:DescribeSecret, ${read} (statement "Read").`).waitFor();
    await card.getByText(`No longer allows account 444455556666 to call ${read} (statement "Read").`).waitFor();
    await pressInCard('Decline');
    await notified(session, 'You declined, so the policy in AWS is as it was.');
    assert.equal((await document()).isDirty, true);
    assert.deepEqual(await stored(), before);
  });

  it('shows what AWS found at the statement, and puts nothing', async () => {
    await openPolicy('444455556666');
    const puts = countOf(sandbox, 'PutResourcePolicy');
    await replaceText('{\n  "Statement": [\n    {\n      "Effect": "Allow",\n      "Action": "*",\n      "Resource": "*"\n    }\n  ]\n}');
    await save();
    await notified(session, 'AWS found faults in the policy');
    const [found] = await marks();
    assert.deepEqual(found, { message: 'POLICY_SYNTAX_CHECK: Statement 1 is missing a Principal.', line: 2 });
    assert.equal((await document()).isDirty, true);
    assert.equal(countOf(sandbox, 'PutResourcePolicy'), puts);
  });

  it('opens to everyone only after a person says so twice, and an Enter does not', async () => {
    await openPolicy('444455556666');
    await replaceText(policyOf('*'));
    const before = await stored();
    await save();
    await modalButton(page, 'Let Them In').waitFor();
    assert.match(await modalText(page), /lets in too many, and blocks it unless it is told not to/);
    await page.keyboard.press('Enter');
    await notified(session, 'AWS found faults in the policy');
    await clearToasts(session.puppet);
    await save();
    await modalButton(page, 'Let Them In').press('Enter');
    const card = await openCard(page, headline);
    await card.getByText('WARNING: this policy lets everyone in, in every AWS account, without any condition.').waitFor();
    await pressInCard('Decline');
    await notified(session, 'You declined');
    assert.deepEqual(await stored(), before);
  });

  it('is kept as a draft by auto save, which asks nothing, and stored by a save of its own', async () => {
    await setSetting(session.puppet, 'files.autoSave', 'afterDelay');
    const before = await stored();
    await openPolicy('444455556666');
    await replaceText(policyOf({ AWS: ['444455556666', '777788889999'] }));
    await saved();
    await poll(async () => (await marks()).some(({ message }) => message.startsWith('Not stored in AWS yet')), {
      what: 'the draft is marked',
    });
    assert.deepEqual(await stored(), before);
    await save();
    await openCard(page, headline);
    await pressInCard('Change');
    await poll(async () => JSON.stringify(await stored()).includes('777788889999'), { what: 'the policy was stored' });
    await poll(async () => (await marks()).length === 0, { what: 'the mark is gone' });
    await setSetting(session.puppet, 'files.autoSave', 'off');
  });

  it('is shown in the panel when asked for, and deleted from its emptied document', async () => {
    await command(page, 'Show Resource Policy');
    await pickByKey(page, 'Secret', orders);
    const panel = frontPage(page);
    await panel.getByText(`Allows account 444455556666, account 777788889999 to call ${read} (statement "Read").`).waitFor();
    await panel.locator('vscode-button', { hasText: 'Edit…' }).press('Enter');
    await documentWith(session.puppet, '444455556666');
    await replaceText('{}');
    await save();
    const card = await openCard(page, `Delete the resource policy of ${orders}`);
    await card.getByText(`No longer allows account 444455556666, account 777788889999 to call ${read} (statement "Read").`).waitFor();
    await pressInCard('Delete');
    await saved();
    assert.equal(await stored(), undefined);
  });
});
