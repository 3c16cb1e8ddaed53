import assert from 'node:assert/strict';
import { CustodyError } from '../../src/core/errors.ts';
import { seen } from './fakeVscode.ts';
import { openSecretPanel, type OpenedPanel } from './openSecretPanel.ts';
import { account, location, panelWorld, type PanelWorld } from './panelWorld.ts';
import { settle, usePanels } from './usePanels.ts';

const error = new CustodyError('access_denied', 'The role may not do that.');
const refusal = error.sentence;

describe('what fails after its panel was closed', () => {
  usePanels();
  let world: PanelWorld;
  let opened: OpenedPanel;

  beforeEach(async () => {
    world = panelWorld([{ ...account, regions: ['eu-west-1', 'us-east-1'] }]);
    const policy = JSON.stringify({ Statement: [] });
    await world.secrets.putResourcePolicy({ secretId: location.arn, policy, blockPublicPolicy: true }, new AbortController().signal);
    opened = await openSecretPanel(world.custody);
  });
  afterEach(() => opened.panels.dispose());

  /** Closes the panel while AWS still thinks about a call, which it then refuses. */
  async function refuseAfterClosing(method: string, message: object): Promise<void> {
    const answering = Promise.withResolvers<void>();
    world.secrets.before = async (called) => {
      if (called !== method) return;
      await answering.promise;
      throw error;
    };
    await opened.send(message);
    opened.panel.dispose();
    assert.deepEqual(seen.toasts, []);
    answering.resolve();
    await settle();
  }

  const rows = [
    { key: 'username', from: 0 },
    { key: 'password', from: 1, text: 'typed-anew' },
  ];
  const cases = [
    ['deleteSecret', { type: 'delete' }],
    ['deleteResourcePolicy', { type: 'policy', wanted: 'delete' }],
    ['updateSecret', { type: 'saveDetails', description: 'New words', kmsKeyId: '' }],
    ['tagResource', { type: 'saveTags', tags: [{ key: 'env', value: 'test' }] }],
    ['putSecretValue', { type: 'save', draft: rows }],
  ] as const;
  for (const [method, message] of cases) {
    it(`is told in a notification: ${method}`, async () => {
      if (method === 'putSecretValue') await opened.send({ type: 'retrieve' }, { type: 'edit' });
      await refuseAfterClosing(method, message);
      assert.deepEqual(
        seen.toasts.map(({ text }) => text),
        [refusal],
      );
    });
  }

  it('is told on the page alone while that is open', async () => {
    world.secrets.before = async (method) => {
      if (method === 'deleteSecret') throw error;
    };
    await opened.send({ type: 'delete' });
    assert.deepEqual([opened.posted('failed').at(-1)?.['message'], seen.toasts], [refusal, []]);
  });

  it('is not told where closing ended a reading that nobody waits for', async () => {
    const reading = Promise.withResolvers<void>();
    world.secrets.before = () => reading.promise;
    await opened.send({ type: 'refresh' }, { type: 'retrieve' });
    opened.panel.dispose();
    reading.resolve();
    await settle();
    assert.deepEqual(seen.toasts, []);
  });
});
