import * as vscode from 'vscode';
import type { Custody } from '../custody.ts';
import { createAccountStore } from './accountStore.ts';
import { accountCommands } from './accountCommands.ts';
import { createCodeHelp, type CodeHelp } from './code/codeHelp.ts';
import { lazyCustody } from './custodyHost.ts';
import { findCommand } from './find/findCommand.ts';
import type { Commands } from './commandIds.ts';
import type { Node } from './nodes.ts';
import { operationCommands } from './operationCommands.ts';
import { createApprovalPresenter } from './panels/approvalPanel.ts';
import { createCreatePanel } from './panels/createPanel.ts';
import { createSecretPanels } from './panels/secretPanel.ts';
import { createSandboxHost } from './sandboxHost.ts';
import { createOwnChanges } from './ownChanges.ts';
import { secretCommands } from './secretCommands.ts';
import { createTree, type SecretTree } from './tree.ts';
import { tryToolCommand } from './tryTool.ts';

/** What stands behind the parts of the editor that activation fills. */
export interface Product {
  readonly custody: () => Promise<Custody>;
  readonly tree: SecretTree;
  readonly code: CodeHelp;
  /** Runs one of the manifest's commands, with the row it was chosen on. Returns nothing, so that other extensions learn nothing. */
  readonly run: (command: string, node?: Node) => Promise<void>;
  /** Brings the open question to the front. */
  readonly revealQuestion: () => void;
}

interface ProductOptions {
  readonly context: vscode.ExtensionContext;
  /** Commands of operations that prompts can serve. */
  readonly operationIds: readonly string[];
  readonly log: vscode.LogOutputChannel;
  /** Told of the question that is open, if one is, and how many wait behind it. */
  readonly onQuestion: (headline: string | undefined, waiting: number) => void;
}

/** The root's second half, loaded at the first use: builds every object in dependency order. Loads no SDK either. */
export function createProduct({ context, operationIds, log, onQuestion }: ProductOptions): Product {
  const { extensionUri, subscriptions } = context;
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
    onChanged(done) {
      tree.showChange(done);
      code.forget();
    },
    subscriptions,
  });
  const own = createOwnChanges();
  const tree = createTree(store, custody, { own });
  const panels = createSecretPanels({ extensionUri, custody });
  const createPanel = createCreatePanel({ extensionUri, custody });
  const find = findCommand({ state: context.globalState, store, custody, own, open: panels.open });
  const code = createCodeHelp({ accounts: store.all, custody, open: (location) => panels.open(location) });
  const commands: Commands = {
    ...accountCommands(store, custody),
    ...operationCommands(operationIds, custody),
    ...secretCommands(tree, { open: find.open, goTo: panels.goTo }, createPanel, custody),
    ...find.commands,
    ...tryToolCommand(custody),
    ...code.commands,
    // A closed panel drops what it held, and what it put on the clipboard.
    'custody.lock': async () => {
      panels.dispose();
      (await custody()).lock();
      void vscode.window.showInformationMessage('Sign-ins and retrieved values are dropped. The next call signs in again.');
    },
  };

  presenter.onDidChange(({ card, waiting }) => onQuestion(card?.headline, waiting));
  subscriptions.push(
    store,
    sandbox,
    presenter,
    panels,
    createPanel,
    code,
    store.onDidChange(() => tree.refresh()),
    store.onDidChange(code.forget),
    store.onDidChange(find.forgetRemoved),
    vscode.workspace.onDidGrantWorkspaceTrust(() => tree.refresh()),
  );

  return {
    custody,
    tree,
    code,
    revealQuestion: presenter.reveal,
    async run(id, node) {
      const work = commands[id];
      if (!work) throw new Error(`Nothing stands behind the command ${id}.`);
      await work(node);
    },
  };
}
