import assert from 'node:assert/strict';
import { CustodyError } from '../../src/core/errors.ts';
import { openSecretPanel, type OpenedPanel } from './openSecretPanel.ts';
import { location, panelWorld, type PanelWorld } from './panelWorld.ts';
import { usePanels } from './usePanels.ts';

const policy = JSON.stringify({
  Statement: [{ Effect: 'Allow', Principal: { AWS: '444455556666' }, Action: 'secretsmanager:GetSecretValue', Resource: '*' }],
});
const set = {
  state: 'set',
  sentences: ['Allows account 444455556666 to call secretsmanager:GetSecretValue (statement 1).'],
  isOpenToEveryone: false,
};

describe("the resource policy in the secret's panel", () => {
  usePanels();
  let world: PanelWorld;
  let opened: OpenedPanel;
  let edited: number;
  let refusal: CustodyError | undefined;

  beforeEach(async () => {
    world = panelWorld();
    edited = 0;
    refusal = undefined;
    await world.secrets.putResourcePolicy({ secretId: location.arn, policy, blockPublicPolicy: true }, new AbortController().signal);
    world.secrets.calls.length = 0;
    opened = await openSecretPanel(world.custody, location, async () => {
      if (refusal) throw refusal;
      edited += 1;
    });
  });
  afterEach(() => opened.panels.dispose());

  const shown = (): unknown => opened.posted('policy').at(-1)?.['policy'];
  const reads = (): number => world.secrets.calls.filter((method) => method === 'getResourcePolicy').length;

  it('costs no call until it is asked for', async () => {
    await opened.send({ type: 'refresh' }, { type: 'ready' });
    assert.deepEqual([reads(), opened.posted('policy').length], [0, 0]);
  });

  it('is read once when asked for, and told in sentences', async () => {
    await opened.send({ type: 'policy', wanted: 'show' });
    assert.deepEqual([reads(), shown()], [1, set]);
  });

  it('is read again for a page that starts again, as it may have been edited meanwhile', async () => {
    await opened.send({ type: 'policy', wanted: 'show' });
    await world.secrets.deleteResourcePolicy(location.arn, new AbortController().signal);
    opened.panel.setVisible(false);
    opened.panel.setVisible(true);
    await opened.send({ type: 'ready' });
    assert.deepEqual(shown(), { state: 'none' });
  });

  it('opens the editor', async () => {
    await opened.send({ type: 'policy', wanted: 'edit' });
    assert.deepEqual([edited, reads()], [1, 0]);
  });

  it('says why the editor could not be opened, and nothing where the person cancelled', async () => {
    refusal = new CustodyError('cancelled', 'Reading the policy was cancelled.');
    await opened.send({ type: 'policy', wanted: 'edit' });
    assert.equal(opened.posted('failed').length, 0);
    refusal = new CustodyError('access_denied', 'Not allowed.');
    await opened.send({ type: 'policy', wanted: 'edit' });
    assert.match(String(opened.posted('failed')[0]?.['message']), /^Not allowed\./);
  });

  it('is deleted after the card, which says who loses what, and not when that is declined', async () => {
    world.answer = 'declined';
    await opened.send({ type: 'policy', wanted: 'delete' });
    assert.match(world.cards[0]?.consequences[0] ?? '', /^No longer allows account 444455556666/);
    assert.ok(!world.secrets.calls.includes('deleteResourcePolicy'));
    assert.equal(opened.posted('failed').length, 0);
    world.answer = 'accepted';
    await opened.send({ type: 'policy', wanted: 'delete' });
    assert.deepEqual(shown(), { state: 'none' });
  });

  it('says why it could not be read', async () => {
    world.secrets.before = async (method) => {
      if (method === 'getResourcePolicy') throw new CustodyError('access_denied', 'Not allowed.');
    };
    await opened.send({ type: 'policy', wanted: 'show' });
    assert.match(JSON.stringify(shown()), /"failed".*Not allowed\. Ask whoever manages the role/);
    assert.equal(opened.posted('failed').length, 0);
  });

  it('is told as a text that is no policy where it is one', async () => {
    await world.secrets.putResourcePolicy({ secretId: location.arn, policy: '[]', blockPublicPolicy: true }, new AbortController().signal);
    await opened.send({ type: 'policy', wanted: 'show' });
    assert.match(JSON.stringify(shown()), /can't be read as a policy/);
  });

  it('takes no other wish', async () => {
    await opened.send({ type: 'policy', wanted: 'put' }, { type: 'policy' }, { type: 'policy', wanted: 'show', policy: '{}' });
    assert.equal(reads(), 0);
  });
});
