import assert from 'node:assert/strict';
import { CustodyError } from '../../src/core/errors.ts';
import type { SecretPanels } from '../../src/vscode/panels/secretPanel.ts';
import { seen, type FakePanel } from './fakeVscode.ts';
import { account, location, panelWorld, type PanelWorld } from './panelWorld.ts';
import { extensionUri, lastPosted, onlyPanel, pass, settle, usePanels, withoutTimersOf } from './usePanels.ts';

describe('the secret panel', () => {
  usePanels();
  let world: PanelWorld;
  let panels: SecretPanels;

  beforeEach(async () => {
    const { createSecretPanels } = await import('../../src/vscode/panels/secretPanel.ts');
    world = panelWorld();
    panels = createSecretPanels({ extensionUri, custody: world.custody, editPolicy: async () => undefined });
  });
  afterEach(() => panels.dispose());

  async function open(requestedBy?: string): Promise<FakePanel> {
    panels.open(location, requestedBy);
    const panel = onlyPanel();
    await send(panel, { type: 'ready' });
    return panel;
  }

  async function send(panel: FakePanel, ...messages: readonly object[]): Promise<void> {
    for (const message of messages) {
      panel.receive(message);
      await settle();
    }
  }

  const everything = (panel: FakePanel): string => JSON.stringify(panel.posted) + panel.webview.html + panel.title;

  it('shows the metadata and fetches no value', async () => {
    const panel = await open();
    assert.equal(panel.posted.at(-1)?.message.type, 'secret');
    assert.ok(!world.secrets.calls.includes('getSecretValue'));
  });

  it('shows the mark of its account as soon as that changes, and draws nothing anew where it did not', async () => {
    const panel = await open();
    const drawn = panel.posted.length;
    await panels.showAccounts([account, { ...account, name: 'another', production: true }]);
    assert.equal(panel.posted.length, drawn);
    await panels.showAccounts([{ ...account, production: true, color: 'red' }]);
    assert.equal(panel.posted.length, drawn + 1);
    const { secret } = Object(lastPosted(panel));
    assert.deepEqual(secret.mark, { production: true, color: 'red' });
    assert.deepEqual(
      world.secrets.calls.filter((method) => method === 'getSecretValue'),
      [],
    );
  });

  it('names keys and lengths after Retrieve, and posts one value a click', async () => {
    const panel = await open();
    await send(panel, { type: 'retrieve' });
    assert.deepEqual(lastPosted(panel), {
      type: 'fields',
      encoding: 'text',
      fields: [
        { key: 'username', bytes: 3 },
        { key: 'password', bytes: 21 },
      ],
    });
    assert.doesNotMatch(everything(panel), /correct-horse/);
    await send(panel, { type: 'reveal', field: 1 });
    assert.deepEqual(lastPosted(panel), { type: 'value', field: 1, text: 'correct-horse-battery', hideAfterMs: 30_000 });
    await send(panel, { type: 'reveal', field: 9 });
    assert.equal(panel.posted.filter(({ message }) => message.type === 'value').length, 1);
  });

  async function isForgottenInTime(): Promise<void> {
    const reads = (): number => world.secrets.calls.filter((method) => method === 'getSecretValue').length;
    const panel = await open();
    await send(panel, { type: 'retrieve' });
    pass(59_900);
    await send(panel, { type: 'reveal', field: 0 });
    assert.equal(panel.posted.at(-1)?.message.type, 'value');
    // The use began the minute anew.
    pass(59_900);
    await send(panel, { type: 'reveal', field: 1 });
    assert.equal(panel.posted.at(-1)?.message.type, 'value');
    pass(60_100);
    assert.deepEqual(lastPosted(panel), { type: 'hide', forget: true });
    await send(panel, { type: 'reveal', field: 0 });
    assert.deepEqual(lastPosted(panel), { type: 'hide', forget: true });
    assert.equal(reads(), 1);
    await send(panel, { type: 'retrieve' }, { type: 'reveal', field: 0 });
    assert.equal(panel.posted.at(-1)?.message.type, 'value');
    assert.equal(reads(), 2);
  }

  it('holds the value for 59.9 s after its last use, and has it asked for again after 60.1 s', isForgottenInTime);

  it('control: a value whose timer never comes due is seen to be held on', () =>
    withoutTimersOf(60_000, () => assert.rejects(isForgottenInTime, { code: 'ERR_ASSERTION', expected: { type: 'hide', forget: true } })));

  it('forgets the value when it is covered, and posts none to a page out of view', async () => {
    const panel = await open();
    await send(panel, { type: 'retrieve' });
    panel.setVisible(false);
    panel.setVisible(true);
    await send(panel, { type: 'reveal', field: 1 });
    await send(panel, { type: 'copyValue', field: 1 });
    assert.doesNotMatch(everything(panel), /correct-horse/);
    assert.equal(seen.clipboard, '');
  });

  it('does not keep a value that arrives after the person looked away', async () => {
    const panel = await open();
    panel.receive({ type: 'retrieve' });
    panel.setVisible(false);
    await settle();
    panel.setVisible(true);
    await send(panel, { type: 'reveal', field: 1 });
    assert.doesNotMatch(everything(panel), /correct-horse/);
  });

  async function isClearedInTime(): Promise<void> {
    const panel = await open();
    await send(panel, { type: 'retrieve' });
    await send(panel, { type: 'copyValue', field: 1 });
    assert.equal(seen.clipboard, 'correct-horse-battery');
    assert.deepEqual(lastPosted(panel), { type: 'copied', field: 1, clearAfterMs: 30_000 });
    pass(29_900);
    await settle();
    assert.equal(seen.clipboard, 'correct-horse-battery');
    pass(200);
    await settle();
    assert.equal(seen.clipboard, '');
  }

  it('clears a copied value from the clipboard after half a minute', isClearedInTime);

  it('control: a copied value whose timer never comes due is seen on the clipboard', () =>
    withoutTimersOf(30_000, () =>
      assert.rejects(isClearedInTime, { code: 'ERR_ASSERTION', actual: 'correct-horse-battery', expected: '' }),
    ));

  it('leaves the clipboard alone when something else was copied since', async () => {
    const panel = await open();
    await send(panel, { type: 'retrieve' });
    await send(panel, { type: 'copyValue', field: 1 });
    pass(29_900);
    seen.clipboard = 'a shopping list';
    pass(200);
    await settle();
    assert.equal(seen.clipboard, 'a shopping list');
  });

  it('has one panel a secret, which an agent opens without taking the keyboard', async () => {
    const panel = await open();
    panels.open(location, 'Claude');
    assert.equal(onlyPanel(), panel);
    assert.match(JSON.stringify(lastPosted(panel)), /"requestedBy":"Claude"/);
    panel.dispose();
    const again = await open('Claude');
    assert.deepEqual(again.showOptions, { viewColumn: -1, preserveFocus: true });
  });

  it('deletes through the card and shows what became of the secret', async () => {
    const panel = await open();
    await send(panel, { type: 'delete' });
    assert.equal(world.cards[0]?.headline, 'Delete prod/db');
    assert.match(JSON.stringify(lastPosted(panel)), /"pendingDeletion":"2/);
    await send(panel, { type: 'restore' });
    assert.doesNotMatch(JSON.stringify(lastPosted(panel)), /"pendingDeletion":"2/);
  });

  it('goes back to the secret when the person declines', async () => {
    world.answer = 'declined';
    const panel = await open();
    await send(panel, { type: 'delete' });
    assert.ok(!world.secrets.calls.includes('deleteSecret'));
    assert.equal(panel.posted.at(-1)?.message.type, 'secret');
  });

  it('says what to do when it fails, and tells a page that starts again', async () => {
    const panel = await open();
    world.secrets.before = async () => {
      throw new Error('the socket said correct-horse');
    };
    await send(panel, { type: 'retrieve' });
    await send(panel, { type: 'ready' });
    assert.equal(panel.posted.at(-1)?.message.type, 'failed');
    assert.doesNotMatch(everything(panel), /correct-horse/);
  });

  it('offers a second try of what could not be read, and none of what changes something', async () => {
    const panel = await open();
    let refused = ['getSecretValue'];
    world.secrets.before = async (method) => {
      if (refused.includes(method)) throw new CustodyError('access_denied', 'The role may not do that.');
    };
    await send(panel, { type: 'retrieve' });
    assert.deepEqual(Object(lastPosted(panel)).again, { type: 'retrieve' });
    refused = ['deleteSecret'];
    await send(panel, { type: 'retrieve' }, { type: 'delete' });
    const failed = Object(lastPosted(panel));
    assert.deepEqual([failed.type, failed.again], ['failed', undefined]);
  });

  it('fetches the value once for a double click, which would else be two reveals in the log', async () => {
    const panel = await open();
    const reads = (): number => world.secrets.calls.filter((method) => method === 'getSecretValue').length;
    panel.receive({ type: 'retrieve' });
    panel.receive({ type: 'retrieve' });
    await settle();
    assert.equal(reads(), 1);
    await send(panel, { type: 'retrieve' });
    assert.equal(reads(), 2);
  });

  it('shows of two refreshes the one asked for last, whichever ends last', async () => {
    const panel = await open();
    const { describeSecret } = world.secrets;
    const slow = Promise.withResolvers<void>();
    let turn = 0;
    world.secrets.describeSecret = async (id, signal) => {
      turn += 1;
      const description = `read ${turn}`;
      if (turn === 1) await slow.promise;
      return { ...(await describeSecret(id, signal)), description };
    };
    panel.receive({ type: 'refresh' });
    await settle();
    await send(panel, { type: 'refresh' });
    slow.resolve();
    await settle();
    assert.equal(Object(lastPosted(panel)).secret.description, 'read 2');
  });

  it('shows of two versions the one asked for last', async () => {
    const panel = await open();
    const older = '00000000-0000-4000-8000-000000000077';
    const slow = Promise.withResolvers<void>();
    const { getSecretValue } = world.secrets;
    world.secrets.getSecretValue = async (request, signal) => {
      const got = await getSecretValue(request, signal);
      if (request.versionId === undefined) return got;
      await slow.promise;
      return { ...got, versionId: older, stages: [] };
    };
    panel.receive({ type: 'retrieve', version: older });
    await settle();
    await send(panel, { type: 'retrieve' });
    slow.resolve();
    await settle();
    assert.deepEqual(
      panel.posted.flatMap(({ message }) => (message.type === 'fields' ? [message['version']] : [])),
      [undefined],
    );
  });

  it('copies names and opens the console, which need no value', async () => {
    const panel = await open();
    await send(panel, { type: 'copyName' });
    assert.equal(seen.clipboard, 'prod/db');
    await send(panel, { type: 'copyArn' });
    assert.equal(seen.clipboard, location.arn);
    await send(panel, { type: 'openConsole' });
    assert.match(seen.opened[0] ?? '', /^https:\/\/eu-west-1\.console\.aws\.amazon\.com\//);
    assert.ok(!world.secrets.calls.includes('getSecretValue'));
  });
});
