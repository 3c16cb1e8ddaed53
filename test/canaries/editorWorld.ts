import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { registerHooks } from 'node:module';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as vscode from 'vscode';
import type { Sandbox } from '../../src/sandbox/server.ts';
import type { Node } from '../../src/vscode/tree/nodes.ts';
import { poll } from '../harness/poll.ts';
import { homeWithProfile } from '../ui/support.ts';
import type { FakePanel } from '../webview/fakeVscode.ts';
import type { Canary } from './canaries.ts';
import { startSandboxWith } from './coreWorld.ts';
import * as editor from './fakeEditor.ts';
import { filesBelow } from './readers.ts';
import { heldText, type Held } from './scanner.ts';

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'vscode' && context.parentURL?.includes('/src/')
      ? { url: new URL('./fakeEditor.ts', import.meta.url).href, shortCircuit: true }
      : next(specifier, context),
});

const changed = 5;

/** The whole extension, activated in an editor that keeps all it is told, over a sandbox that holds the canaries. */
export interface EditorWorld {
  /** All that went to one part of the editor: `log`, `notifications`, ... */
  readonly toldTo: (part: string) => readonly Held[];
  readonly pages: () => readonly Held[];
  readonly messages: () => readonly Held[];
  readonly storage: () => Promise<readonly Held[]>;
  readonly close: () => Promise<void>;
}

export async function driveEditor(canaries: readonly Canary[]): Promise<EditorWorld> {
  const sandbox = await startSandboxWith(canaries);
  const home = await homeWithProfile(sandbox);
  const storage = await mkdtemp(join(tmpdir(), 'custody-canaries-'));
  const before = process.env['HOME'];
  process.env['HOME'] = home;
  editor.configuration.set('aws.endpoint', sandbox.endpoint);
  const { context, secrets } = contextIn(storage);
  const account = { kind: 'profile', name: 'demo', profile: 'demo', regions: [sandbox.region], access: 'destroy', host: hostname() };
  await secrets.store('custody.account.demo', JSON.stringify(account));
  const { activate } = await import('../../src/extension.ts');
  editor.tell('exports', activate(context));
  await editor.startMcpServer();
  await useEverything(canaries, sandbox);
  return {
    toldTo: (part) => toldTo(part),
    pages: () => pagesOf(editor.panels),
    messages: () => messagesOf(editor.panels),
    storage: () => filesBelow(storage),
    async close() {
      context.subscriptions.forEach((each) => void each.dispose());
      process.env['HOME'] = before;
      await sandbox.close();
      await Promise.all([home, storage].map((folder) => rm(folder, { recursive: true, force: true })));
    },
  };
}

async function useEverything(canaries: readonly Canary[], sandbox: Sandbox): Promise<void> {
  const location = { account: 'demo', region: sandbox.region };
  for (const id of ['custody.checkAccount', 'custody.openSecret', 'custody.toggleAgents', 'custody.toggleAgents', 'custody.restartServer'])
    await editor.commands.executeCommand(id);
  for (const node of await walkTree()) if (node.kind === 'more') await editor.commands.executeCommand('custody.loadMore', node);
  const nodes = await walkTree();
  for (const [index, canary] of canaries.entries()) {
    const node = nodes.find((each) => each.kind === 'secret' && each.secret.name === canary.name);
    await editor.commands.executeCommand('custody.openSecret', node);
    await usePage(index < changed);
    await editor.commands.executeCommand('custody.createSecret', { kind: 'region', account: { name: 'demo' }, region: sandbox.region });
    await createThere(canary, location);
    editor.answers.push('get_secret_value', JSON.stringify({ ...location, secret_id: canary.name }));
    await editor.commands.executeCommand('custody.tryTool');
    editor.panels.filter(({ closed }) => !closed).forEach((panel) => panel.dispose());
    for (const id of ['custody.copyName', 'custody.copyArn', 'custody.openInConsole']) await editor.commands.executeCommand(id, node);
    if (index >= changed) continue;
    editor.answers.push(`${canary.name}/copy`);
    await editor.commands.executeCommand('custody.duplicateSecret', node);
    editor.answers.push(`${canary.name}/renamed`);
    const renaming = editor.commands.executeCommand('custody.renameSecret', node);
    await accept();
    await renaming;
    await editor.commands.executeCommand('custody.restoreSecret', node);
    editor.answers.push('32', 'No symbols');
    await editor.commands.executeCommand('custody.generatePassword');
    editor.answers.push('30 days');
    const deleting = editor.commands.executeCommand('custody.deleteSecret', node);
    await accept();
    await deleting;
    await editor.commands.executeCommand('custody.restoreSecret', node);
  }
  await walkTree();
}

/** Reads every row, as the editor draws it. */
async function walkTree(): Promise<readonly Node[]> {
  const provider = editor.treeProvider();
  const found: Node[] = [];
  const visit = async (node: Node | undefined): Promise<void> => {
    if (node) {
      found.push(node);
      editor.tell('tree', await provider.getTreeItem(node));
    }
    for (const child of (await provider.getChildren(node)) ?? []) await visit(child);
  };
  await visit(undefined);
  return found;
}

/** Opens the page of a secret and does all that its buttons do. */
async function usePage(copies: boolean): Promise<void> {
  const panel = lastPanel();
  await say(panel, { type: 'ready' }, 'secret');
  await say(panel, { type: 'retrieve' }, 'fields');
  await say(panel, { type: 'reveal', field: 0 }, 'value');
  if (copies) await say(panel, { type: 'copyValue', field: 0 }, 'copied');
  panel.setVisible(false);
  panel.setVisible(true);
  panel.receive({ type: 'reveal', field: 0 });
  panel.dispose();
}

/** Types the canary into the form for a new secret, and once more, which fails as the name is taken by then. */
async function createThere({ name, value }: Canary, location: { readonly account: string; readonly region: string }): Promise<void> {
  const panel = lastPanel();
  await say(panel, { type: 'ready' }, 'form');
  const create = { type: 'create', ...location, description: '', tags: [], value: { kind: 'text', text: value } };
  await say(panel, { ...create, name }, 'failed');
  panel.receive({ ...create, name: `${name}/typed` });
  await poll(() => panel.closed, { what: 'the secret was created', everyMs: 5 });
}

async function accept(): Promise<void> {
  const panel = await poll(() => editor.panels.find(({ closed, viewType }) => !closed && viewType === 'custody.approval'), {
    what: 'the card opened',
    everyMs: 5,
  });
  await say(panel, { type: 'ready' }, 'card');
  const card = Object(panel.posted.find(({ message }) => message.type === 'card')?.message)['card'];
  // The card takes no click before it could be read.
  await poll(() => (panel.receive({ type: 'accept', id: card.id }), panel.closed), { what: 'the card was accepted', everyMs: 50 });
}

async function say(panel: FakePanel, message: object, answer: string): Promise<void> {
  const heard = panel.posted.length;
  panel.receive(message);
  await poll(() => panel.posted.slice(heard).some((posted) => posted.message.type === answer), {
    what: `${answer} was posted`,
    everyMs: 5,
  });
}

function lastPanel(): FakePanel {
  const panel = editor.panels.at(-1);
  if (!panel) throw new Error('No panel is open.');
  return panel;
}

export function toldTo(part: string): readonly Held[] {
  return editor.told.flatMap((each) => (each.part === part ? [heldText(part, each.text)] : []));
}

export function pagesOf(panels: readonly FakePanel[]): readonly Held[] {
  return panels.map(({ webview, title, viewType }) => heldText(viewType, `${title}\n${webview.html}`));
}

/** All that was posted to pages, but for the one message that answers a click on Reveal. */
export function messagesOf(panels: readonly FakePanel[]): readonly Held[] {
  return panels.flatMap(({ posted, viewType }) =>
    posted.flatMap(({ message }) => (message.type === 'value' ? [] : [heldText(viewType, JSON.stringify(message))])),
  );
}

function contextIn(storage: string) {
  const secrets = editor.memento('secret storage');
  const parts = {
    extensionUri: new editor.Uri('/extension'),
    globalStorageUri: new editor.Uri(storage),
    subscriptions: [],
    secrets,
    globalState: editor.memento('global state'),
    workspaceState: editor.memento('workspace state'),
    extension: { packageJSON: JSON.parse(readFileSync('package.json', 'utf8')) },
  };
  const given: object = parts;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the fake has the parts of a context that the extension uses
  return { context: given as vscode.ExtensionContext, secrets };
}
