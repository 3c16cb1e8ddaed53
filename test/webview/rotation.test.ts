import assert from 'node:assert/strict';
import type { RotationView } from '../../src/core/secretProtocol.ts';
import type { OpenPage } from './openPage.ts';
import { secret } from './samples.ts';
import { usePages } from './usePages.ts';

const pending = 'f00dcafe-8d7a-4c55-9f0e-2f6a4f0d9b11';

describe('rotation on the secret page', () => {
  const open = usePages('secret');

  async function openWith(rotation: Partial<RotationView> = {}): Promise<OpenPage> {
    const opened = await open();
    await opened.post({ type: 'secret', secret: { ...secret, rotation: { ...secret.rotation, ...rotation } } });
    return opened;
  }
  const sent = async (opened: OpenPage): Promise<unknown> => (await opened.sent()).at(-1);
  const section = ({ page }: OpenPage) => page.getByRole('region', { name: 'Rotation' });

  it('says when and how a secret rotates, and is changed, started and cancelled by the keyboard', async () => {
    const opened = await openWith();
    assert.match(await section(opened).innerText(), /Schedule\s+every 30 days.*Next\s+by 2026-12-02.*Rotated by\s+arn:aws:lambda/s);
    for (const [name, type] of [
      ['Change rotation…', 'setUpRotation'],
      ['Rotate now', 'rotateNow'],
      ['Cancel rotation', 'cancelRotation'],
    ] as const) {
      await section(opened).getByRole('button', { name, disabled: false }).press('Enter');
      assert.deepEqual(await sent(opened), { type });
    }
  });

  it('offers no more than can be done, and says why', async () => {
    const nothing = { canSetUp: false, canRotate: false, canCancel: false };
    const opened = await openWith({ ...nothing, why: 'It is a replica.' });
    assert.equal(await section(opened).getByRole('button').count(), 0);
    assert.match(await section(opened).innerText(), /It is a replica\./);
    await opened.post({ type: 'secret', secret: { ...secret, rotation: { ...secret.rotation, ...nothing, isOn: false, canSetUp: true } } });
    await section(opened).getByRole('button', { name: 'Set up rotation…' }).waitFor();
    assert.equal(await section(opened).getByRole('button').count(), 1);
  });

  it('points out a rotation that is stuck and leads to its label', async () => {
    const opened = await openWith({ warnings: ['A rotation was cut off.'], pendingVersion: pending, canSetUp: false, canRotate: false });
    assert.equal(await section(opened).locator('.banner.warning').innerText(), 'A rotation was cut off.');
    await section(opened).getByRole('button', { name: 'Remove AWSPENDING…', disabled: false }).press('Enter');
    assert.deepEqual(await sent(opened), { type: 'changeLabels', version: pending });
  });

  it('keeps the keyboard on its button when it is drawn anew', async () => {
    const opened = await openWith();
    await section(opened).getByRole('button', { name: 'Rotate now' }).focus();
    await opened.post({ type: 'secret', secret });
    assert.equal(await opened.page.evaluate(() => document.activeElement?.getAttribute('aria-label')), 'Rotate now');
  });

  it('goes back to any version but the current one, and changes the labels of each', async () => {
    const opened = await openWith();
    const [current, previous] = secret.timeline.versions;
    assert.equal(await opened.page.getByRole('button', { name: /^Roll back to version/ }).count(), 2);
    await opened.page.getByRole('button', { name: /^Roll back to version b3a9a0de \(AWSPREVIOUS/, disabled: false }).press('Enter');
    assert.deepEqual(await sent(opened), { type: 'rollBack', version: previous?.id });
    await opened.page.getByRole('button', { name: /^Change labels of version 6f1c2f2e/, disabled: false }).press('Enter');
    assert.deepEqual(await sent(opened), { type: 'changeLabels', version: current?.id });
    await opened.post({ type: 'secret', secret: { ...secret, pendingDeletion: '2026-12-20 09:00 UTC' } });
    assert.equal(await opened.page.getByRole('button', { name: /^(Roll back|Change labels)/ }).count(), 0);
  });
});
