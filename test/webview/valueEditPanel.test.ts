import assert from 'node:assert/strict';
import { CustodyError } from '../../src/core/errors.ts';
import { SecretText } from '../../src/core/secretText.ts';
import type { SecretPanels } from '../../src/vscode/panels/secretPanel.ts';
import type { FakePanel } from './fakeVscode.ts';
import { location, panelWorld, type PanelWorld } from './panelWorld.ts';
import { extensionUri, lastPosted, onlyPanel, pass, settle, usePanels } from './usePanels.ts';

const typed = 'hunter2-typed-here';
const draft = [
  { key: 'login', from: 0 },
  { key: 'password', from: 1, text: typed },
  { key: 'host', text: 'db.test' },
];
const minutes = 60_000;

describe("editing the value in the secret's panel", () => {
  usePanels();
  let world: PanelWorld;
  let panels: SecretPanels;

  beforeEach(async () => {
    const { createSecretPanels } = await import('../../src/vscode/panels/secretPanel.ts');
    world = panelWorld();
    panels = createSecretPanels({ extensionUri, custody: world.custody, editPolicy: async () => undefined });
  });
  afterEach(() => panels.dispose());

  async function send(panel: FakePanel, ...messages: readonly object[]): Promise<void> {
    for (const message of messages) {
      panel.receive(message);
      await settle();
    }
  }

  async function openEdit(): Promise<FakePanel> {
    panels.open(location);
    const panel = onlyPanel();
    await send(panel, { type: 'ready' }, { type: 'retrieve' }, { type: 'edit' });
    assert.equal(panel.posted.at(-1)?.message.type, 'edit');
    return panel;
  }

  /** What the card that opens over this panel does to it. */
  async function coverAndReturn(panel: FakePanel): Promise<void> {
    panel.setVisible(false);
    panel.setVisible(true);
    await send(panel, { type: 'ready' });
  }

  async function changeElsewhere(): Promise<void> {
    await world.secrets.putSecretValue(
      { secretId: 'prod/db', value: SecretText.of('{"username":"elsewhere"}'), clientRequestToken: '11111111-1111-4111-8111-111111111111' },
      new AbortController().signal,
    );
  }

  async function stored(): Promise<string> {
    const { value } = await world.secrets.getSecretValue({ secretId: 'prod/db' }, new AbortController().signal);
    return value.reveal();
  }

  const puts = (): number => world.secrets.calls.filter((method) => method === 'putSecretValue').length;
  const posted = (panel: FakePanel): string => JSON.stringify(panel.posted);
  const notes = (panel: FakePanel): string =>
    JSON.stringify(panel.posted.filter(({ message }) => message.type === 'editNote').map(({ message }) => message));

  /** The panel of a secret that has no value until `storeOne`, after its value was asked for. */
  async function openWithoutValue(): Promise<{ readonly panel: FakePanel; readonly storeOne: () => void }> {
    const never = new AbortController().signal;
    const detail = { ...(await world.secrets.describeSecret('prod/db', never)), versions: [] };
    const without = new CustodyError('invalid_state', 'prod/db exists, but has no value (AWSCURRENT).');
    const { getSecretValue, describeSecret } = world.secrets;
    Object.assign(world.secrets, { describeSecret: async () => detail, getSecretValue: () => Promise.reject(without) });
    panels.open(location);
    const panel = onlyPanel();
    await send(panel, { type: 'ready' }, { type: 'retrieve' });
    return { panel, storeOne: () => Object.assign(world.secrets, { getSecretValue, describeSecret }) };
  }

  it('begins with an empty text for a secret without a value, and stores the first', async () => {
    const { panel, storeOne } = await openWithoutValue();
    const { message } = panel.posted.at(-1) ?? assert.fail();
    assert.equal(message.type, 'edit');
    const original = [{ key: '', bytes: 0, isJson: false }];
    assert.deepEqual(message['edit'], { shape: 'text', original, rows: [{ key: '', from: 0, typed: undefined }] });
    await send(panel, { type: 'save', draft: [{ key: '', from: 0, text: typed }] });
    assert.equal(world.cards.length, 1);
    const closed = panel.posted.findLast(({ message: each }) => each.type === 'editClosed')?.message;
    assert.deepEqual(closed, { type: 'editClosed', saved: true, isFirst: true });
    storeOne();
    assert.equal(await stored(), typed);
  });

  it('of a first value tells of one that was stored elsewhere meanwhile', async () => {
    const { panel, storeOne } = await openWithoutValue();
    storeOne();
    await send(panel, { type: 'save', draft: [{ key: '', from: 0, text: typed }] });
    assert.deepEqual(world.cards, []);
    assert.match(JSON.stringify(panel.posted.findLast(({ message }) => message.type === 'editNote')), /"kind":"conflict"/);
    // Over that one it is not the first any more.
    await send(panel, { type: 'saveOver', draft: [{ key: '', from: 0, text: typed }] });
    const closed = panel.posted.findLast(({ message }) => message.type === 'editClosed')?.message;
    assert.deepEqual(closed, { type: 'editClosed', saved: true });
  });

  it('begins with names, lengths and forms, and with no value', async () => {
    const panel = await openEdit();
    assert.deepEqual(lastPosted(panel), {
      type: 'edit',
      edit: {
        shape: 'object',
        original: [
          { key: 'username', bytes: 3, isJson: false },
          { key: 'password', bytes: 21, isJson: false },
        ],
        rows: [
          { key: 'username', from: 0, typed: undefined },
          { key: 'password', from: 1, typed: undefined },
        ],
      },
    });
    assert.doesNotMatch(posted(panel), /correct-horse/);
  });

  it('stores the merged value after the card, and reads the secret again', async () => {
    const panel = await openEdit();
    await send(panel, { type: 'save', draft });
    assert.equal(await stored(), `{"login":"app","password":"${typed}","host":"db.test"}`);
    assert.equal(world.cards.length, 1);
    assert.match(posted(panel), /"type":"editClosed","saved":true/);
    assert.equal(panel.posted.at(-1)?.message.type, 'secret');
    assert.equal(panel.title, 'prod/db');
    // Neither what was there nor what was typed went to the page, the card or the title.
    assert.doesNotMatch(posted(panel) + JSON.stringify(world.cards) + panel.title, /correct-horse|hunter2/);
  });

  it('keeps the edits when the person declines, for a page that starts again too', async () => {
    world.answer = 'declined';
    const panel = await openEdit();
    await send(panel, { type: 'save', draft });
    assert.equal(puts(), 0);
    assert.equal(panel.posted.findLast(({ message }) => /secret|busy|failed/.test(message.type))?.message.type, 'secret');
    await coverAndReturn(panel);
    assert.deepEqual(panel.posted.at(-1)?.message['edit'], {
      shape: 'object',
      original: [
        { key: 'username', bytes: 3, isJson: false },
        { key: 'password', bytes: 21, isJson: false },
      ],
      rows: [
        { key: 'login', from: 0, typed: undefined },
        { key: 'password', from: 1, typed: 0 },
        { key: 'host', from: undefined, typed: 1 },
      ],
    });
    assert.doesNotMatch(posted(panel), /hunter2/);
    await send(panel, { type: 'revealTyped', typed: 0 });
    assert.deepEqual(lastPosted(panel), { type: 'typed', typed: 0, text: typed, hideAfterMs: 30_000 });
    world.answer = 'accepted';
    await send(panel, {
      type: 'save',
      draft: [
        { key: 'login', from: 0 },
        { key: 'password', from: 1, typed: 0 },
      ],
    });
    assert.equal(await stored(), `{"login":"app","password":"${typed}"}`);
  });

  it('does not save over a change made elsewhere until the person chose to', async () => {
    const panel = await openEdit();
    await changeElsewhere();
    await send(panel, { type: 'save', draft });
    assert.equal(await stored(), '{"username":"elsewhere"}');
    assert.match(notes(panel), /"kind":"conflict"/);
    assert.equal(world.cards.length, 0);
    await send(panel, { type: 'saveOver', draft });
    assert.equal(await stored(), `{"login":"app","password":"${typed}","host":"db.test"}`);
    assert.equal(world.cards.length, 1);
  });

  it('does not save over a second change that the person was not told of', async () => {
    const panel = await openEdit();
    await changeElsewhere();
    await send(panel, { type: 'save', draft });
    await world.secrets.putSecretValue(
      { secretId: 'prod/db', value: SecretText.of('third'), clientRequestToken: '22222222-2222-4222-8222-222222222222' },
      new AbortController().signal,
    );
    await send(panel, { type: 'saveOver', draft });
    assert.equal(await stored(), 'third');
    assert.equal(notes(panel).match(/"conflict"/g)?.length, 2);
  });

  it('takes no "save over" that nobody was asked about', async () => {
    const panel = await openEdit();
    await send(panel, { type: 'saveOver', draft });
    assert.equal(puts(), 0);
  });

  it('drops the edits and retrieves anew on Reload', async () => {
    const panel = await openEdit();
    await changeElsewhere();
    await send(panel, { type: 'save', draft }, { type: 'discard', reload: true });
    assert.deepEqual(lastPosted(panel), { type: 'fields', encoding: 'text', fields: [{ key: 'username', bytes: 9 }] });
    assert.equal(panel.title, 'prod/db');
  });

  for (const code of ['outcome_unknown', 'access_denied'] as const) {
    it(`shows the sentence and keeps the edits when the answer is ${code}`, async () => {
      const panel = await openEdit();
      world.secrets.before = async (method) => {
        if (method === 'putSecretValue') throw new CustodyError(code, 'Something was in the way.');
      };
      await send(panel, { type: 'save', draft });
      // A lost answer is looked up: nothing happened, and that is what is said.
      assert.match(notes(panel), code === 'outcome_unknown' ? /cut off before it happened/ : /Something was in the way/);
      assert.equal(panel.title, '● prod/db');
      world.secrets.before = async () => undefined;
      await send(panel, { type: 'save', draft });
      assert.match(await stored(), /hunter2/);
    });
  }

  it('says that the outcome is unknown when it can not be looked up either', async () => {
    const panel = await openEdit();
    let sent = false;
    world.secrets.before = async (method) => {
      sent ||= method === 'putSecretValue';
      if (sent) throw new CustodyError('outcome_unknown', 'The answer was lost.');
    };
    await send(panel, { type: 'save', draft });
    assert.match(notes(panel), /Whether it was stored is not known/);
    assert.equal(panel.title, '● prod/db');
  });

  it('marks the tab while edits are unsaved', async () => {
    const panel = await openEdit();
    assert.equal(panel.title, 'prod/db');
    await send(panel, { type: 'draft', draft });
    assert.equal(panel.title, '● prod/db');
    await send(panel, {
      type: 'draft',
      draft: [
        { key: 'username', from: 0 },
        { key: 'password', from: 1 },
      ],
    });
    assert.equal(panel.title, 'prod/db');
    await send(panel, { type: 'draft', draft }, { type: 'discard', reload: false });
    assert.equal(panel.title, 'prod/db');
    assert.deepEqual(lastPosted(panel), { type: 'editClosed', saved: false });
  });

  it('holds the fields of an edit for a quarter of an hour, and those of none for a minute', async () => {
    const panel = await openEdit();
    pass(14 * minutes);
    await send(panel, { type: 'reveal', field: 1 });
    assert.equal(world.secrets.calls.filter((method) => method === 'getSecretValue').length, 1);
    await send(panel, { type: 'discard', reload: false });
    pass(minutes);
    await send(panel, { type: 'reveal', field: 1 });
    assert.deepEqual(lastPosted(panel), { type: 'hide', forget: true });
  });

  it('fetches the version it began with again when its fields were dropped, and loses nothing', async () => {
    const panel = await openEdit();
    await send(panel, { type: 'draft', draft });
    pass(15 * minutes);
    assert.deepEqual(lastPosted(panel), { type: 'hide', forget: true });
    await send(panel, { type: 'save', draft });
    assert.equal(await stored(), `{"login":"app","password":"${typed}","host":"db.test"}`);
  });

  it('merges with no other version than the one it began with', async () => {
    const panel = await openEdit();
    pass(15 * minutes);
    // The fake answers with the current version whichever was asked for.
    await changeElsewhere();
    await send(panel, { type: 'save', draft });
    assert.match(notes(panel), /The version that this edit began with is gone/);
    assert.equal(await stored(), '{"username":"elsewhere"}');
  });

  it('asks once, however often Save is pressed, and saves what was shown then', async () => {
    const panel = await openEdit();
    panel.receive({ type: 'save', draft });
    panel.receive({ type: 'draft', draft: [{ key: 'later', from: 0 }] });
    panel.receive({ type: 'save', draft });
    panel.receive({ type: 'discard', reload: false });
    await settle();
    assert.equal(world.cards.length, 1);
    assert.match(await stored(), /"login"/);
  });

  it('drops what was typed after a quarter of an hour out of sight, and says so', async () => {
    const panel = await openEdit();
    await send(panel, { type: 'draft', draft });
    panel.setVisible(false);
    pass(15 * minutes - 1);
    assert.equal(panel.title, '● prod/db');
    pass(1);
    panel.setVisible(true);
    await send(panel, { type: 'ready' });
    assert.equal(panel.title, 'prod/db');
    assert.match(JSON.stringify(lastPosted(panel)), /Your edits were dropped/);
    await send(panel, { type: 'revealTyped', typed: 1 });
    assert.doesNotMatch(posted(panel), /hunter2/);
    await send(panel, { type: 'save', draft });
    assert.equal(puts(), 0);
    assert.match(notes(panel), /This edit is over/);
  });

  it('posts no text to a page out of sight', async () => {
    const panel = await openEdit();
    await send(panel, { type: 'draft', draft });
    await coverAndReturn(panel);
    panel.setVisible(false);
    await send(panel, { type: 'revealTyped', typed: 0 }, { type: 'reveal', field: 1 });
    assert.doesNotMatch(posted(panel), /hunter2|correct-horse/);
  });

  it('refuses what makes no value with its reason, before any card', async () => {
    const panel = await openEdit();
    await send(panel, {
      type: 'save',
      draft: [
        { key: 'a', from: 0 },
        { key: 'a', from: 1 },
      ],
    });
    assert.match(notes(panel), /Two keys are called a/);
    assert.equal(world.cards.length, 0);
  });

  it('takes forged messages for nothing', async () => {
    const panel = await openEdit();
    const before = panel.posted.length;
    for (const forged of [
      { type: 'save' },
      { type: 'save', draft: [{ key: 'a', from: -1 }] },
      { type: 'save', draft: [{ key: 'a', from: 0, value: 'x' }] },
      { type: 'save', draft: [{ key: 'a', text: 'x'.repeat(200_001) }] },
      { type: 'save', draft, if_version: 'other' },
      { type: 'draft', draft: Array.from({ length: 10_002 }, () => ({ key: 'a' })) },
      { type: 'discard' },
    ]) {
      await send(panel, forged);
    }
    panel.receive({ type: 'save', draft }, 'another-nonce');
    await settle();
    assert.equal(panel.posted.length, before);
    assert.equal(puts(), 0);
    // The control: the same message with the nonce is taken.
    await send(panel, { type: 'save', draft });
    assert.equal(puts(), 1);
  });

  it('does not open an edit of a value that was dropped or is binary', async () => {
    panels.open(location);
    const panel = onlyPanel();
    await send(panel, { type: 'ready' }, { type: 'retrieve' });
    pass(minutes);
    await send(panel, { type: 'edit' });
    assert.deepEqual(lastPosted(panel), { type: 'hide', forget: true });
    await world.secrets.putSecretValue(
      { secretId: 'prod/db', value: SecretText.ofBase64('AAEC'), clientRequestToken: '33333333-3333-4333-8333-333333333333' },
      new AbortController().signal,
    );
    await send(panel, { type: 'retrieve' }, { type: 'edit' });
    assert.equal(panel.posted.at(-1)?.message.type, 'fields');
  });
});
