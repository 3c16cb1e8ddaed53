import assert from 'node:assert/strict';
import type { ApprovalCard } from '../../src/core/approval.ts';
import type { FindReferences } from '../../src/vscode/panels/question.ts';
import type { FakePanel } from './fakeVscode.ts';
import { deleteCard } from './samples.ts';
import { usePages } from './usePages.ts';
import { extensionUri, onlyPanel, settle, usePanels } from './usePanels.ts';

const card: ApprovalCard = {
  id: 'card-1',
  hash: 'hash',
  headline: 'Delete prod/db',
  consequences: [],
  acceptLabel: 'Delete',
  findReferences: true,
  caller: { kind: 'person' },
  operation: 'Delete Secret',
  risk: 'destructive',
  account: 'main',
  mark: { production: false, color: 'none' },
  region: 'eu-west-1',
  secret: 'prod/db',
  arn: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db-abcdef',
  arguments: {},
  wantsValue: false,
  lifeMs: 120_000,
};

describe('where a secret is named, on the panel of its card', () => {
  usePanels();

  async function ask(findReferences: FindReferences, asked: ApprovalCard = card): Promise<{ panel: FakePanel; abort: () => void }> {
    const { createApprovalPresenter } = await import('../../src/vscode/panels/approvalPanel.ts');
    const presenter = createApprovalPresenter({ extensionUri, findReferences });
    const controller = new AbortController();
    void presenter.present(asked, controller.signal, () => undefined);
    const panel = onlyPanel();
    panel.receive({ type: 'ready' });
    await settle();
    return { panel, abort: () => controller.abort() };
  }
  const references = ({ posted }: FakePanel): readonly unknown[] =>
    posted.flatMap(({ message }) =>
      message.type === 'card' ? [Object(message['card']).references] : message.type === 'references' ? [message['text']] : [],
    );

  it('is looked for by name and ARN while the card is there already, and kept for a page that starts again', async () => {
    const found = Promise.withResolvers<string>();
    let asked: unknown;
    const { panel, abort } = await ask((secret) => {
      asked = secret;
      return found.promise;
    });
    assert.deepEqual(asked, { name: card.secret, arn: card.arn });
    assert.deepEqual(references(panel), ['Looking for it in the open folders…']);
    found.resolve('Named in: a.ts:1.');
    await settle();
    panel.receive({ type: 'ready' });
    await settle();
    assert.deepEqual(references(panel).slice(1), ['Named in: a.ts:1.', 'Named in: a.ts:1.']);
    abort();
  });

  it('is not looked for any more once the card is answered', async () => {
    let stopped: AbortSignal | undefined;
    const { abort } = await ask((_secret, signal) => {
      stopped = signal;
      return new Promise(() => undefined);
    });
    assert.equal(stopped?.aborted, false);
    abort();
    assert.equal(stopped?.aborted, true);
  });

  it('is said to be unknown when the search fails, and keeps nobody from answering', async () => {
    const { panel, abort } = await ask(() => Promise.reject(new Error('no')));
    assert.equal(references(panel).at(-1), 'The open folders could not be searched for it.');
    abort();
  });

  it('is not asked for cards that break nothing', async () => {
    let asked = 0;
    const count: FindReferences = async () => String((asked += 1));
    const { findReferences: _, ...other } = card;
    const { panel, abort } = await ask(count, other);
    assert.deepEqual([asked, references(panel)], [0, [undefined]]);
    abort();
  });
});

describe('where a secret is named, on the page of its card', () => {
  const open = usePages('approval');

  it('is drawn as text, takes the place of what said that it is looked for, and moves no button', async () => {
    const { page, post } = await open();
    await post({ type: 'card', card: { ...deleteCard, references: 'Looking for it in the open folders…' } });
    const decline = page.getByText('Decline', { exact: true });
    const before = await decline.boundingBox();
    const hostile = 'Named in: <img src=x>.ts:1, infra/stack.yaml:41.';
    await post({ type: 'references', text: hostile });
    assert.equal(await page.locator('.references').textContent(), hostile);
    assert.deepEqual(await decline.boundingBox(), before);
    await post({ type: 'card', card: { ...deleteCard, references: undefined } });
    assert.equal(await page.locator('.references').isVisible(), false);
  });
});
