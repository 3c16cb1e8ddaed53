import assert from 'node:assert/strict';
import { openSecretPanel, type OpenedPanel } from './openSecretPanel.ts';
import { panelWorld, type PanelWorld } from './panelWorld.ts';
import { settle, usePanels } from './usePanels.ts';

const draft = [
  { key: 'username', from: 0 },
  { key: 'password', from: 1, text: 'typed-before-the-card' },
];
const tags = [{ key: 'team', value: 'b' }];

describe('a form that is being stored', () => {
  usePanels();
  let world: PanelWorld;
  let opened: OpenedPanel;
  let answer: () => void;

  beforeEach(async () => {
    world = panelWorld();
    opened = await openSecretPanel(world.custody);
  });
  afterEach(() => opened.panels.dispose());

  /** AWS's answer to one method comes when the test says so. */
  function holdBack(method: string): void {
    const { promise, resolve } = Promise.withResolvers<void>();
    answer = resolve;
    world.secrets.before = (called) => (called === method ? promise : Promise.resolve());
  }

  /** What the card does to the page that it covers: the messages of the page that starts again. */
  async function coverAndReturn(): Promise<readonly object[]> {
    opened.panel.setVisible(false);
    opened.panel.setVisible(true);
    const before = opened.panel.posted.length;
    await opened.send({ type: 'ready' });
    return opened.panel.posted.slice(before).map(({ message }) => message);
  }

  const ends = () => opened.posted('saving').filter(({ isSaving }) => isSaving === false);

  it('opens held still on a page that starts again meanwhile, and is let go when that is over: the value', async () => {
    await opened.send({ type: 'retrieve' }, { type: 'edit' });
    holdBack('putSecretValue');
    await opened.send({ type: 'save', draft });
    const messages = await coverAndReturn();
    const types = messages.map((message) => Object(message).type);
    assert.ok(types.includes('edit'));
    assert.deepEqual(
      messages.filter((message) => Object(message).type === 'saving'),
      [{ type: 'saving', form: 'value', isSaving: true }],
    );
    assert.ok(types.indexOf('saving') < types.indexOf('edit'));
    assert.deepEqual(ends(), []);
    answer();
    await settle();
    assert.deepEqual(ends(), [{ type: 'saving', form: 'value', isSaving: false }]);
    assert.ok(!(await coverAndReturn()).some((message) => Object(message).type === 'saving'));
  });

  it('opens held still on a page that starts again meanwhile, and is let go when that is over: the tags', async () => {
    await opened.send({ type: 'detailsDraft', draft: { tags } });
    holdBack('tagResource');
    await opened.send({ type: 'saveTags', tags });
    const messages = await coverAndReturn();
    assert.deepEqual(messages.slice(-2), [
      { type: 'saving', form: 'tags', isSaving: true },
      { type: 'detailsDraft', draft: { tags } },
    ]);
    answer();
    await settle();
    assert.deepEqual(ends(), [{ type: 'saving', form: 'tags', isSaving: false }]);
  });

  it('is not let go by a read that ends meanwhile', async () => {
    holdBack('tagResource');
    await opened.send({ type: 'saveTags', tags }, { type: 'refresh' }, { type: 'retrieve' });
    assert.equal(opened.posted('fields').length, 1);
    assert.deepEqual(opened.posted('changed'), []);
    assert.deepEqual(ends(), []);
    answer();
    await settle();
    assert.equal(opened.posted('changed').length, 1);
    assert.deepEqual(ends(), [{ type: 'saving', form: 'tags', isSaving: false }]);
  });

  it('is let go when the person declines', async () => {
    world.answer = 'declined';
    await opened.send({ type: 'retrieve' }, { type: 'edit' }, { type: 'save', draft });
    assert.deepEqual(ends(), [{ type: 'saving', form: 'value', isSaving: false }]);
    assert.deepEqual(opened.posted('editClosed'), []);
  });
});
