import assert from 'node:assert/strict';
import type * as z from 'zod';
import type { ApprovalAnswer, ApprovalCard } from '../../src/core/approval.ts';
import { fromApprovalPage, fromCreatePage } from '../../src/core/protocol.ts';
import { fromSecretPage } from '../../src/core/secretProtocol.ts';
import type { ApprovalPresenter } from '../../src/vscode/panels/approvalPanel.ts';
import type { CreatePanel } from '../../src/vscode/panels/createPanel.ts';
import type { SecretPanels } from '../../src/vscode/panels/secretPanel.ts';
import { seen, type FakePanel } from './fakeVscode.ts';
import { forgedEnvelopes, goodMessages } from './forgedMessages.ts';
import { location, panelWorld, type PanelWorld } from './panelWorld.ts';
import { extensionUri, onlyPanel, pass, settle, usePanels } from './usePanels.ts';

// Five hundred for each of four panels.
const each = 500;

const toRetrieved = [
  { type: 'retrieve' },
  { type: 'reveal', field: 1 },
  { type: 'copyValue', field: 1 },
  { type: 'refresh' },
  { type: 'copyName' },
  { type: 'copyArn' },
  { type: 'openConsole' },
  { type: 'delete' },
  { type: 'restore' },
  { type: 'edit' },
  { type: 'detailsDraft', draft: { tags: [{ key: 'a', value: 'b' }] } },
  { type: 'saveDetails', description: 'forged', kmsKeyId: '' },
  { type: 'saveTags', tags: [{ key: 'a', value: 'b' }] },
  { type: 'policy', wanted: 'show' },
  { type: 'retrieve', version: '0c7e9b54-77d3-4d6e-8d0b-9f7a3d2c1b80' },
];
const draft = [{ key: 'username', from: 0, text: 'forged' }];
const toEdited = [
  { type: 'draft', draft },
  { type: 'save', draft },
  { type: 'discard', reload: true },
  { type: 'reveal', field: 0 },
];
const toForm = [
  {
    type: 'create',
    account: 'memory',
    region: 'eu-west-1',
    name: 'prod/forged',
    description: '',
    tags: [],
    value: { kind: 'text', text: 'forged' },
  },
  { type: 'loadFile', field: 'private_key', label: 'Private key' },
  { type: 'generateKeyPair', field: 'private_key', algorithm: 'ed25519' },
  { type: 'addAccount', from: 'sandbox' },
  { type: 'cancel' },
];
const toCard = [
  { type: 'accept', id: 'card-1' },
  { type: 'decline', id: 'card-1' },
];

const card: ApprovalCard = {
  id: 'card-1',
  hash: 'hash',
  headline: 'Delete prod/db',
  consequences: [],
  acceptLabel: 'Delete',
  caller: { kind: 'agent', client: 'token-1', claimedName: 'Claude' },
  operation: 'Delete Secret',
  risk: 'destructive',
  account: 'memory',
  mark: { production: false, color: 'none' },
  region: 'eu-west-1',
  secret: 'prod/db',
  arn: location.arn,
  arguments: {},
  wantsValue: false,
  lifeMs: 120_000,
};

const destination = { kind: 'command' as const, label: 'npm start in /shop', identity: {}, secrets: [{ arn: location.arn }] };

describe('two thousand forged messages', () => {
  usePanels();
  let world: PanelWorld;
  let asked: number;
  let secrets: SecretPanels;
  let form: CreatePanel;
  let presenter: ApprovalPresenter;
  let answers: ApprovalAnswer[];

  beforeEach(async () => {
    const { createSecretPanels } = await import('../../src/vscode/panels/secretPanel.ts');
    const { createCreatePanel } = await import('../../src/vscode/panels/createPanel.ts');
    const { createApprovalPresenter } = await import('../../src/vscode/panels/approvalPanel.ts');
    world = panelWorld();
    asked = 0;
    answers = [];
    const custody: PanelWorld['custody'] = () => {
      asked += 1;
      return world.custody();
    };
    secrets = createSecretPanels({ extensionUri, custody, editPolicy: async () => undefined });
    form = createCreatePanel({ extensionUri, custody, open: () => undefined });
    presenter = createApprovalPresenter({ extensionUri });
  });
  afterEach(() => {
    secrets.dispose();
    form.dispose();
    presenter.dispose();
  });

  async function send(panel: FakePanel, ...messages: readonly object[]): Promise<void> {
    for (const message of messages) {
      panel.receive(message);
      await settle();
    }
  }

  /** All that a message could do: calls, cards, clipboard, links, answers, and each panel as it stands. */
  function effects(): string {
    const panels = seen.panels.map(({ posted, title, closed, reveals, webview }) => [posted, title, closed, reveals, webview.html]);
    return JSON.stringify([
      asked,
      world.secrets.calls,
      world.cards.length,
      seen.clipboard,
      seen.opened,
      seen.toasts.length,
      answers,
      panels,
    ]);
  }

  async function openRetrieved(): Promise<FakePanel> {
    secrets.open(location);
    const panel = onlyPanel();
    await send(panel, { type: 'ready' }, { type: 'retrieve' });
    return panel;
  }

  async function openEdited(): Promise<FakePanel> {
    const panel = await openRetrieved();
    await send(panel, { type: 'edit' });
    return panel;
  }

  async function openForm(): Promise<FakePanel> {
    form.open();
    const panel = onlyPanel();
    await send(panel, { type: 'ready' });
    return panel;
  }

  async function openCard(changed: Partial<ApprovalCard> = {}): Promise<FakePanel> {
    void presenter
      .present({ ...card, ...changed }, new AbortController().signal, (listener) => listener(0))
      .then((answer) => answers.push(answer));
    const panel = onlyPanel();
    await send(panel, { type: 'ready' });
    return panel;
  }

  async function openArmed(): Promise<FakePanel> {
    const panel = await openCard();
    pass(900);
    return panel;
  }

  interface Target {
    readonly open: () => Promise<FakePanel>;
    readonly schema: z.ZodType;
    readonly fitting: readonly Readonly<Record<string, unknown>>[];
  }

  const targets: Readonly<Record<string, Target>> = {
    'the secret panel with a value retrieved': { open: openRetrieved, schema: fromSecretPage, fitting: toRetrieved },
    'the secret panel in an edit': { open: openEdited, schema: fromSecretPage, fitting: toEdited },
    'the form of a new secret': { open: openForm, schema: fromCreatePage, fitting: toForm },
    'an armed card': { open: openArmed, schema: fromApprovalPage, fitting: toCard },
  };

  /** A nonce of a panel that is closed by now: what a page that was saved could still know. */
  async function nonceOfAnother(): Promise<string> {
    const panel = await openForm();
    const { nonce } = panel;
    panel.dispose();
    seen.panels.length = 0;
    return nonce;
  }

  async function forgedFor({ open, schema, fitting }: Target): Promise<{ readonly panel: FakePanel; readonly forged: readonly unknown[] }> {
    const others = [await nonceOfAnother(), 'nonce-of-the-message'];
    const panel = await open();
    return { panel, forged: forgedEnvelopes({ schema, nonce: panel.nonce, others, fitting, count: each }) };
  }

  async function receiveAll(panel: FakePanel, envelopes: readonly unknown[]): Promise<void> {
    envelopes.forEach((envelope) => panel.receiveRaw(envelope));
    await settle();
    await settle();
  }

  for (const [name, target] of Object.entries(targets)) {
    it(`have no effect on ${name}`, async () => {
      const { panel, forged } = await forgedFor(target);
      assert.equal(new Set(forged).size, each);
      const before = effects();
      await receiveAll(panel, forged);
      assert.equal(effects(), before);
    });

    for (const [place, message] of target.fitting.entries()) {
      it(`would be seen on ${name}: ${String(message['type'])} has an effect, with the nonce and in form (${place + 1})`, async () => {
        const panel = await target.open();
        const before = effects();
        await send(panel, message);
        assert.notEqual(effects(), before);
      });
    }

    it(`are taken by ${name} if nonces are not compared: then they do have effects`, async () => {
      const { panel, forged } = await forgedFor(target);
      const before = effects();
      const bare = forged.map((envelope) =>
        typeof envelope === 'object' && envelope !== null && 'nonce' in envelope ? { ...envelope, nonce: panel.nonce } : envelope,
      );
      await receiveAll(panel, bare);
      assert.notEqual(effects(), before);
    });
  }

  it('come of every message that the schemas know', () => {
    const types = (schema: z.ZodType): readonly unknown[] => [...new Set(goodMessages(schema).map(({ type }) => type))];
    assert.deepEqual(types(fromApprovalPage), ['ready', 'accept', 'decline']);
    const ofForm = ['ready', 'create', 'draft', 'loadFile', 'generateKeyPair', 'dropHeld', 'copyPublic', 'addAccount', 'cancel'];
    assert.deepEqual(types(fromCreatePage), ofForm);
    assert.ok(types(fromSecretPage).length >= 20);
  });

  it('give no grant on a card that must be asked each time, nor one of a length that is none', async () => {
    for (const changed of [{}, { risk: 'write' as const }, { destination }, { risk: 'use' as const }]) {
      const panel = await openCard(changed);
      pass(900);
      for (const grant of ['once', '15 minutes', '60 minutes', 'session', 'forever'])
        await send(panel, { type: 'accept', id: 'card-1', grant });
      assert.deepEqual(answers, [], JSON.stringify(changed));
      panel.dispose();
      await settle();
      assert.deepEqual(answers.splice(0), [{ kind: 'declined' }]);
      seen.panels.length = 0;
    }
    const use = await openCard({ risk: 'use', destination });
    pass(900);
    await send(use, { type: 'accept', id: 'card-1', grant: 'forever' });
    assert.deepEqual(answers, []);
    await send(use, { type: 'accept', id: 'card-1', grant: '60 minutes' });
    assert.deepEqual(answers, [{ kind: 'accepted', id: 'card-1', grant: '60 minutes' }]);
  });

  it('accept nothing early, out of sight, of a card that is over or of a field that is not there', async () => {
    const first = await openCard();
    pass(600);
    await send(first, { type: 'accept', id: 'card-1' });
    assert.deepEqual(answers, []);
    pass(900);
    first.setVisible(false);
    await send(first, { type: 'accept', id: 'card-1' });
    first.setVisible(true);
    // The page starts again, and its moment too.
    await send(first, { type: 'ready' }, { type: 'accept', id: 'card-1' });
    assert.deepEqual(answers, []);
    first.dispose();
    await settle();
    assert.deepEqual(answers, [{ kind: 'declined' }]);

    const second = await openCard({ id: 'card-2' });
    pass(900);
    await send(first, { type: 'accept', id: 'card-2' });
    await send(second, { type: 'accept', id: 'card-1' }, { type: 'decline', id: 'card-1' });
    assert.equal(answers.length, 1);
    await send(second, { type: 'accept', id: 'card-2' });
    assert.deepEqual(answers.at(-1), { kind: 'accepted', id: 'card-2' });

    const panel = await openRetrieved();
    const before = effects();
    await send(panel, { type: 'reveal', field: 2 }, { type: 'copyValue', field: 10_000 }, { type: 'revealTyped', typed: 0 });
    assert.equal(effects(), before);
  });
});
