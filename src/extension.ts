import * as vscode from 'vscode';
import { accountDragging } from './vscode/accounts/accountDragging.ts';
import { registerCode } from './vscode/code/registerCode.ts';
import { lazily } from './vscode/lazily.ts';
import { createLazyTree } from './vscode/tree/lazyTree.ts';
import { readManifest } from './vscode/manifest.ts';
import { registerPolicyFiles } from './vscode/policy/registerPolicyFiles.ts';
import { registerMcpProvider } from './vscode/mcpProvider.ts';
import type { Node } from './vscode/tree/nodes.ts';
import { createStatusBar } from './vscode/statusBar.ts';
import { registerTasks } from './vscode/use/registerTasks.ts';

let end: (() => Promise<void>) | undefined;

/** The editor waits for this for a few seconds when it ends or reloads. */
export function deactivate(): Promise<void> | undefined {
  return end?.();
}

/**
 * Fills the parts of the editor that are there from the start. What stands behind them is read from disk and built at
 * the first use of any: no other extension waits for it at the start of the editor. Modules read here may not be shared
 * with it, as each shared one becomes a file of its own to read.
 */
export function activate(context: vscode.ExtensionContext): void {
  const { version, commands, operationIds } = readManifest(context.extension.packageJSON);
  const log = vscode.window.createOutputChannel('Custody', { log: true });
  const product = lazily(async () => {
    const { createProduct } = await import('./vscode/product.ts');
    const made = createProduct({ context, operationIds, log, serverAddress: () => provider.address(), view, onQuestion });
    ({ end } = made);
    return made;
  });
  const custody = async () => (await product()).custody();
  const tree = createLazyTree(async () => (await product()).tree);
  const dragging = accountDragging(async (name, onto) => (await product()).placeAccount(name, onto));
  const view = vscode.window.createTreeView('custody.secrets', {
    treeDataProvider: tree,
    dragAndDropController: dragging,
    showCollapseAll: true,
  });
  const statusBar = createStatusBar(custody);
  const provider = registerMcpProvider(custody, version, log);

  const code = registerCode(async () => (await product()).code);
  const policies = registerPolicyFiles(async () => (await product()).policies);
  const tasks = registerTasks(async () => (await product()).taskTerminal);

  function onQuestion(headline: string | undefined, waiting: number): void {
    statusBar.showQuestion(headline, waiting);
    view.badge = headline === undefined ? undefined : { value: waiting + 1, tooltip: 'Custody waits for your answer' };
  }

  const here: Readonly<Record<string, () => Promise<void> | void>> = {
    'custody.toggleAgents': statusBar.toggle,
    'custody.stopAgents': statusBar.stopAgents,
    'custody.letAgentsContinue': statusBar.letAgentsContinue,
    'custody.showQuestion': async () => (await product()).revealQuestion(),
    'custody.restartServer': provider.restart,
    'custody.showLog': () => log.show(),
  };
  const registered = commands.map((id) =>
    vscode.commands.registerCommand(id, here[id] ?? (async (node?: Node) => (await product()).run(id, node))),
  );

  context.subscriptions.push(log, tree, view, statusBar, provider, code, policies, tasks, ...registered);
}
