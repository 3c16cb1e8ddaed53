import * as vscode from 'vscode';
import { createAccountStore } from './vscode/accountStore.ts';
import { registerAccountCommands } from './vscode/accountCommands.ts';
import { lazyCustody } from './vscode/custodyHost.ts';
import { registerMcpProvider } from './vscode/mcpProvider.ts';
import { operationCommandsIn, registerOperationCommands } from './vscode/operationCommands.ts';
import { createApprovalPresenter } from './vscode/panels/approvalPanel.ts';
import { createCreatePanel } from './vscode/panels/createPanel.ts';
import { createSecretPanels } from './vscode/panels/secretPanel.ts';
import { createSandboxHost } from './vscode/sandboxHost.ts';
import { registerSecretCommands } from './vscode/secretCommands.ts';
import { createStatusBar } from './vscode/statusBar.ts';
import { createTree } from './vscode/tree.ts';
import { registerTryTool } from './vscode/tryTool.ts';

/** Builds every object in dependency order. Loads no SDK: what needs one imports it at its first use. */
export function activate(context: vscode.ExtensionContext): void {
  const { extensionUri, subscriptions } = context;
  const manifest: { readonly version?: string } = context.extension.packageJSON;
  const log = vscode.window.createOutputChannel('Custody', { log: true });
  const store = createAccountStore(context.secrets);
  const sandbox = createSandboxHost(context.globalStorageUri);
  const presenter = createApprovalPresenter({ extensionUri });
  const custody = lazyCustody({
    store,
    sandbox,
    present: presenter.present,
    showSecret(location, requestedBy) {
      panels.open(location, requestedBy);
      return true;
    },
    folder: vscode.Uri.joinPath(context.globalStorageUri, 'audit'),
    log,
    onChanged: () => tree.refresh(),
    subscriptions,
  });
  const tree = createTree(store, custody);
  const panels = createSecretPanels({ extensionUri, custody });
  const createPanel = createCreatePanel({ extensionUri, custody });
  const view = vscode.window.createTreeView('custody.secrets', { treeDataProvider: tree, showCollapseAll: true });
  const statusBar = createStatusBar(custody, presenter.reveal);
  const provider = registerMcpProvider(custody, manifest.version ?? '', log);

  presenter.onDidChange(({ card, waiting }) => {
    statusBar.showQuestion(card?.headline, waiting);
    view.badge = card ? { value: waiting + 1, tooltip: 'Custody waits for your answer' } : undefined;
  });

  subscriptions.push(
    log,
    store,
    sandbox,
    presenter,
    panels,
    createPanel,
    view,
    statusBar,
    provider,
    store.onDidChange(() => tree.refresh()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => tree.refresh()),
    registerAccountCommands(store, custody),
    registerOperationCommands(operationCommandsIn(manifest), custody),
    registerSecretCommands(tree, panels, createPanel, custody),
    registerTryTool(custody),
    vscode.commands.registerCommand('custody.restartServer', provider.move),
    vscode.commands.registerCommand('custody.showLog', () => log.show()),
  );
}
