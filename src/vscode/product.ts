import * as vscode from 'vscode';
import type { Custody } from '../custody.ts';
import { createAccountStore } from './accounts/accountStore.ts';
import { accountCommands } from './accounts/accountCommands.ts';
import { leaseCommands } from './accounts/leaseCommands.ts';
import { createAuditKeys } from './audit/auditKeys.ts';
import { createAuditViewer } from './audit/auditViewer.ts';
import { createCodeHelp, type CodeHelp } from './code/codeHelp.ts';
import { setContextKey } from './contextKeys.ts';
import { lazyCustody } from './custodyHost.ts';
import { filterCommands } from './filter/filterCommands.ts';
import { findCommand } from './find/findCommand.ts';
import { createComparison } from './comparison.ts';
import { copyCommands } from './copy/copyCommands.ts';
import { envCommands } from './env/envCommands.ts';
import { generatePassword } from './generatePassword.ts';
import type { Commands } from './commandIds.ts';
import type { Node } from './tree/nodes.ts';
import { placeAccount } from './accounts/moveAccount.ts';
import { operationCommands, showingErrors } from './operationCommands.ts';
import { createApprovalPresenter } from './panels/approvalPanel.ts';
import { createPermissionsView } from './permissions/permissionsView.ts';
import { createPolicyFiles, type PolicyFiles } from './policy/policyFiles.ts';
import { createCreatePanel } from './panels/createPanel.ts';
import { createSecretPanels } from './panels/secretPanel.ts';
import { createSandboxHost } from './sandboxHost.ts';
import { createOwnChanges } from './tree/ownChanges.ts';
import { replicaCommands } from './replicas/replicaCommands.ts';
import { keepLog } from './report/keptLog.ts';
import { rotationCommands } from './rotation/rotationCommands.ts';
import { createReportProblem } from './report/reportProblem.ts';
import { secretCommands } from './secretCommands.ts';
import { consentCommand } from './signIn/consentCommand.ts';
import { createSignInPrompts } from './signIn/signInPrompts.ts';
import { createTree, type SecretTree } from './tree/tree.ts';
import { tryToolCommand } from './tryTool.ts';
import type { TaskTerminal } from './use/registerTasks.ts';
import { createTaskTerminal } from './use/taskTerminal.ts';
import { useCommands } from './use/useCommands.ts';

/** What stands behind the parts of the editor that activation fills. */
export interface Product {
  readonly custody: () => Promise<Custody>;
  readonly tree: SecretTree;
  readonly code: CodeHelp;
  readonly policies: PolicyFiles;
  readonly taskTerminal: TaskTerminal;
  /** Runs one of the manifest's commands, with the row it was chosen on. Returns nothing, so that other extensions learn nothing. */
  readonly run: (command: string, node?: Node) => Promise<void>;
  /** Puts a dragged account where it was dropped. */
  readonly placeAccount: (name: string, onto: Node | undefined) => Promise<void>;
  /** Brings the open question to the front. */
  readonly revealQuestion: () => void;
  /** What is given back when the editor ends. */
  readonly end: () => Promise<void>;
}

interface ProductOptions {
  readonly context: vscode.ExtensionContext;
  /** Commands of operations that prompts can serve. */
  readonly operationIds: readonly string[];
  readonly log: vscode.LogOutputChannel;
  /** Where the MCP server listens, if it does. */
  readonly serverAddress: () => string | undefined;
  /** The view the tree stands in, which says what filter and order are in force. */
  readonly view: Pick<vscode.TreeView<Node>, 'message'>;
  /** Told of the question that is open, if one is, and how many wait behind it. */
  readonly onQuestion: (headline: string | undefined, waiting: number) => void;
}

/** The root's second half, loaded at the first use: builds every object in dependency order. Loads no SDK either. */
export function createProduct({ context, operationIds, log: channel, serverAddress, view, onQuestion }: ProductOptions): Product {
  const { extensionUri, subscriptions } = context;
  const log = keepLog(channel);
  const store = createAccountStore(context.secrets);
  const sandbox = createSandboxHost(context.globalStorageUri);
  const presenter = createApprovalPresenter({ extensionUri });
  const endings: (() => Promise<unknown>)[] = [];
  const auditFolder = vscode.Uri.joinPath(context.globalStorageUri, 'audit');
  const auditKeys = createAuditKeys(context.secrets);
  const custody = lazyCustody({
    store,
    sandbox,
    signIn: createSignInPrompts(context.globalState),
    present: presenter.present,
    showSecret(location, requestedBy) {
      panels.open(location, requestedBy);
      return true;
    },
    folder: auditFolder,
    auditKeys,
    log,
    onSignIns: (statusOf) => tree.showSignIns(statusOf),
    onEndpoint() {
      tree.refresh();
      code.forget();
      panels.readAnew();
    },
    onGrants: (grants) => permissions.show(grants),
    onChanged(done) {
      tree.showChange(done);
      code.forget();
    },
    subscriptions,
    atEnd: (work) => endings.push(work),
  });
  const permissions = createPermissionsView();
  const own = createOwnChanges();
  const tree = createTree(store, custody, { own });
  const policies = createPolicyFiles(custody);
  const panels = createSecretPanels({ extensionUri, custody, editPolicy: policies.open });
  const createPanel = createCreatePanel({ extensionUri, custody, open: (location) => find.open(location) });
  const find = findCommand({ state: context.globalState, store, custody, own, open: panels.open });
  const code = createCodeHelp({ accounts: store.all, custody, open: (location) => panels.open(location) });
  const report = createReportProblem({ extension: context.extension, store, custody, log, serverAddress });
  const passwords = generatePassword(custody);
  const comparison = createComparison();
  const auditViewer = createAuditViewer({ extensionUri, custody, folder: auditFolder.fsPath, keys: auditKeys });
  const commands: Commands = {
    ...accountCommands({ store, custody, onRenamed }),
    ...leaseCommands(custody),
    ...operationCommands(operationIds, custody, { 'custody.compareSecrets': comparison.show }),
    ...secretCommands(tree, { open: find.open, goTo: panels.goTo, editPolicy: policies.open }, createPanel, custody),
    ...copyCommands(custody),
    ...envCommands(custody),
    ...rotationCommands(custody),
    ...replicaCommands({ custody, open: (location) => panels.open(location) }),
    ...consentCommand(context.globalState, custody),
    ...useCommands(custody),
    ...passwords.commands,
    ...find.commands,
    ...filterCommands({ state: context.workspaceState, store, view, tree }),
    ...tryToolCommand(custody),
    ...code.commands,
    ...report.commands,
    ...permissions.commands,
    ...auditViewer.commands,
    'custody.getStarted': () => vscode.commands.executeCommand('workbench.action.openWalkthrough', `${context.extension.id}#start`),
    // A closed panel drops what it held, and what it put on the clipboard. A policy holds no value, and may hold unsaved text.
    'custody.lock': async () => {
      panels.dispose();
      createPanel.dispose();
      auditViewer.dispose();
      passwords.dispose();
      (await custody()).lock();
      void vscode.window.showInformationMessage('Sign-ins, retrieved values and permissions are dropped. The next call signs in again.');
    },
  };

  async function onRenamed(from: string, to: string): Promise<void> {
    panels.renameAccount(from, to);
    await find.renameAccount(from, to);
  }

  async function noteAccounts(): Promise<void> {
    // Without a keyring there is nothing to note; the tree says so.
    const accounts = await store.all().catch(() => undefined);
    await setContextKey('hasAccount', accounts?.some(({ kind }) => kind !== 'sandbox') === true);
    // Accounts that can't be read now are not gone.
    if (accounts) await panels.showAccounts(accounts);
  }

  presenter.onDidChange(({ card, waiting }) => onQuestion(card?.headline, waiting));
  subscriptions.push(
    store,
    sandbox,
    presenter,
    panels,
    createPanel,
    passwords,
    comparison,
    code,
    policies,
    report,
    permissions,
    auditViewer,
    store.onDidChange(() => tree.refresh()),
    store.onDidChange(noteAccounts),
    store.onDidChange(code.forget),
    store.onDidChange(find.forgetRemoved),
    vscode.workspace.onDidGrantWorkspaceTrust(() => tree.refresh()),
  );

  return {
    custody,
    tree,
    code,
    policies,
    taskTerminal: createTaskTerminal(custody),
    placeAccount: (name, onto) => showingErrors(() => placeAccount(name, onto, store)),
    revealQuestion: presenter.reveal,
    async end() {
      await Promise.allSettled(endings.map((work) => work()));
    },
    async run(id, node) {
      const work = commands[id];
      if (!work) throw new Error(`Nothing stands behind the command ${id}.`);
      await work(node);
    },
  };
}
