import assert from 'node:assert/strict';
import { CustodyError } from '../../src/core/errors.ts';
import type { SecretLocation } from '../../src/core/operation.ts';
import type { CreatePanel } from '../../src/vscode/panels/createPanel.ts';
import { templates } from '../../src/core/templates.ts';
import { seen, type FakePanel } from './fakeVscode.ts';
import { account, panelWorld, type PanelWorld } from './panelWorld.ts';
import { draft } from './samples.ts';
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
  let openedSecrets: SecretLocation[];

  async function start(from: PanelWorld): Promise<void> {
    const { createCreatePanel } = await import('../../src/vscode/panels/createPanel.ts');
    world = from;
    openedSecrets = [];
    form = createCreatePanel({ extensionUri, custody: world.custody, open: (location) => openedSecrets.push(location) });
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

  const elsewhere = { account: 'memory', region: 'us-east-1', namePrefix: 'dev/' };
  const twoRegions = panelWorld.bind(undefined, [{ ...account, regions: ['eu-west-1', 'us-east-1'] }]);
  const shownAt = (panel: FakePanel): readonly unknown[] => {
    const { region, namePrefix } = Object(lastPosted(panel)).form;
    return [region, namePrefix];
  };

  it('moves a form in which nothing was typed to the place it is asked for at', async () => {
    await start(twoRegions());
    const panel = await open({ account: 'memory', region: 'eu-west-1', namePrefix: 'prod/' });
    await send(panel, { type: 'draft', draft: { ...draft, account: 'memory', region: 'eu-west-1', name: 'prod/' } });
    assert.deepEqual(shownAt(await open(elsewhere)), ['us-east-1', 'dev/']);
    assert.deepEqual([panel.closed, seen.toasts], [true, []]);
  });

  it('asks before it gives up what was typed for another place, and keeps it unless told to discard it', async () => {
    await start(twoRegions());
    const panel = await open({ account: 'memory', region: 'eu-west-1' });
    await send(panel, { type: 'draft', draft: { ...draft, account: 'memory', region: 'eu-west-1', name: 'prod/new' } });
    for (const answer of ['Keep Editing', undefined]) {
      form.open(elsewhere);
      seen.toasts.at(-1)?.answer(answer);
      await settle();
      assert.equal(onlyPanel(), panel);
    }
    form.open(elsewhere);
    const asked = seen.toasts.at(-1);
    assert.equal(asked?.text, 'Discard what you typed for a new secret?');
    asked.answer('Discard and Start Anew');
    await settle();
    assert.equal(panel.closed, true);
    const anew = onlyPanel();
    await send(anew, { type: 'ready' });
    assert.deepEqual(shownAt(anew), ['us-east-1', 'dev/']);
  });

  for (const [what, only] of [
    ['the partner type', { secretType: 'SalesforceClientSecret' }],
    ['a part of the value that no draft keeps', { hasSecrets: true }],
  ] as const) {
    it(`asks too where only ${what} was typed`, async () => {
      await start(twoRegions());
      const panel = await open({ account: 'memory', region: 'eu-west-1' });
      await send(panel, { type: 'draft', draft: { ...draft, account: 'memory', region: 'eu-west-1', name: '', ...only } });
      form.open(elsewhere);
      assert.deepEqual(
        seen.toasts.map(({ text }) => text),
        ['Discard what you typed for a new secret?'],
      );
      assert.equal(onlyPanel(), panel);
    });
  }

  it('asks nothing when the person has chosen that place in the form by now', async () => {
    await start(twoRegions());
    const panel = await open({ account: 'memory', region: 'eu-west-1' });
    await send(panel, { type: 'draft', draft: { ...draft, account: 'memory', region: 'us-east-1', name: 'dev/new' } });
    form.open(elsewhere);
    assert.deepEqual([onlyPanel(), panel.reveals, seen.toasts], [panel, 1, []]);
  });

  it('says where it created the secret, and opens it on a click', async () => {
    const panel = await open();
    await send(panel, typed);
    const [toast] = seen.toasts;
    assert.deepEqual([toast?.text, toast?.rest], ['Created prod/new in memory (eu-west-1).', ['Open']]);
    assert.deepEqual(openedSecrets, []);
    toast?.answer('Open');
    await settle();
    const { arn } = await world.secrets.describeSecret('prod/new', new AbortController().signal);
    assert.deepEqual(openedSecrets, [{ account: 'memory', region: 'eu-west-1', arn, name: 'prod/new' }]);
  });

  it('tells of a failure in a notification where the form was closed meanwhile', async () => {
    const panel = await open();
    const answering = Promise.withResolvers<void>();
    const error = new CustodyError('access_denied', 'The role may not create secrets.');
    world.secrets.createSecret = async () => {
      await answering.promise;
      throw error;
    };
    await send(panel, typed);
    panel.dispose();
    answering.resolve();
    await settle();
    assert.deepEqual(
      seen.toasts.map(({ text }) => text),
      [error.sentence],
    );
  });

  it('can be asked for at another place after an attempt that broke off', async () => {
    const from = twoRegions();
    const custody = await from.custody();
    const execute: typeof custody.execute = async (operation, call) =>
      operation.name === custody.operations.createSecret.name ? Promise.reject(new Error('Broken off.')) : custody.execute(operation, call);
    await start({ ...from, custody: async () => ({ ...custody, execute }) });
    const panel = await open({ account: 'memory', region: 'eu-west-1' });
    await send(panel, typed);
    assert.equal(panel.posted.at(-1)?.message.type, 'failed');
    form.open(elsewhere);
    assert.equal(panel.closed, true);
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
