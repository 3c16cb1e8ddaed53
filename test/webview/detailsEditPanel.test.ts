import assert from 'node:assert/strict';
import { CustodyError } from '../../src/core/errors.ts';
import type { SecretPanels } from '../../src/vscode/panels/secretPanel.ts';
import type { FakePanel } from './fakeVscode.ts';
import { location, panelWorld, type PanelWorld } from './panelWorld.ts';
import { extensionUri, onlyPanel, settle, usePanels } from './usePanels.ts';

describe("editing details and tags in the secret's panel", () => {
  usePanels();
  let world: PanelWorld;
  let panels: SecretPanels;

  beforeEach(async () => {
    const { createSecretPanels } = await import('../../src/vscode/panels/secretPanel.ts');
    world = panelWorld();
    panels = createSecretPanels({ extensionUri, custody: world.custody, editPolicy: async () => undefined });
    await world.secrets.tagResource(
      { secretId: 'prod/db', tags: { team: 'a', env: 'prod', 'aws:stack': 's' } },
      new AbortController().signal,
    );
  });
  afterEach(() => panels.dispose());

  async function open(): Promise<FakePanel> {
    panels.open(location);
    const panel = onlyPanel();
    await send(panel, { type: 'ready' });
    world.secrets.calls.length = 0;
    return panel;
  }

  async function send(panel: FakePanel, message: object): Promise<void> {
    panel.receive(message);
    await settle();
  }

  const changes = (): readonly string[] => world.secrets.calls.filter((method) => /update|tag|Tag/.test(method));
  const detail = () => world.secrets.describeSecret('prod/db', new AbortController().signal);
  const answers = (panel: FakePanel) => panel.posted.map(({ message }) => message).filter(({ type }) => type === 'changed');

  it('stores description and key without a card and reads the secret again', async () => {
    const panel = await open();
    await send(panel, { type: 'saveDetails', description: 'New words', kmsKeyId: 'alias/payments' });
    assert.deepEqual(answers(panel), [{ type: 'changed', part: 'details', problem: undefined }]);
    assert.equal((await detail()).description, 'New words');
    assert.match(JSON.stringify(panel.posted.at(-1)?.message), /"kmsKeyId":"alias\/payments"/);
    assert.equal(world.cards.length, 0);
  });

  it("stores a replica's key without the description, which its primary may have changed meanwhile", async () => {
    const { describeSecret } = world.secrets;
    const isReplica = async (...asked: Parameters<typeof describeSecret>) => ({
      ...(await describeSecret(...asked)),
      description: 'As the primary has it now',
      primaryRegion: 'us-east-1',
    });
    Object.assign(world.secrets, { describeSecret: isReplica });
    const panel = await open();
    await send(panel, { type: 'saveDetails', description: 'As it was', kmsKeyId: 'alias/here' });
    assert.deepEqual(answers(panel), [{ type: 'changed', part: 'details', problem: undefined }]);
    assert.equal((await detail()).kmsKeyId, 'alias/here');
    assert.equal((await describeSecret('prod/db', new AbortController().signal)).description, undefined);
  });

  it('stores tags that are saved while the details are still being stored', async () => {
    const panel = await open();
    panel.receive({ type: 'saveDetails', description: 'New words', kmsKeyId: '' });
    await send(panel, { type: 'saveTags', tags: [{ key: 'env', value: 'test' }] });
    assert.deepEqual(
      answers(panel).map((message) => [message['part'], message['problem']]),
      [
        ['details', undefined],
        ['tags', undefined],
      ],
    );
    const { description, tags } = await detail();
    assert.deepEqual([description, tags], ['New words', { env: 'test', 'aws:stack': 's' }]);
  });

  it('calls nothing when nothing differs', async () => {
    const panel = await open();
    await send(panel, { type: 'saveDetails', description: '', kmsKeyId: '' });
    await send(panel, {
      type: 'saveTags',
      tags: [
        { key: 'env', value: 'prod' },
        { key: 'team', value: 'a' },
      ],
    });
    assert.deepEqual(changes(), []);
  });

  it('adds, changes and removes tags, and never those of AWS', async () => {
    const panel = await open();
    await send(panel, {
      type: 'saveTags',
      tags: [
        { key: 'team', value: 'b' },
        { key: 'owner', value: 'x' },
      ],
    });
    assert.deepEqual((await detail()).tags, { team: 'b', 'aws:stack': 's', owner: 'x' });
    assert.deepEqual(changes(), ['untagResource', 'tagResource']);
  });

  it('says what failed and shows what became of the tags', async () => {
    const panel = await open();
    world.secrets.before = async (method) => {
      if (method === 'tagResource') throw new CustodyError('access_denied', 'The role may not tag.');
    };
    await send(panel, { type: 'saveTags', tags: [{ key: 'owner', value: 'x' }] });
    assert.match(String(answers(panel)[0]?.['problem']), /The role may not tag/);
    assert.match(JSON.stringify(panel.posted.at(-1)?.message), /"tags":\[\{"label":"aws:stack","value":"s"\}\]/);
  });

  it('marks the tab while they are unsaved, and keeps them for a page that starts again', async () => {
    const panel = await open();
    const draft = { details: { description: 'Half a', kmsKeyId: '' }, tags: [{ key: 'new', value: 'tag' }] };
    await send(panel, { type: 'detailsDraft', draft });
    assert.equal(panel.title, '● prod/db');
    panel.setVisible(false);
    panel.setVisible(true);
    await send(panel, { type: 'ready' });
    assert.deepEqual(panel.posted.at(-1)?.message, { type: 'detailsDraft', draft });
    await send(panel, { type: 'saveTags', tags: draft.tags });
    assert.equal(panel.title, '● prod/db');
    await send(panel, { type: 'saveDetails', ...draft.details });
    assert.equal(panel.title, 'prod/db');
  });

  it('takes forged messages for nothing', async () => {
    const panel = await open();
    for (const forged of [
      { type: 'saveDetails', description: 'x' },
      { type: 'saveDetails', description: 'x'.repeat(5_000), kmsKeyId: '' },
      { type: 'saveTags', tags: Array.from({ length: 61 }, (_, index) => ({ key: String(index), value: '' })) },
      { type: 'saveTags', tags: [{ key: 'a', value: 'b', secret_id: 'other' }] },
      { type: 'detailsDraft', draft: { details: { description: 'x' } } },
      { type: 'detailsDraft', draft: { value: 'x' } },
    ]) {
      await send(panel, forged);
    }
    panel.receive({ type: 'saveDetails', description: 'x', kmsKeyId: '' }, 'another-nonce');
    await settle();
    assert.deepEqual(changes(), []);
    assert.equal(panel.title, 'prod/db');
  });
});
