import type { PageName } from './bundlePages.ts';
import type { OpenPage } from './openPage.ts';
import { rarerScenes } from './rarerScenes.ts';
import { createCard, deleteCard, draft, edit, fields, forceDeleteCard, form, secret, useCard } from './samples.ts';

/** Brings a page to the state that is to be looked at. */
type Scene = (open: OpenPage) => Promise<void>;

/** States of pages by name, each with the size of its window. */
export type Scenes = Readonly<Record<string, readonly [PageName, Scene, { width?: number; height?: number }?]>>;

/** Every state of every page worth a look. */
export const scenes: Scenes = {
  ...rarerScenes,
  'approval-delete': [
    'approval',
    async ({ page, post }) => {
      await post({ type: 'card', card: deleteCard });
      await page.clock.runFor(800);
    },
  ],
  'approval-force': [
    'approval',
    async ({ page, post }) => {
      await post({ type: 'card', card: forceDeleteCard });
      await page.clock.runFor(800);
      await page.locator('#typed-name input').fill('prod/payments');
    },
  ],
  'approval-value': [
    'approval',
    async ({ page, post }) => {
      await post({ type: 'card', card: createCard });
      await page.clock.runFor(800);
      await page.locator('textarea.value-input:visible').fill('correct horse battery');
    },
  ],
  'approval-use': [
    'approval',
    async ({ page, post }) => {
      await post({ type: 'card', card: useCard });
      await page.clock.runFor(800);
      await page.getByRole('radio', { name: '15 minutes' }).check({ force: true });
    },
    { height: 900 },
  ],
  'approval-narrow': [
    'approval',
    async ({ page, post }) => {
      await post({ type: 'card', card: { ...deleteCard, askerKind: 'person', asker: '' } });
      await page.clock.runFor(800);
      await post({ type: 'failed', message: 'That was too quick to have been read. Answer again.' });
    },
    { width: 400 },
  ],
  'secret-closed': ['secret', ({ post }) => post({ type: 'secret', secret: { ...secret, requestedBy: 'Claude' } })],
  'secret-open': [
    'secret',
    async ({ post }) => {
      await post({ type: 'secret', secret });
      await post({ type: 'fields', fields, encoding: 'text' });
      await post({ type: 'value', field: 0, text: 'payments_app', hideAfterMs: 30_000 });
      await post({
        type: 'value',
        field: 3,
        text: '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\nMzEfYyjiWA4R4/M2bS1GB4t7NXp98C3SC6dVMvDuictGeurT8jNbvJZHtCSuYEvu\n-----END PRIVATE KEY-----',
        hideAfterMs: 30_000,
      });
      await post({ type: 'copied', field: 1, clearAfterMs: 30_000 });
    },
    { height: 1_100 },
  ],
  'secret-narrow': [
    'secret',
    async ({ post }) => {
      await post({ type: 'secret', secret });
      await post({ type: 'fields', fields, encoding: 'text' });
      await post({ type: 'value', field: 1, text: 'vY#t2mP=Q8x~Lw!7ZkR$u3Nc^eHb5J*d', hideAfterMs: 30_000 });
    },
    { width: 400, height: 900 },
  ],
  'secret-deleted': [
    'secret',
    async ({ post }) => {
      await post({
        type: 'secret',
        secret: { ...secret, pendingDeletion: '2026-12-20 09:00 UTC', managedBy: 'rds', tags: [], replicas: [] },
      });
      await post({
        type: 'failed',
        message:
          'The role may not restore secrets in account production. Ask whoever manages the role for the permission named, or use another account.',
      });
    },
  ],
  'secret-loading': ['secret', ({ post }) => post({ type: 'busy', doing: 'Reading the secret…' }), { height: 240 }],
  'secret-error': [
    'secret',
    ({ post }) =>
      post({
        type: 'failed',
        message: 'The sign-in of account production has expired. Sign in again (for example "aws sso login"), then try again.',
        again: { type: 'refresh' },
      }),
    { height: 240 },
  ],
  'secret-version': [
    'secret',
    async ({ post }) => {
      const versions = [
        { id: 'f00dcafe-8d7a-4c55-9f0e-2f6a4f0d9b11', stages: ['AWSPENDING'], created: '2026-11-20 23:58 UTC', lastRead: undefined },
        ...secret.timeline.versions,
      ];
      await post({ type: 'secret', secret: { ...secret, timeline: { versions, state: 'hasOlder', problem: undefined } } });
      await post({ type: 'fields', fields, encoding: 'text', version: 'b3a9a0de (AWSPREVIOUS, before-migration)' });
    },
    { height: 1_500 },
  ],
  'secret-rotation-stuck': [
    'secret',
    async ({ post }) => {
      const rotation = {
        ...secret.rotation,
        warnings: [
          'It should have rotated by 2026-11-18 23:59 UTC and did not. Look at the log of its function.',
          'Version f00dcafe has had AWSPENDING since 2026-11-18 03:58 UTC: a rotation was cut off, and no other can start until the label is removed.',
        ],
        pendingVersion: 'f00dcafe-8d7a-4c55-9f0e-2f6a4f0d9b11',
        canSetUp: false,
        canRotate: false,
      };
      await post({ type: 'secret', secret: { ...secret, rotation } });
    },
    { height: 1_500 },
  ],
  'secret-stale': [
    'secret',
    async ({ post }) => {
      const { versions } = secret.timeline;
      await post({
        type: 'secret',
        secret: {
          ...secret,
          stale:
            'describe_secret on prod/payments/database in account production found no network to eu-west-1. Check the network and the region, then try again.',
          timeline: {
            versions: versions.slice(0, 2).map((version) => ({ ...version, created: undefined, lastRead: undefined })),
            state: 'whole',
            problem: 'Dates and versions without a staging label are missing: the role may not call ListSecretVersionIds.',
          },
        },
      });
    },
    { width: 400, height: 1_300 },
  ],
  'secret-binary': [
    'secret',
    async ({ post }) => {
      await post({ type: 'secret', secret: { ...secret, timeline: { versions: [], state: 'reading', problem: undefined } } });
      await post({ type: 'fields', fields: [{ key: undefined, bytes: 2_341 }], encoding: 'binary', kind: 'PKCS #12 keystore' });
      await post({
        type: 'value',
        field: 0,
        text: 'MIIJJQIBAzCCCOsGCSqGSIb3DQEHAaCCCNwEggjYMIII1DCCA4sGCSqGSIb3DQEHBqCC',
        hideAfterMs: 30_000,
      });
    },
    { height: 1_100 },
  ],
  'secret-edit-soon': [
    'secret',
    async ({ page, post }) => {
      await post({ type: 'secret', secret });
      const storedAt = (await page.evaluate(() => Date.now())) - 3 * 60_000;
      await post({ type: 'edit', edit: { ...edit, storedAt } });
      await page.getByRole('textbox', { name: 'Value of password' }).fill('correct horse');
      await post({ type: 'busy', doing: 'No answer came. Checking whether it happened…' });
      await post({ type: 'saving', form: 'value', isSaving: true });
    },
    { height: 900 },
  ],
  'secret-edit': [
    'secret',
    async ({ page, post }) => {
      await post({ type: 'secret', secret });
      await post({ type: 'fields', fields, encoding: 'text' });
      await post({ type: 'edit', edit });
      await post({ type: 'value', field: 0, text: 'payments_app', hideAfterMs: 30_000 });
      await page.getByRole('button', { name: 'Generate a random value for password' }).click();
      await page.getByRole('textbox', { name: 'Value of pool' }).fill('{"max": 20,\n  "min": }');
      await page.getByRole('button', { name: 'Remove privateKey' }).click();
      await page.locator('.edit-row input').nth(2).fill('hostname');
      await post({
        type: 'editNote',
        note: { kind: 'problem', message: 'put_secret_value was cut off before it happened. Call again if it is still wanted.' },
      });
    },
    { height: 900 },
  ],
  'secret-edit-conflict': [
    'secret',
    async ({ page, post }) => {
      await post({ type: 'secret', secret });
      await post({ type: 'edit', edit: { ...edit, rows: edit.rows.map((row, index) => (index === 1 ? { ...row, typed: 0 } : row)) } });
      await post({
        type: 'editNote',
        note: {
          kind: 'conflict',
          message:
            'The value was changed elsewhere after you retrieved it. Reload drops your edits and retrieves it anew. Saving over it stores the whole value as you have it here; the one stored elsewhere stays as AWSPREVIOUS.',
        },
      });
      await page.getByRole('button', { name: 'Save over it…' }).focus();
    },
    { width: 400, height: 1_000 },
  ],
  'secret-edit-text': [
    'secret',
    async ({ page, post }) => {
      await post({ type: 'secret', secret });
      await post({
        type: 'edit',
        edit: { shape: 'text', original: [{ key: '', bytes: 20, isJson: true }], rows: [{ key: '', from: 0, typed: undefined }] },
      });
      await post({ type: 'value', field: 0, text: '["one",\n  "two"\n]', hideAfterMs: 30_000 });
      await page.getByRole('textbox', { name: 'Value' }).fill('["one",\n  two\n]');
      await page.getByRole('button', { name: 'Refresh' }).click();
    },
  ],
  'secret-edit-details': [
    'secret',
    async ({ page, post }) => {
      await post({
        type: 'secret',
        secret: { ...secret, tags: [...secret.tags, { label: 'aws:cloudformation:stack-name', value: 'payments' }] },
      });
      await page.getByRole('button', { name: 'Edit description and key' }).click();
      await page.locator('vscode-text-area textarea').fill('Credentials of the payments service.');
      await page.getByRole('button', { name: 'Edit tags' }).click();
      await page.getByText('Add tag').click();
      await post({
        type: 'changed',
        part: 'details',
        problem:
          'The role may not update secrets in account production. Ask whoever manages the role for the permission named, or use another account.',
      });
    },
    { height: 900 },
  ],
  'secret-replica-edit': [
    'secret',
    async ({ page, post }) => {
      await post({ type: 'secret', secret: { ...secret, region: 'eu-central-1', primaryRegion: 'eu-west-1' } });
      await post({ type: 'goTo', part: 'tags' });
      await page.getByText('A replica: its tags are changed in eu-west-1.').waitFor();
      await post({ type: 'goTo', part: 'details' });
      await page.getByRole('textbox', { name: "This replica's KMS key" }).waitFor();
    },
    { height: 900 },
  ],
  create: [
    'create',
    async ({ page, post }) => {
      await post({ type: 'form', form });
      await page.locator('vscode-text-field input').first().fill('prod/payments/database');
      await page.locator('.pair input').nth(0).fill('username');
      await page.locator('textarea.value-input:visible').first().fill('payments_app');
      await page.getByText('Add key').click();
      await page.locator('.pair input').nth(1).fill('password');
      await page.locator('vscode-button[title="Generate a random value for password"]:visible').click();
      await page.getByText('Advanced').click();
      await page.getByText('Add tag').click();
      await page.locator('.pair input').nth(2).fill('team');
    },
    { height: 1_060 },
  ],
  'create-database': [
    'create',
    async ({ page, post }) => {
      await post({ type: 'form', form: { ...form, draft: { ...draft, template: 'postgres' } } });
      await page.getByRole('textbox', { name: 'Host' }).fill('db.internal');
      await page.getByRole('textbox', { name: 'Port (optional)' }).fill('5432x');
      await page.locator('textarea[aria-label="Password"]').fill('Summer2024');
      await page.getByText('Fields for rotation').click();
      await page.clock.runFor(100);
    },
    { height: 1_160 },
  ],
  'create-key-pair': [
    'create',
    async ({ post }) => {
      await post({ type: 'form', form: { ...form, draft: { ...draft, template: 'ssh-key' } } });
      await post({
        type: 'held',
        field: 'private_key',
        held: {
          kind: 'keyPair',
          publicKey: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl',
          fingerprint: 'SHA256:W4GJJcfum68zm2YCkbl3golOEDApGmRT5vDM/nR8yHA',
        },
      });
    },
    { height: 900 },
  ],
  'create-certificate': [
    'create',
    async ({ page, post }) => {
      await post({ type: 'form', form: { ...form, draft: { ...draft, template: 'tls-certificate', hasSecrets: true } } });
      await post({
        type: 'held',
        field: 'certificate',
        held: { kind: 'file', name: 'example.com.pem', bytes: 1_704, note: 'CN=example.com, O=Example, valid until 2027-02-14' },
      });
      await page.locator('textarea[aria-label="Private key"]').fill('-----BEGIN PRIVATE KEY-----\nMIIEvQ');
    },
    { height: 1_060 },
  ],
  'create-file': [
    'create',
    async ({ post }) => {
      await post({ type: 'form', form: { ...form, draft: { ...draft, template: 'file' } } });
      await post({ type: 'held', field: '', held: { kind: 'file', name: 'keystore.p12', bytes: 2_412, note: undefined } });
    },
  ],
  'create-asking': [
    'create',
    async ({ page, post }) => {
      await post({ type: 'form', form: { ...form, draft: { ...draft, template: 'ssh-key' } } });
      await page.locator('textarea[aria-label="Private key"]').fill('pasted');
      await page.getByRole('combobox', { name: 'Type' }).click();
      await page.getByRole('option', { name: 'MySQL database' }).click();
    },
    { width: 440, height: 1_000 },
  ],
  'create-no-account': ['create', ({ post }) => post({ type: 'noAccount' }), { height: 300 }],
  'create-problem': [
    'create',
    async ({ page, post }) => {
      await post({ type: 'form', form });
      await page.locator('vscode-text-field input').first().fill('prod/payments database é');
      await page.getByRole('combobox', { name: 'Type' }).click();
      await page.getByRole('option', { name: 'Plain text' }).click();
      await page.locator('textarea.value-input:visible').first().fill('x'.repeat(70_000));
      await post({
        type: 'failed',
        message:
          'The role may not create secrets in account production. Ask whoever manages the role for the permission named, or use another account.',
      });
    },
    { width: 400, height: 900 },
  ],
};
