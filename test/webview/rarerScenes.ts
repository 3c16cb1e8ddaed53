import { auditView, createCard, draft, edit, fields, form, secret } from './samples.ts';
import type { Scenes } from './scenes.ts';

/** States that a page is in for a moment, or that few people meet. */
export const rarerScenes: Scenes = {
  audit: [
    'audit',
    async ({ page, post }) => {
      await post({ type: 'calls', view: auditView });
      await post({ type: 'verdict', sentence: '3 files, 1,204 lines, all chains whole.', problems: [] });
      await page.getByRole('button', { name: 'Show details of delete_secret at 2026-11-20 23:58:12' }).click();
    },
    { width: 1_240, height: 900 },
  ],
  'audit-broken': [
    'audit',
    async ({ post }) => {
      await post({ type: 'calls', view: { ...auditView, filter: { ...auditView.filter, kind: 'change', secret: 'prod/' }, pages: 1 } });
      await post({
        type: 'verdict',
        sentence: '3 files, 1,204 lines, 1 problem: the audit log was changed or damaged.',
        problems: [
          'audit-2026-11-19T08-00-00-000Z-4711-0a1b2c3d.jsonl: line 12 does not follow from the one before. It was changed, or lines before it were removed or added.',
        ],
      });
      await post({ type: 'said', message: '1,204 calls exported to /home/dev/custody-audit-2026-11-20.csv, readable by you alone.' });
    },
    { width: 400, height: 1_300 },
  ],
  'secret-replica': ['secret', ({ post }) => post({ type: 'secret', secret: { ...secret, primaryRegion: 'us-east-1', replicas: [] } })],
  'secret-replicating': [
    'secret',
    ({ post }) => {
      const replica = { message: '', key: 'alias/aws/secretsmanager', lastRead: undefined };
      const started = { ...replica, region: 'eu-central-1', status: 'InProgress' };
      return post({ type: 'secret', secret: { ...secret, replicas: [...secret.replicas, started] } });
    },
    { width: 400, height: 1_700 },
  ],
  'approval-value-production': [
    'approval',
    async ({ page, post }) => {
      await post({ type: 'card', card: { ...createCard, mark: { production: true, color: 'red' }, valueKey: 'password' } });
      await post({ type: 'waiting', waiting: 2 });
      await page.clock.runFor(800);
      await page.locator('textarea.value-input:visible').fill('Summer2024');
      await page.getByRole('meter', { name: 'Strength' }).waitFor();
    },
  ],
  'secret-policy': [
    'secret',
    async ({ post }) => {
      await post({ type: 'secret', secret });
      await post({
        type: 'policy',
        policy: {
          state: 'set',
          sentences: [
            'Allows account 444455556666 to call secretsmanager:DescribeSecret, secretsmanager:GetSecretValue (statement "BuildAccountMayRead").',
            'Allows everyone to call secretsmanager:GetSecretValue (statement 2).',
          ],
          isOpenToEveryone: true,
        },
      });
    },
    { height: 1_300 },
  ],
  'secret-policy-narrow': [
    'secret',
    async ({ post }) => {
      await post({ type: 'secret', secret });
      await post({
        type: 'policy',
        policy: { state: 'failed', problem: 'secretsmanager:GetResourcePolicy is not allowed for prod/payments.' },
      });
    },
    { width: 400, height: 1_500 },
  ],
  'secret-version-binary': [
    'secret',
    async ({ post }) => {
      await post({ type: 'secret', secret });
      await post({ type: 'fields', fields: [{ key: undefined, bytes: 1 }], encoding: 'binary', version: '0c7e9b54 (no staging label)' });
    },
  ],
  'secret-no-versions': [
    'secret',
    async ({ post }) => {
      await post({ type: 'secret', secret: { ...secret, tags: [], timeline: { versions: [], state: 'whole', problem: undefined } } });
      await post({ type: 'goTo', part: 'versions' });
    },
  ],
  'secret-stale-open': [
    'secret',
    async ({ post }) => {
      await post({ type: 'secret', secret: { ...secret, stale: 'AWS did not answer. Check the network.' } });
      await post({ type: 'fields', fields, encoding: 'text' });
      await post({ type: 'busy', doing: 'Reading the secret…' });
    },
  ],
  'secret-edit-strength': [
    'secret',
    async ({ page, post }) => {
      await post({ type: 'secret', secret });
      await post({ type: 'edit', edit });
      await page.getByRole('textbox', { name: 'Value of username' }).fill('password');
      await page.getByRole('textbox', { name: 'Value of password' }).fill('k7Tq2mXz9vLpR4wN');
      await page.getByRole('textbox', { name: 'Value of host' }).fill('k7Tq2mXz');
      await page.getByText('Add key').click();
      await page.getByRole('meter', { name: 'Strength' }).nth(2).waitFor();
    },
    { height: 900 },
  ],
  'secret-edit-discard': [
    'secret',
    async ({ page, post }) => {
      await post({ type: 'secret', secret });
      await post({ type: 'edit', edit });
      await page.getByRole('textbox', { name: 'Value of password' }).fill('typed');
      await page.getByRole('button', { name: 'Discard edits' }).click();
      await page.getByText('Discard what you changed?').waitFor();
    },
    { width: 400, height: 900 },
  ],
  'secret-edit-saved': [
    'secret',
    async ({ post }) => {
      await post({ type: 'secret', secret });
      await post({ type: 'edit', edit });
      await post({ type: 'editClosed', saved: true });
    },
  ],
  'create-text': ['create', ({ post }) => post({ type: 'form', form: { ...form, draft: { ...draft, template: 'text' } } })],
  'create-oauth-client': [
    'create',
    async ({ page, post }) => {
      await post({ type: 'form', form: { ...form, draft: { ...draft, template: 'oauth-client' } } });
      await page.getByRole('textbox', { name: 'Client secret' }).fill('k7Tq2mXz9vLpR4wN');
      await page.getByRole('meter', { name: 'Strength' }).waitFor();
    },
    { height: 900 },
  ],
  'create-elasticache': [
    'create',
    async ({ post }) => {
      await post({ type: 'form', form: { ...form, draft: { ...draft, template: 'elasticache' } } });
      await post({ type: 'busy', doing: 'Creating the secret…' });
    },
    { height: 900 },
  ],
  'create-redshift': [
    'create',
    async ({ page, post }) => {
      await post({ type: 'form', form: { ...form, account: 'sandbox', draft: { ...draft, account: 'sandbox', template: 'redshift' } } });
      await page.getByText('Fields for rotation').click();
    },
    { width: 400, height: 1_160 },
  ],
  'create-not-started': [
    'create',
    ({ post }) => post({ type: 'failed', message: 'The accounts could not be read. Try again.' }),
    { height: 300 },
  ],
};
