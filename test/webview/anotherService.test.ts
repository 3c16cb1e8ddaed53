import assert from 'node:assert/strict';
import { CustodyError } from '../../src/core/errors.ts';
import { openSecretPanel, type OpenedPanel } from './openSecretPanel.ts';
import { panelWorld, type PanelWorld } from './panelWorld.ts';
import { usePanels } from './usePanels.ts';

const edited = [
  { key: 'username', from: 0 },
  { key: 'password', from: 1, text: 'typed-anew' },
];

describe("a secret's panel when another service answers", () => {
  usePanels();
  let world: PanelWorld;
  let opened: OpenedPanel;

  beforeEach(async () => {
    world = panelWorld();
    opened = await openSecretPanel(world.custody);
  });
  afterEach(() => opened.panels.dispose());

  /** The page starts again, as it does in the editor when its markup is another. */
  async function readAnew(): Promise<void> {
    const { html } = opened.panel.webview;
    opened.panels.readAnew();
    assert.notEqual(opened.panel.webview.html, html);
    opened.panel.posted.length = 0;
    await opened.send({ type: 'ready' });
  }

  function refuseReads(): void {
    world.secrets.before = async (method) => {
      if (method === 'describeSecret') throw new CustodyError('access_denied', 'Not allowed.');
    };
  }

  it('shows nothing of the one before where the new one refuses', async () => {
    refuseReads();
    await readAnew();
    assert.deepEqual(opened.posted('secret'), []);
    assert.match(String(opened.posted('failed').at(-1)?.['message']), /^Not allowed\./);
    // The same refusal leaves what was read of the same service.
    world.secrets.before = async () => undefined;
    await opened.send({ type: 'refresh' });
    refuseReads();
    await opened.send({ type: 'refresh' });
    assert.match(String(Object(opened.posted('secret').at(-1)).secret.stale), /^Not allowed\./);
  });

  it('drops an answer of the one before that was on its way', async () => {
    const answering = Promise.withResolvers<void>();
    world.secrets.before = () => answering.promise;
    await opened.send({ type: 'refresh' });
    opened.panels.readAnew();
    opened.panel.posted.length = 0;
    answering.resolve();
    await opened.send({ type: 'retrieve', version: 'not a version' });
    assert.deepEqual(opened.posted('secret'), []);
  });

  it('has what was typed on the page again, once the secret was read, at the second attempt too', async () => {
    const draft = { details: { description: 'typed', kmsKeyId: '' } };
    await opened.send({ type: 'retrieve' }, { type: 'edit' }, { type: 'draft', draft: edited }, { type: 'detailsDraft', draft });
    refuseReads();
    await readAnew();
    assert.deepEqual([opened.posted('detailsDraft'), opened.posted('edit')], [[], []]);
    world.secrets.before = async () => undefined;
    await opened.send({ type: 'refresh' });
    assert.deepEqual([opened.posted('detailsDraft'), opened.posted('edit').length], [[{ type: 'detailsDraft', draft }], 1]);
    await opened.send({ type: 'refresh' });
    assert.equal(opened.posted('edit').length, 1);
  });
});
