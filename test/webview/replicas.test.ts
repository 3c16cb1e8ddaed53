import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import type { OpenPage } from './openPage.ts';
import { secret } from './samples.ts';
import { usePages } from './usePages.ts';

describe('the replicas on the secret page', () => {
  const open = usePages('secret');

  async function openSecret(shown = secret): Promise<OpenPage & { readonly replicas: Locator }> {
    const opened = await open();
    await opened.post({ type: 'secret', secret: shown });
    return { ...opened, replicas: opened.page.getByRole('region', { name: 'Replicas' }) };
  }

  const sent = async (opened: OpenPage): Promise<unknown> => (await opened.sent()).at(-1);
  const labels = async (within: Locator): Promise<readonly string[]> =>
    within.getByRole('button').evaluateAll((all) => all.map((each) => each.ariaLabel ?? each.textContent?.trim() ?? ''));

  it('each say their region, status, key and last read, and a failed one why in AWS’s words', async () => {
    const { replicas } = await openSecret();
    const entries = replicas.getByRole('listitem');
    assert.equal(await entries.count(), 2);
    assert.match(await entries.nth(0).innerText(), /us-east-1\s+InSync\s+Key alias\/aws\/secretsmanager · last read there on 2026-11-18/);
    assert.match(
      await entries.nth(1).innerText(),
      /ap-southeast-2\s+Failed\s+Secret with this name already exists in this region\s+Key alias\/app · never read there/,
    );
  });

  it('are tried again where they failed, and opened and promoted where they stand', async () => {
    const { replicas } = await openSecret();
    const entries = replicas.getByRole('listitem');
    assert.deepEqual(await labels(entries.nth(0)), ['Open (us-east-1)', 'Promote… (us-east-1)', 'Remove… (us-east-1)']);
    assert.deepEqual(await labels(entries.nth(1)), ['Try again (ap-southeast-2)', 'Remove… (ap-southeast-2)']);
  });

  for (const [label, action, region] of [
    ['Open (us-east-1)', 'open', 'us-east-1'],
    ['Promote… (us-east-1)', 'promote', 'us-east-1'],
    ['Remove… (us-east-1)', 'remove', 'us-east-1'],
    ['Try again (ap-southeast-2)', 'retry', 'ap-southeast-2'],
  ] as const) {
    it(`are acted on by the keyboard: ${label}`, async () => {
      const opened = await openSecret();
      await opened.replicas.getByRole('button', { name: label, disabled: false }).press('Enter');
      assert.deepEqual(await sent(opened), { type: 'replication', action, region });
    });
  }

  it('are added, but not to what is scheduled for deletion', async () => {
    const opened = await openSecret({ ...secret, replicas: [] });
    await opened.replicas.getByText('Not replicated to other regions.').waitFor();
    const add = opened.replicas.getByRole('button', { name: 'Add regions…' });
    await add.press('Enter');
    assert.deepEqual(await sent(opened), { type: 'replication', action: 'add' });
    await opened.post({ type: 'secret', secret: { ...secret, pendingDeletion: '2026-12-20 09:00 UTC' } });
    assert.equal(await add.count(), 0);
  });

  it('lead a replica to its primary, and offer nothing there that AWS refuses', async () => {
    const opened = await openSecret({ ...secret, primaryRegion: 'us-west-2', replicas: [] });
    await opened.replicas.getByText('This is a replica of the secret in us-west-2.').waitFor();
    assert.deepEqual(await labels(opened.replicas), ['Open primary (us-west-2)', 'Promote… (eu-west-1)']);
    await opened.replicas.getByRole('button', { name: 'Open primary', disabled: false }).press('Enter');
    assert.deepEqual(await sent(opened), { type: 'replication', action: 'open', region: 'us-west-2' });
  });

  it('of a replica are edited at its primary: the pencil of the tags is off and says where, and its value has none', async () => {
    const opened = await openSecret({ ...secret, primaryRegion: 'eu-central-1', replicas: [] });
    const pencil = (name: string) => opened.page.getByRole('button', { name, exact: true });
    assert.equal(await pencil('Edit tags at the primary in eu-central-1').isDisabled(), true);
    const fields = { type: 'fields', encoding: 'text', fields: [{ key: 'user', bytes: 3 }] };
    await opened.post(fields);
    await opened.page.getByText('A replica: its value is changed in eu-central-1.').waitFor();
    assert.equal(await pencil('Edit').count(), 0);
    // Control: of what is no replica all three are offered.
    await opened.post({ type: 'secret', secret });
    await opened.post(fields);
    await pencil('Edit').waitFor();
    assert.equal(await pencil('Edit tags').isEnabled(), true);
  });

  it('have a key of their own, which is changed where they are, without the description', async () => {
    const opened = await openSecret({ ...secret, primaryRegion: 'eu-central-1', replicas: [] });
    await opened.post({ type: 'goTo', part: 'details' });
    await opened.page.keyboard.type('alias/here');
    assert.equal(await opened.page.getByRole('textbox', { name: "This replica's KMS key" }).inputValue(), 'alias/here');
    assert.equal(await opened.page.locator('vscode-text-area').count(), 0);
    await opened.page.getByText('A replica: its description is changed in eu-central-1.').waitFor();
    await opened.page.getByRole('button', { name: 'Save', exact: true, disabled: false }).press('Enter');
    await opened.page.locator('[inert] vscode-text-field').waitFor({ state: 'attached' });
    assert.deepEqual(await sent(opened), { type: 'saveDetails', description: secret.description, kmsKeyId: 'alias/here' });
    await opened.post({ type: 'changed', part: 'details', problem: undefined });
    assert.equal(await opened.page.getByRole('button', { name: "Edit this replica's KMS key" }).isEnabled(), true);
  });

  for (const [part, view, why] of [
    ['tags', { primaryRegion: 'eu-central-1' }, 'A replica: its tags are changed in eu-central-1.'],
    ['tags', { pendingDeletion: '2026-12-20' }, 'Restore the secret to change its tags.'],
    ['details', { pendingDeletion: '2026-12-20' }, 'Restore the secret to change its details.'],
  ] as const) {
    it(`say why ${part} stay closed when they are asked for: ${why}`, async () => {
      const opened = await openSecret({ ...secret, ...view });
      const said = opened.page.locator('p[aria-live]', { hasText: why });
      assert.equal(await said.count(), 0);
      await opened.post({ type: 'goTo', part });
      assert.equal(await said.isVisible(), true);
      const focused = await opened.page.evaluate(() => document.activeElement?.textContent);
      assert.equal(focused?.toLowerCase(), part);
      // What no longer holds is no longer said.
      await opened.post({ type: 'secret', secret });
      assert.equal(await said.count(), 0);
    });
  }

  it('leave the keyboard where it is when they are drawn anew', async () => {
    const opened = await openSecret();
    await opened.replicas.getByRole('button', { name: 'Remove… (us-east-1)' }).focus();
    await opened.post({ type: 'secret', secret });
    assert.equal(await opened.page.evaluate(() => document.activeElement?.getAttribute('aria-label')), 'Remove… (us-east-1)');
  });
});
