import assert from 'node:assert/strict';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts';
import { startVault, type FakeVault } from '../fakes/vault.ts';
import { poll } from '../harness/poll.ts';
import type { Session } from '../harness/session.ts';
import { modalButton, modalText, openView, quickInput, treeRow } from '../harness/workbench.ts';
import { answerPrompt, command, escapePrompt, pickByKey, promptOpen, trust } from './pages.ts';
import { clearToasts, homeWithProfile, notified, openProduct, pictureOfFailure } from './support.ts';

const kindOf = 'Where do its credentials come from?';
const nameOf = 'Name that you and agents call it by';

// Nothing in here is clicked: each account is added, imported, corrected and removed by keyboard alone.
describe('the sources of accounts', () => {
  let sandbox: Sandbox;
  let local: Sandbox;
  let vault: FakeVault;
  let home: string;
  let session: Session;
  let page: Page;

  before(async () => {
    sandbox = await startSandbox({ seed: true });
    local = await startSandbox({ seed: true });
    vault = await startVault({ sandbox, roles: { reader: { type: 'assumed_role', arn: 'arn:aws:iam::444455556666:role/reader' } } });
    home = await homeWithProfile(
      sandbox,
      [
        '\n[profile staging]\nregion = eu-central-1\nsource_profile = demo\nrole_arn = arn:aws:iam::777788889999:role/staging\n',
        '\n[profile beijing]\nsource_profile = demo\nrole_arn = arn:aws-cn:iam::777788889999:role/b\n',
        '\n[profile prod-eu]\nregion = eu-west-1\nsource_profile = demo\nrole_arn = arn:aws:iam::777788889999:role/p\n',
      ].join(''),
    );
    session = await openProduct({
      home,
      trust: true,
      env: {
        CI_AWS_ACCESS_KEY_ID: sandbox.credentials.accessKeyId,
        CI_AWS_SECRET_ACCESS_KEY: sandbox.credentials.secretAccessKey,
        ACCOUNT_LEDGER_ROLE_ARN: 'arn:aws:iam::999900001111:role/ledger',
        ACCOUNT_LEDGER_PROFILE: 'demo',
      },
      settings: { 'custody.aws.endpoint': sandbox.endpoint },
    });
    page = session.page;
    await trust(page);
    await openView(page, 'Custody');
  });

  after(async () => {
    await session?.close();
    await Promise.all([sandbox?.close(), local?.close(), vault?.close()]);
    await rm(home, { recursive: true, force: true });
  });

  afterEach(pictureOfFailure(() => session));

  /** Types what must not be seen, and looks at what the prompt shows of it. */
  async function typeMasked(prompt: string, text: string): Promise<void> {
    await promptOpen(page, prompt);
    assert.equal(await quickInput(page).getAttribute('type'), 'password');
    await answerPrompt(page, prompt, text);
  }

  async function nameAndTest(name: string, regions = ''): Promise<void> {
    await promptOpen(page, 'Regions to show');
    if (regions !== '') await tick(regions);
    await page.keyboard.press('Enter');
    await promptOpen(page, nameOf);
    await page.keyboard.press('ControlOrMeta+a');
    await answerPrompt(page, nameOf, name);
  }

  /** Goes down to a row of a list in which several can be chosen, and ticks it. */
  async function tick(row: string): Promise<void> {
    const focused = page.locator('.quick-input-widget:visible .quick-input-list .monaco-list-row.focused', { hasText: row });
    for (let tries = 0; tries < 60 && (await focused.count()) === 0; tries += 1) await page.keyboard.press('ArrowDown');
    await focused.waitFor();
    await page.keyboard.press('Space');
    await focused
      .locator('input[type=checkbox]:checked, .monaco-checkbox.checked, .quick-input-list-checkbox[aria-checked=true]')
      .first()
      .waitFor();
  }

  async function typeKeys({ accessKeyId, secretAccessKey }: Sandbox['credentials']): Promise<void> {
    await typeMasked('Access key ID', accessKeyId);
    await typeMasked('Secret access key', secretAccessKey);
    await typeMasked('Session token; empty', '');
  }

  it('adds access keys that are typed unseen', async () => {
    await command(page, 'Add Account');
    await pickByKey(page, kindOf, 'Access Keys');
    await promptOpen(page, 'Access key ID');
    await page.keyboard.type('no key');
    await page.locator('.quick-input-message', { hasText: 'takes 4 to 128 letters and digits' }).waitFor();
    await page.keyboard.press('ControlOrMeta+a');
    // A message of the prompt's own comes back with a text that is taken.
    await page.keyboard.type('AKIA');
    await promptOpen(page, 'Access key ID');
    await page.keyboard.press('ControlOrMeta+a');
    await typeKeys(sandbox.credentials);
    await nameAndTest('typed');
    await notified(session, `typed signs in to AWS account ${sandbox.accountId} as arn:aws:iam::${sandbox.accountId}:user/sandbox`);
    await treeRow(page, 'typed (access keys). Agents may: describe.').waitFor();
    await clearToasts(session.puppet);
  });

  it('adds keys for an endpoint of its own, which its row tells', async () => {
    const from = sandbox.requests().length;
    await command(page, 'Add Account');
    await pickByKey(page, kindOf, 'LocalStack');
    await promptOpen(page, 'Address of Secrets Manager');
    await page.keyboard.type('http://example.com');
    await page.locator('.quick-input-message', { hasText: 'takes https://host, or http on this machine' }).waitFor();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type(local.endpoint);
    await answerPrompt(page, 'Address of Secrets Manager', '');
    await answerPrompt(page, 'Address of STS', '');
    await pickByKey(page, kindOf, 'Access Keys');
    await typeKeys(local.credentials);
    await nameAndTest('local');
    await notified(session, 'local signs in to AWS account');
    await treeRow(page, `local (access keys). Agents may: describe. Endpoint: ${local.endpoint}.`).waitFor();
    assert.equal(sandbox.requests().length, from);
    await clearToasts(session.puppet);
  });

  it('adds a role of Vault, whose lease is counted at Vault', async () => {
    await command(page, 'Add Account');
    await pickByKey(page, kindOf, 'HashiCorp Vault');
    await answerPrompt(page, 'Address of Vault', vault.address);
    await answerPrompt(page, 'Namespace of Vault', '');
    await answerPrompt(page, 'Where the AWS secrets engine is mounted', '');
    await pickByKey(page, 'What Vault is asked for', 'Session');
    await answerPrompt(page, 'Role of the AWS secrets engine', 'reader');
    await answerPrompt(page, 'Seconds that a session lives', '');
    await typeMasked('Vault token', vault.token);
    await nameAndTest('vaulted');
    await notified(session, 'vaulted signs in to AWS account 444455556666 as arn:aws:sts::444455556666:assumed-role/reader/vault-token');
    await treeRow(page, `vaulted (Vault). Agents may: describe. Vault: ${vault.address}.`).waitFor();
    assert.equal(vault.leases.size, 1);
    await clearToasts(session.puppet);
  });

  it('gives the lease back when told to', async () => {
    await command(page, 'Give Leases Back to Vault');
    await notified(session, '1 lease given back to Vault.');
    assert.equal(vault.leases.size, 0);
    await clearToasts(session.puppet);
  });

  it('adds variables of the editor, of which names alone are shown', async () => {
    await command(page, 'Add Account');
    await pickByKey(page, kindOf, 'Environment');
    await promptOpen(page, 'Variables of the process');
    assert.doesNotMatch(await page.locator('.quick-input-widget').innerHTML(), new RegExp(sandbox.credentials.accessKeyId));
    await pickByKey(page, 'Variables of the process', 'CI_AWS_ACCESS_KEY_ID');
    await nameAndTest('from-ci');
    await notified(session, `from-ci signs in to AWS account ${sandbox.accountId}`);
    await treeRow(page, 'from-ci (environment). Agents may: describe.').waitFor();
    await clearToasts(session.puppet);
  });

  it('adds a role assumed from another account', async () => {
    await command(page, 'Add Account');
    await pickByKey(page, kindOf, 'Role');
    await pickByKey(page, 'Profile', 'typed');
    await answerPrompt(page, 'ARN of the role', 'arn:aws:iam::222233334444:role/spoke');
    await answerPrompt(page, 'External id', '');
    await pickByKey(page, 'Assumed through another role?', 'No, straight from the account');
    await answerPrompt(page, 'Session name in CloudTrail', '');
    await answerPrompt(page, 'Seconds that its credentials live', '');
    await nameAndTest('spoke');
    await notified(session, 'spoke signs in to AWS account 222233334444');
    await treeRow(page, 'spoke (role). Agents may: describe. Assumed from typed.').waitFor();
    await clearToasts(session.puppet);
  });

  it('renames an account with what was typed for it, and the role that is assumed from it follows', async () => {
    const editList = 'Choose what to change';
    await command(page, 'Edit Account');
    await pickByKey(page, 'Account', 'typed');
    await promptOpen(page, editList);
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Access keys' }).getByText('typed, never shown').waitFor();
    await pickByKey(page, editList, 'Name');
    await promptOpen(page, nameOf);
    await page.keyboard.press('ControlOrMeta+a');
    await answerPrompt(page, nameOf, 'hub');
    await escapePrompt(page, editList);
    await treeRow(page, 'spoke (role). Agents may: describe. Assumed from hub.').waitFor();
    for (const [name, account] of [
      ['hub', sandbox.accountId],
      ['spoke', '222233334444'],
    ] as const) {
      await command(page, 'Test Account');
      await pickByKey(page, 'Account', name);
      await notified(session, `${name} signs in to AWS account ${account}`);
      await clearToasts(session.puppet);
    }
  });

  it('imports what was ticked of the profiles and variables there are, and signs in nowhere', async () => {
    const from = sandbox.requests().length;
    await command(page, 'Import Accounts');
    await promptOpen(page, 'Accounts to add');
    const list = page.locator('.quick-input-widget:visible .quick-input-list .monaco-list-row');
    await list.filter({ hasText: 'staging' }).getByText('profile · eu-central-1 · role').waitFor();
    await list.filter({ hasText: 'beijing' }).getByText('profile · cn-north-1 · role').waitFor();
    await list.filter({ hasText: 'ledger' }).getByText('ACCOUNT_LEDGER_ROLE_ARN, ACCOUNT_LEDGER_PROFILE').waitFor();
    assert.doesNotMatch(await page.locator('.quick-input-widget').innerHTML(), /999900001111/);
    for (const row of ['staging', 'prod-eu', 'ledger']) await tick(row);
    // In the box, where a click on a tick may not have left the keyboard.
    await page.locator('.quick-input-widget:visible .quick-input-box input').press('Enter');
    await pickByKey(page, 'Is this a production account?', 'Production');
    await notified(session, '"Custody: Test Account" signs in and remembers which AWS account it is.');
    await treeRow(page, 'staging (profile). Agents may: describe.').waitFor();
    await treeRow(page, 'prod-eu (profile). Production. Agents may: describe.').waitFor();
    await treeRow(page, 'ledger (role). Agents may: describe.').waitFor();
    assert.equal(await treeRow(page, 'beijing').count(), 0);
    assert.equal(sandbox.requests().length, from);
    await clearToasts(session.puppet);
  });

  it('control: an import that is left adds nothing', async () => {
    await command(page, 'Import Accounts');
    await promptOpen(page, 'Accounts to add');
    await tick('beijing');
    await page.keyboard.press('Escape');
    await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
    assert.equal(await treeRow(page, 'beijing').count(), 0);
  });

  it('says so when keys are refused that were typed anew, and keeps the old ones', async () => {
    await command(page, 'Type Credential Again');
    await pickByKey(page, 'Account', 'hub');
    await typeKeys({ accessKeyId: 'AKIAREFUSEDREFUSED00', secretAccessKey: 'r3fused-r3fused-r3fused-r3fused-r3fused0' });
    await modalButton(page, 'Leave It as It Was').waitFor();
    assert.match(await modalText(page), /hub could not sign in with this change/);
    assert.doesNotMatch(await page.locator('body').innerHTML(), /AKIAREFUSED|r3fused/);
    await page.keyboard.press('Enter');
    await modalButton(page, 'Leave It as It Was').waitFor({ state: 'detached' });
    await command(page, 'Test Account');
    await pickByKey(page, 'Account', 'hub');
    await notified(session, `hub signs in to AWS account ${sandbox.accountId}`);
    await clearToasts(session.puppet);
  });

  it('asks for the token of Vault again when Vault refuses it', async () => {
    vault.mood = 'expired';
    await command(page, 'Test Account');
    await pickByKey(page, 'Account', 'vaulted');
    await notified(session, 'The Vault token of account vaulted is not valid any more.');
    await notified(session, 'The Vault token of vaulted did not sign in.');
    vault.mood = 'well';
    await clearToasts(session.puppet);
    await command(page, 'Type Credential Again');
    await pickByKey(page, 'Account', 'vaulted');
    await typeMasked('Vault token', vault.token);
    await notified(session, 'vaulted signs in to AWS account 444455556666');
    assert.ok(vault.leases.size > 0);
    await clearToasts(session.puppet);
  });

  it('gives its leases back when the window is reloaded, and signs in anew', async () => {
    assert.ok(vault.leases.size > 0);
    await session.reload();
    await poll(() => vault.leases.size === 0, { what: 'the leases were given back' });
    await openView(page, 'Custody');
    await command(page, 'Test Account');
    await pickByKey(page, 'Account', 'vaulted');
    await notified(session, 'vaulted signs in to AWS account 444455556666');
    assert.equal(vault.leases.size, 1);
    await clearToasts(session.puppet);
  });

  it('says who depends on an account that is to be removed, and gives back the leases of one that is', async () => {
    await command(page, 'Remove Account');
    await pickByKey(page, 'Account', 'hub');
    await modalButton(page, 'Keep It').waitFor();
    assert.match(await modalText(page), /spoke is assumed from it and could not sign in any more/);
    await page.keyboard.press('Enter');
    await modalButton(page, 'Keep It').waitFor({ state: 'detached' });

    await command(page, 'Remove Account');
    await pickByKey(page, 'Account', 'vaulted');
    await modalButton(page, 'Remove').waitFor();
    await page.keyboard.press('Tab');
    await page.locator('.monaco-dialog-box .monaco-button:focus', { hasText: 'Remove' }).waitFor();
    await page.keyboard.press('Enter');
    await treeRow(page, 'vaulted (Vault)').waitFor({ state: 'detached' });
    await poll(() => vault.leases.size === 0, { what: 'the lease was given back' });
  });

  it('left no credential on the screen, in the audit log, or in what the editor stores in clear', async () => {
    const secrets = [
      vault.token,
      ...vault.issued,
      sandbox.credentials.secretAccessKey,
      local.credentials.secretAccessKey,
      local.credentials.accessKeyId,
    ];
    const shown = await page.content();
    const folder = join(session.userDataDir, 'User');
    const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
    const texts = await Promise.all(files.map(async (file) => (await readFile(join(file.parentPath, file.name))).toString('latin1')));
    assert.ok(
      texts.some((text) => text.includes('check_account')),
      'The audit log was not among what was read.',
    );
    for (const secret of secrets) assert.ok(![shown, ...texts].some((text) => text.includes(secret)), 'A credential was found.');
  });
});
