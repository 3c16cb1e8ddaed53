import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as vscode from 'vscode';
import type { Node, SecretNode } from '../../src/vscode/tree/nodes.ts';
import type { Product } from '../../src/vscode/product.ts';
import { poll } from '../harness/poll.ts';
import { configured, EventEmitter, seen, Uri, type FakePanel } from './fakeVscode.ts';
import { extensionUri } from './usePanels.ts';

const dayMs = 24 * 60 * 60_000;

/** Memento and SecretStorage in one. */
function storage() {
  const kept = new Map<string, unknown>();
  const changed = new EventEmitter<{ readonly key: string }>();
  const store = async (key: string, value: unknown): Promise<void> => {
    kept.set(key, value);
    changed.fire({ key });
  };
  return {
    onDidChange: changed.event,
    keys: async () => [...kept.keys()],
    get: (key: string, otherwise?: unknown) => kept.get(key) ?? otherwise,
    store,
    update: store,
    async delete(key: string) {
      kept.delete(key);
      changed.fire({ key });
    },
  };
}

describe('the product behind the editor', () => {
  let folder: string;
  let auditFolder: string;
  let logged: string[];
  let product: Product;
  let subscriptions: { readonly dispose: () => unknown }[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'custody-product-'));
    auditFolder = join(folder, 'audit');
    seen.panels.length = 0;
    seen.toasts.length = 0;
    seen.settings.clear();
    subscriptions = [];
    const { createProduct } = await import('../../src/vscode/product.ts');
    const { thisHost } = await import('../../src/vscode/accounts/accountStore.ts');
    const parts: object = {
      extensionUri,
      globalStorageUri: new Uri(folder),
      subscriptions,
      secrets: storage(),
      globalState: storage(),
      workspaceState: storage(),
      extension: { id: 'custody', packageJSON: {} },
    };
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the parts of a context that the product uses
    const context = parts as vscode.ExtensionContext;
    const account = { name: 'try', kind: 'sandbox', regions: ['eu-west-1'], access: 'off', host: thisHost() };
    await context.secrets.store('custody.account.try', JSON.stringify(account));
    const say = (): undefined => undefined;
    logged = [];
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as above
    const log = { show: say, debug: say, info: (line: string) => logged.push(line), warn: say } as object as vscode.LogOutputChannel;
    product = createProduct({ context, operationIds: [], log, serverAddress: say, view: {}, onQuestion: say });
  });
  afterEach(async () => {
    subscriptions.forEach((each) => each.dispose());
    await product.end();
    await rm(folder, { recursive: true, force: true });
  });

  async function firstSecret(of?: Node): Promise<SecretNode> {
    for (const node of (await product.tree.getChildren(of)) ?? []) {
      if (node.kind === 'secret') return node;
      if (node.kind !== 'message') return firstSecret(node);
    }
    return assert.fail('The tree holds no secret.');
  }

  const posted = (panel: FakePanel, type: string): number => panel.posted.filter(({ message }) => message.type === type).length;

  async function ask(panel: FakePanel, message: object, answer: string): Promise<void> {
    const before = posted(panel, answer);
    panel.receive(message);
    await poll(() => posted(panel, answer) > before, { what: `${answer} was posted`, everyMs: 5 });
  }

  async function openRevealed(): Promise<FakePanel> {
    await product.run('custody.openSecret', await firstSecret());
    const panel = seen.panels.at(-1) ?? assert.fail('No panel was opened.');
    await ask(panel, { type: 'ready' }, 'secret');
    await ask(panel, { type: 'retrieve' }, 'fields');
    await ask(panel, { type: 'reveal', field: 0 }, 'value');
    return panel;
  }

  it('closes a panel that shows a value, and all others, when it is locked, and another command does not', async () => {
    const panel = await openRevealed();
    await product.run('custody.refresh');
    assert.equal(panel.closed, false);
    await product.run('custody.showAuditLog');
    await product.run('custody.createSecret');
    await product.run('custody.lock');
    assert.deepEqual(
      seen.panels.map(({ viewType, closed }) => [viewType, closed]),
      [
        ['custody.secret', true],
        ['custody.audit', true],
        ['custody.create', true],
      ],
    );
  });

  it('reads the tree and the open panels anew when another endpoint is set, and forgets the value', async () => {
    const panel = await openRevealed();
    let drawn = 0;
    product.tree.onDidChangeTreeData?.(() => (drawn += 1));
    const { html } = panel.webview;
    configured.fire({ affectsConfiguration: (section) => section === 'custody.audit' });
    assert.deepEqual([drawn, posted(panel, 'hide'), panel.webview.html === html], [0, 0, true]);
    configured.fire({ affectsConfiguration: (section) => section === 'custody.aws' });
    assert.deepEqual([drawn > 0, posted(panel, 'hide'), panel.webview.html === html], [true, 1, false]);
    await ask(panel, { type: 'ready' }, 'secret');
  });

  /** The file of a process that is over, last written to so many days ago. */
  async function writeOld(days: number): Promise<string> {
    const changed = new Date(Date.now() - days * dayMs);
    const name = `audit-${changed.toISOString().replaceAll(/[:.]/g, '-')}-99999999-0123abcd.jsonl`;
    await mkdir(auditFolder, { recursive: true });
    await writeFile(join(auditFolder, name), '');
    await utimes(join(auditFolder, name), changed, changed);
    return name;
  }

  it('deletes files of the audit log that are older than the setting says, and no newer ones', async () => {
    const [older, newer] = [await writeOld(40), await writeOld(20)];
    seen.settings.set('audit.keepDays', 30);
    await product.custody();
    const deleted = 'Deleted 1 file of the audit log that had not changed for 30 days.';
    await poll(() => logged.includes(deleted), { what: 'the old file was deleted', everyMs: 5 });
    const names = await readdir(auditFolder);
    assert.deepEqual([names.includes(older), names.includes(newer)], [false, true]);
  });
});
