import assert from 'node:assert/strict';
import { paginateListSecrets, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Node } from '../../src/vscode/tree/nodes.ts';
import type { TreeOptions } from '../../src/vscode/tree/tree.ts';
import { benchCustody, cannedAccount, cannedKeys, poolFor } from '../bench/benchCustody.ts';
import { openTree } from '../bench/treeWorld.ts';
import { byToken, startPagingEndpoint, type PageAnswer, type PagingEndpoint } from '../fakes/pagingEndpoint.ts';

// The real tree, one path, adapter and SDK, over HTTP to an endpoint whose pages misbehave.

const region = 'us-east-1';

interface Opened {
  readonly asked: readonly string[];
  /** What the region shows: names, `Load more…`, and titles of messages in brackets. */
  readonly rows: () => Promise<readonly string[]>;
  readonly nodes: () => Promise<readonly Node[]>;
  readonly loadMore: () => Promise<void>;
}

describe('the tree, where pages misbehave', () => {
  let endpoint: PagingEndpoint | undefined;
  afterEach(() => endpoint?.close());

  async function open(script: Parameters<typeof startPagingEndpoint>[0], options: TreeOptions = {}): Promise<Opened> {
    await endpoint?.close();
    endpoint = await startPagingEndpoint(script);
    const custody = benchCustody({ account: cannedAccount, pool: poolFor(endpoint.endpoint), append: async () => undefined });
    const world = await openTree(custody, cannedAccount, region, options);
    const nodes = async (): Promise<readonly Node[]> => (await world.tree.getChildren(world.region)) ?? [];
    return {
      asked: endpoint.asked,
      nodes,
      rows: async () => (await nodes()).map(rowOf),
      loadMore: () => world.tree.loadMore(world.region),
    };
  }

  /** What the SDK's own paginator, which defends against none of this, would have: names, until it was asked 20 times. */
  async function paginated(script: (token: string, visit: number) => PageAnswer): Promise<readonly string[]> {
    let asked = 0;
    endpoint = await startPagingEndpoint((token, visit) => (++asked > 20 ? { secrets: {} } : script(token, visit)));
    const client = new SecretsManagerClient({ region, endpoint: endpoint.endpoint, credentials: cannedKeys });
    const names: string[] = [];
    for await (const page of paginateListSecrets({ client }, {})) names.push(...(page.SecretList ?? []).map(({ Name = '' }) => Name));
    return names;
  }

  describe('over three empty pages with tokens', () => {
    const script = byToken({
      start: { secrets: { a: '', b: '' }, nextToken: '1' },
      1: { secrets: {}, nextToken: '2' },
      2: { secrets: {}, nextToken: '3' },
      3: { secrets: {}, nextToken: '4' },
      4: { secrets: { c: '' } },
    });
    const check = async ({ rows, loadMore }: Opened): Promise<void> => {
      assert.deepEqual(await rows(), ['a', 'b', 'Load more…']);
      await loadMore();
      assert.deepEqual(await rows(), ['a', 'b', 'c']);
    };

    it('goes on to the next page in the same load: one click shows a, b and c', async () => check(await open(script)));

    it('control: where no empty page is gone over, the same click shows nothing new', async () => {
      await assert.rejects(check(await open(script, { emptyPages: 0 })), assert.AssertionError);
    });
  });

  it('asks the person again after ten empty pages in a row: ten requests, then Load more…, and ten more for a click', async () => {
    const { rows, loadMore, asked } = await open((_, visit) => ({ secrets: {}, nextToken: `${visit}-${asked.length}` }));
    assert.deepEqual(await rows(), ['Load more…']);
    assert.equal(asked.length, 10);
    await loadMore();
    assert.equal(asked.length, 20);
  });

  for (const { what, again, requests } of [
    { what: 'that was sent two pages before', again: '1', requests: ['start', '1', '2'] },
    { what: 'that was sent for this very page', again: '2', requests: ['start', '1', '2'] },
  ]) {
    it(`stops at a token ${what}: shows a, b and c, says the list was cut short, and asks three times in all`, async () => {
      const script = byToken({
        start: { secrets: { a: '' }, nextToken: '1' },
        1: { secrets: { b: '' }, nextToken: '2' },
        2: { secrets: { c: '' }, nextToken: again },
      });
      const { rows, nodes, loadMore, asked } = await open(script);
      await rows();
      await loadMore();
      await loadMore();
      assert.deepEqual(await rows(), ['a', 'b', 'c', '[List cut short]']);
      const message = (await nodes()).find(({ kind }) => kind === 'message');
      assert.match(message?.kind === 'message' ? message.text : '', /ends after 3.*token for the second time.*Refresh the region/);
      assert.equal(message?.kind === 'message' && message.retry?.kind, 'region');
      await loadMore();
      assert.deepEqual(asked, requests);
    });

    it(`control: the SDK's paginator goes round and round at a token ${what}`, async () => {
      const script = byToken({
        start: { secrets: { a: '' }, nextToken: '1' },
        1: { secrets: { b: '' }, nextToken: '2' },
        2: { secrets: { c: '' }, nextToken: again },
      });
      assert.ok((await paginated(script)).filter((name) => name === 'c').length > 5);
    });
  }

  describe('where the token has expired by the time it is sent', () => {
    const script = (token: string, visit: number): PageAnswer => {
      if (token === 'start') return { secrets: { a: '', b: `${visit}` }, nextToken: visit === 1 ? 'old' : 'new' };
      return token === 'new' ? { secrets: { c: '' } } : { error: 'InvalidNextTokenException' };
    };
    const check = async ({ rows, loadMore }: Opened): Promise<void> => {
      assert.deepEqual(await rows(), ['a', 'b', 'Load more…']);
      await loadMore();
      assert.deepEqual(await rows(), ['a', 'b', 'c']);
    };

    it('begins again from the start, once, and reads on: shows a, b and c after four requests', async () => {
      const opened = await open(script);
      await check(opened);
      assert.deepEqual(opened.asked, ['start', 'old', 'start', 'new']);
    });

    it('control: without a new start, the same click shows an error in the place of c', async () => {
      const opened = await open(script, { restarts: false });
      await assert.rejects(check(opened), assert.AssertionError);
      assert.deepEqual(await opened.rows(), ['a', 'b', '[Secrets Manager refused the arguments]', 'Load more…']);
    });

    it('shows a and b, with Load more…, for as long as the new start has no answer', async () => {
      const [arrived, answer] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      const { rows, loadMore } = await open(async (token, visit) => {
        if (token === 'start' && visit === 2) {
          arrived.resolve();
          await answer.promise;
        }
        return script(token, visit);
      });
      await rows();
      const loading = loadMore();
      await arrived.promise;
      assert.deepEqual(await rows(), ['a', 'b', 'Load more…']);
      answer.resolve();
      await loading;
      assert.deepEqual(await rows(), ['a', 'b', 'c']);
    });

    it('gives up when the new token is refused too: keeps a and b, says to refresh the region, and asks four times in all', async () => {
      const { rows, nodes, loadMore, asked } = await open((token, visit) =>
        token === 'start' ? { secrets: { a: '', b: '' }, nextToken: `t${visit}` } : { error: 'InvalidNextTokenException' },
      );
      await rows();
      await loadMore();
      assert.deepEqual(await rows(), ['a', 'b', '[Secrets Manager refused the arguments]', 'Load more…']);
      assert.deepEqual(asked, ['start', 't1', 'start', 't2']);
      const message = (await nodes()).find(({ kind }) => kind === 'message');
      assert.match(message?.kind === 'message' ? message.text : '', /ListSecrets.*account bench \(us-east-1\).*Refresh the region/);
    });
  });

  describe('where secrets move to the next page while one pages', () => {
    const script = byToken({
      start: { secrets: { a: '', b: 'as it was' }, nextToken: '1' },
      1: { secrets: { b: 'as it is', c: '' } },
    });

    it('shows a, b and c, each once, and b as the later page has it', async () => {
      const { rows, nodes, loadMore } = await open(script);
      await rows();
      await loadMore();
      assert.deepEqual(await rows(), ['a', 'b', 'c']);
      const b = (await nodes()).find((node) => node.kind === 'secret' && node.secret.name === 'b');
      assert.equal(b?.kind === 'secret' && b.secret.description, 'as it is');
    });

    it("control: the SDK's paginator has b twice", async () => {
      assert.deepEqual(await paginated(script), ['a', 'b', 'b', 'c']);
    });
  });

  it('keeps a and b when the next page fails, says why beside them, and shows c once the message is clicked and it no longer fails', async () => {
    const { rows, nodes, loadMore } = await open((token, visit) => {
      if (token === 'start') return { secrets: { a: '', b: '' }, nextToken: '1' };
      return visit === 1 ? { error: 'AccessDeniedException' } : { secrets: { c: '' } };
    });
    await rows();
    await loadMore();
    assert.deepEqual(await rows(), ['a', 'b', '[Not allowed]', 'Load more…']);
    const message = (await nodes()).find(({ kind }) => kind === 'message');
    const { treeItem } = await import('../../src/vscode/tree/treeItems.ts');
    assert.equal(message && treeItem(message).command?.command, 'custody.loadMore');
    await loadMore();
    assert.deepEqual(await rows(), ['a', 'b', 'c']);
  });

  it('asks for a page once when Load more… is clicked twice at once: start, 1, and no more', async () => {
    const { rows, loadMore, asked } = await open(byToken({ start: { secrets: { a: '' }, nextToken: '1' }, 1: { secrets: { b: '' } } }));
    await rows();
    await Promise.all([loadMore(), loadMore()]);
    assert.deepEqual(await rows(), ['a', 'b']);
    assert.deepEqual(asked, ['start', '1']);
  });
});

function rowOf(node: Node): string {
  if (node.kind === 'secret') return node.secret.name;
  if (node.kind === 'more') return 'Load more…';
  return node.kind === 'message' ? `[${node.title ?? node.text.split(' of ')[0]}]` : node.kind;
}
