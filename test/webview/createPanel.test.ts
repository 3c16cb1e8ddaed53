import assert from 'node:assert/strict';
import type { CreatePanel } from '../../src/vscode/panels/createPanel.ts';
import { templates } from '../../src/core/templates.ts';
import { seen, type FakePanel } from './fakeVscode.ts';
import { panelWorld, type PanelWorld } from './panelWorld.ts';
import { extensionUri, lastPosted, onlyPanel, settle, usePanels } from './usePanels.ts';

const typed = {
  type: 'create',
  account: 'memory',
  region: 'eu-west-1',
  name: 'prod/new',
  description: '',
  tags: [],
  value: { kind: 'text', text: 'correct-horse-battery' },
};

describe('the create panel', () => {
  usePanels();
  let world: PanelWorld;
  let form: CreatePanel;

  async function start(from: PanelWorld): Promise<void> {
    const { createCreatePanel } = await import('../../src/vscode/panels/createPanel.ts');
    world = from;
    form = createCreatePanel({ extensionUri, custody: world.custody });
  }

  beforeEach(() => start(panelWorld()));
  afterEach(() => form.dispose());

  async function open(at?: Parameters<CreatePanel['open']>[0]): Promise<FakePanel> {
    form.open(at);
    const panel = onlyPanel();
    await send(panel, { type: 'ready' });
    return panel;
  }

  async function send(panel: FakePanel, message: object): Promise<void> {
    panel.receive(message);
    await settle();
  }

  it('opens at the account, region and folder it was called from', async () => {
    const panel = await open({ account: 'memory', region: 'eu-west-1', namePrefix: 'prod/' });
    assert.deepEqual(lastPosted(panel), {
      type: 'form',
      form: {
        accounts: [{ name: 'memory', mark: { production: false, color: 'none' }, regions: ['eu-west-1'] }],
        account: 'memory',
        region: 'eu-west-1',
        namePrefix: 'prod/',
        templates,
        draft: undefined,
        held: [],
      },
    });
  });

  it('brings the open form to the front', async () => {
    const panel = await open();
    form.open();
    assert.equal(onlyPanel(), panel);
    assert.equal(panel.reveals, 1);
  });

  it('creates the secret with the typed value and closes', async () => {
    const panel = await open();
    await send(panel, typed);
    assert.equal(panel.closed, true);
    assert.equal(
      (await world.secrets.getSecretValue({ secretId: 'prod/new' }, new AbortController().signal)).value.reveal(),
      'correct-horse-battery',
    );
  });

  it('never sends the value back, and stays open when it fails', async () => {
    const panel = await open();
    await send(panel, { ...typed, name: 'prod/db' });
    assert.equal(panel.closed, false);
    assert.equal(panel.posted.at(-1)?.message.type, 'failed');
    assert.doesNotMatch(JSON.stringify(panel.posted), /correct-horse/);
  });

  it('refuses repeated keys before anything is called', async () => {
    const panel = await open();
    await send(panel, {
      ...typed,
      value: {
        kind: 'pairs',
        pairs: [
          { key: 'a', value: '1' },
          { key: 'a', value: '2' },
        ],
      },
    });
    assert.deepEqual(lastPosted(panel), { type: 'failed', message: 'Two keys are called a.' });
    assert.deepEqual(world.secrets.calls, []);
  });

  it('closes on Cancel', async () => {
    const panel = await open();
    await send(panel, { type: 'cancel' });
    assert.equal(panel.closed, true);
  });

  it('says what to do where there is no account', async () => {
    await start(panelWorld([]));
    const panel = await open();
    assert.deepEqual(lastPosted(panel), { type: 'noAccount' });
    await send(panel, { type: 'addAccount', from: 'sandbox' });
    assert.deepEqual(seen.commands, ['custody.addSandbox']);
    assert.equal(panel.posted.length, 2);
  });
});
