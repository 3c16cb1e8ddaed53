import assert from 'node:assert/strict';
import type { ApprovalAnswer, ApprovalCard } from '../../src/core/approval.ts';
import type { CardView } from '../../src/core/protocol.ts';
import type { ApprovalPresenter } from '../../src/vscode/panels/approvalPanel.ts';
import { seen, type FakePanel } from './fakeVscode.ts';
import { extensionUri, lastPosted, onlyPanel, pass, settle, usePanels } from './usePanels.ts';

const card: ApprovalCard = {
  id: 'card-1',
  hash: 'hash',
  headline: 'Delete prod/db',
  consequences: ['It can be restored until 2026-12-20.'],
  acceptLabel: 'Delete',
  caller: { kind: 'agent', client: 'token-1', claimedName: 'Claude' },
  operation: 'Delete Secret',
  risk: 'destructive',
  account: 'production',
  mark: { production: false, color: 'none' },
  region: 'eu-west-1',
  secret: 'prod/db',
  arn: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db-abcdef',
  arguments: { secret_id: 'prod/db', force: undefined },
  wantsValue: false,
  lifeMs: 120_000,
};

interface Asked {
  readonly panel: FakePanel;
  readonly answer: Promise<ApprovalAnswer>;
  readonly abort: () => void;
  readonly setWaiting: (waiting: number) => void;
}

describe('the approval panel', () => {
  usePanels();
  let presenter: ApprovalPresenter;
  let changes: { readonly card: CardView | undefined; readonly waiting: number }[];

  beforeEach(async () => {
    const { createApprovalPresenter } = await import('../../src/vscode/panels/approvalPanel.ts');
    presenter = createApprovalPresenter({ extensionUri });
    changes = [];
    presenter.onDidChange((change) => changes.push(change));
  });
  afterEach(() => presenter.dispose());

  async function ask(changed: Partial<ApprovalCard> = {}): Promise<Asked> {
    const controller = new AbortController();
    let setWaiting: (waiting: number) => void = () => undefined;
    const answer = presenter.present({ ...card, ...changed }, controller.signal, (listener) => {
      setWaiting = listener;
      listener(0);
    });
    const panel = onlyPanel();
    panel.receive({ type: 'ready' });
    await settle();
    return { panel, answer, abort: () => controller.abort(), setWaiting };
  }

  async function accept(panel: FakePanel, more: object = {}): Promise<void> {
    panel.receive({ type: 'accept', id: 'card-1', ...more });
    await settle();
  }

  it('opens beside what the person types into, titled by verb and name, and keeps no hidden page', async () => {
    const { panel } = await ask();
    assert.equal(panel.title, 'Delete prod/db');
    assert.deepEqual(panel.showOptions, { viewColumn: -1, preserveFocus: true });
    assert.deepEqual(JSON.parse(JSON.stringify(panel.options)), {
      enableScripts: true,
      localResourceRoots: [{ path: '/extension/dist/webview' }, { path: '/extension/media' }],
      retainContextWhenHidden: false,
    });
  });

  it('writes nothing of the card into the html', async () => {
    const { panel } = await ask();
    assert.doesNotMatch(panel.webview.html, /prod\/db|Claude|production/);
    assert.doesNotMatch(panel.webview.html, /unsafe-inline|unsafe-eval/);
  });

  it('accepts after the moment in view', async () => {
    const { panel, answer } = await ask();
    pass(700);
    await accept(panel);
    assert.deepEqual(await answer, { kind: 'accepted', id: 'card-1' });
    assert.equal(panel.closed, true);
  });

  it('ignores a click within the moment, and says so', async () => {
    const { panel, answer } = await ask();
    pass(699);
    await accept(panel);
    assert.equal(panel.closed, false);
    assert.deepEqual(lastPosted(panel), { type: 'failed', message: 'That was too quick to have been read. Answer again.' });
    pass(1);
    await accept(panel);
    assert.equal((await answer).kind, 'accepted');
  });

  it('takes no answer from a page that is not in view', async () => {
    const { panel } = await ask();
    pass(5_000);
    panel.setVisible(false);
    await accept(panel);
    assert.equal(panel.closed, false);
    panel.setVisible(true);
    panel.receive({ type: 'ready' });
    await settle();
    await accept(panel);
    assert.equal(panel.closed, false, 'the moment must start again');
  });

  it('ignores messages without its nonce, of another shape or for another card', async () => {
    const { panel, answer } = await ask();
    pass(1_000);
    panel.receive({ type: 'accept', id: 'card-1' }, 'another-nonce');
    panel.receive({ type: 'accept', id: 'card-1', extra: true });
    panel.receive({ type: 'accept', id: 'card-2' });
    panel.receive({ type: 'decline', id: 'card-2' });
    panel.receive('accept');
    await settle();
    assert.equal(panel.closed, false);
    panel.receive({ type: 'decline', id: 'card-1' });
    await settle();
    assert.deepEqual(await answer, { kind: 'declined' });
  });

  it('checks the typed name itself', async () => {
    const { panel, answer } = await ask({ typeToConfirm: 'prod/db' });
    pass(1_000);
    await accept(panel);
    await accept(panel, { typed: 'prod/d' });
    assert.equal(panel.closed, false);
    await accept(panel, { typed: 'prod/db' });
    assert.deepEqual(await answer, { kind: 'accepted', id: 'card-1', typed: 'prod/db' });
  });

  it('makes pairs into a JSON object and refuses repeated or empty keys', async () => {
    const { panel, answer } = await ask({ wantsValue: true });
    pass(1_000);
    const pairs = (...keys: readonly string[]) => ({ value: { kind: 'pairs', pairs: keys.map((key) => ({ key, value: 'v' })) } });
    for (const wrong of [{}, { value: { kind: 'text', text: '' } }, pairs(), pairs(''), pairs('a', 'a')]) {
      await accept(panel, wrong);
      assert.equal(panel.closed, false);
    }
    await accept(panel, pairs('a', '__proto__'));
    const given = await answer;
    assert.equal(given.kind === 'accepted' ? given.value?.reveal() : '', '{"a":"v","__proto__":"v"}');
    assert.ok(!JSON.stringify(given).includes('"v"'));
  });

  it('counts a closed panel as a refusal', async () => {
    const { panel, answer } = await ask();
    panel.dispose();
    assert.deepEqual(await answer, { kind: 'declined' });
  });

  it('closes when the call is cancelled, and a late click does nothing', async () => {
    const { panel, answer, abort } = await ask();
    abort();
    assert.equal(panel.closed, true);
    pass(1_000);
    await accept(panel);
    assert.deepEqual(await answer, { kind: 'declined' });
  });

  it('shows nothing for a call that is cancelled already', async () => {
    assert.deepEqual(await presenter.present(card, AbortSignal.abort(), () => undefined), { kind: 'declined' });
    assert.equal(seen.panels.length, 0);
  });

  it('tells a page that starts again the time that is left', async () => {
    const { panel } = await ask();
    pass(50_000);
    panel.receive({ type: 'ready' });
    await settle();
    assert.equal(panel.posted.at(-1)?.message['type'], 'card');
    assert.match(JSON.stringify(lastPosted(panel)), /"remainingMs":70000,/);
  });

  it('raises a toast when the panel is covered after a second or becomes hidden', async () => {
    const { panel, answer } = await ask();
    pass(1_000);
    assert.equal(seen.toasts.length, 0);
    panel.setVisible(false);
    assert.equal(seen.toasts.length, 1);
    seen.toasts[0]?.answer('Show');
    await settle();
    assert.equal(panel.reveals, 1);
    panel.setVisible(false);
    seen.toasts[1]?.answer('Refuse');
    assert.deepEqual(await answer, { kind: 'declined' });
  });

  it('says so when a toast is answered after its question has ended', async () => {
    for (const choice of ['Show', 'Refuse']) {
      seen.toasts.length = 0;
      const { panel, answer } = await ask();
      pass(700);
      panel.setVisible(false);
      panel.setVisible(true);
      panel.receive({ type: 'ready' });
      await settle();
      pass(700);
      await accept(panel);
      assert.equal((await answer).kind, 'accepted');
      seen.toasts[0]?.answer(choice);
      await settle();
      assert.deepEqual(
        seen.toasts.slice(1).map(({ text }) => text),
        ['This question has ended already: Delete prod/db.'],
      );
    }
  });

  it('puts nothing into a toast that VS Code would make a link of', async () => {
    const { panel } = await ask({ headline: 'Delete [prod](command:custody.toggleAgents)\u202E' });
    panel.setVisible(false);
    assert.doesNotMatch(seen.toasts[0]?.text ?? '', /[[\]()\u202E]/);
  });

  it('tells the status bar what is open and how many wait', async () => {
    const { panel, setWaiting, answer } = await ask();
    setWaiting(2);
    assert.deepEqual(
      changes.map(({ card: open, waiting }) => [open?.headline, waiting]),
      [
        ['Delete prod/db', 0],
        ['Delete prod/db', 2],
      ],
    );
    assert.deepEqual(lastPosted(panel), { type: 'waiting', waiting: 2 });
    panel.dispose();
    await answer;
    await settle();
    assert.deepEqual(changes.at(-1), { card: undefined, waiting: 0 });
  });
});
