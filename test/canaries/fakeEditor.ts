// Stands in for the `vscode` module under the whole extension, and keeps everything that is handed to it.

import type { TreeDataProvider } from 'vscode';
import type { Node } from '../../src/vscode/tree/nodes.ts';
import { EventEmitter, FakePanel } from '../webview/fakeVscode.ts';

export { EventEmitter };

export class Uri {
  readonly path: string;
  constructor(path: string) {
    this.path = path;
  }
  get fsPath(): string {
    return this.path;
  }
  static joinPath(base: Uri, ...parts: readonly string[]): Uri {
    return new Uri([base.path, ...parts].join('/'));
  }
  static parse(text: string): Uri {
    return new Uri(text);
  }
  toString(): string {
    return this.path;
  }
}

/** What the extension handed over, each with the part of the editor that would show or keep it. */
export const told: { readonly part: string; readonly text: string }[] = [];
export const panels: FakePanel[] = [];
export const commandsById = new Map<string, (argument?: unknown) => unknown>();
/** What the person does at the next prompts: a label to pick or a text to type. */
export const answers: string[] = [];
export const configuration = new Map<string, unknown>();

export function tell(part: string, ...things: readonly unknown[]): void {
  for (const thing of things) {
    if (thing instanceof FakePanel) continue;
    told.push({ part, text: typeof thing === 'string' ? thing : `${JSON.stringify(thing) ?? ''} ${String(thing)}` });
  }
}

interface Disposing {
  dispose(): unknown;
}

export class Disposable {
  readonly dispose: () => void;
  constructor(dispose: () => unknown) {
    this.dispose = () => void dispose();
  }
  static from(...all: readonly Disposing[]): Disposable {
    return new Disposable(() => all.forEach((each) => each.dispose()));
  }
}

export class ThemeIcon {
  static readonly Folder = new ThemeIcon('folder');
  readonly id: string;
  constructor(id: string) {
    this.id = id;
  }
}
export class ThemeColor extends ThemeIcon {}
export class TreeItem {
  readonly label: string;
  readonly collapsibleState: number;
  constructor(label: string, collapsibleState: number) {
    this.label = label;
    this.collapsibleState = collapsibleState;
  }
}
export class McpHttpServerDefinition {
  readonly shown: readonly unknown[];
  constructor(...shown: readonly unknown[]) {
    this.shown = shown;
  }
}

export const TreeItemCollapsibleState = { None: 0, Collapsed: 1, Expanded: 2 };
export const StatusBarAlignment = { Left: 1, Right: 2 };
export const ProgressLocation = { Notification: 15, Window: 10 };
export const UIKind = { Desktop: 1, Web: 2 };
export const ViewColumn = { Active: -1 };
const nothing = new Disposable(() => undefined);
const never = (): Disposable => nothing;

/** An object whose every set property is told. */
function watched<T extends object>(part: string, target: T, onSet?: (key: string | symbol, value: unknown) => void): T {
  return new Proxy(target, {
    set(object, key, value: unknown) {
      tell(part, value);
      onSet?.(key, value);
      return Reflect.set(object, key, value);
    },
  });
}

const logger =
  (part: string) =>
  (...things: readonly unknown[]): void =>
    tell(part, ...things);

const show =
  (part: string) =>
  async (text: string, ...items: readonly unknown[]) =>
    tell(part, text, ...items);

type TreeProvider = TreeDataProvider<Node>;
let tree: TreeProvider | undefined;
export function treeProvider(): TreeProvider {
  if (!tree) throw new Error('There is no tree.');
  return tree;
}

export const window = {
  createOutputChannel(name: string) {
    const log = logger('log');
    log(name);
    return {
      info: log,
      warn: log,
      error: log,
      debug: log,
      trace: log,
      append: log,
      appendLine: log,
      show: () => undefined,
      dispose: () => undefined,
    };
  },
  createTreeView(id: string, options: { readonly treeDataProvider: TreeProvider }) {
    if (id === 'custody.secrets') tree = options.treeDataProvider;
    return watched('tree', { dispose: () => undefined });
  },
  createStatusBarItem: () => watched('status bar', { show: () => undefined, hide: () => undefined, dispose: () => undefined }),
  createWebviewPanel(viewType: string, title: string, showOptions: unknown, options: unknown): FakePanel {
    const panel = new FakePanel(viewType, title, showOptions, options);
    tell('webview titles', title);
    panels.push(panel);
    return panel;
  },
  showInformationMessage: show('notifications'),
  showErrorMessage: show('notifications'),
  showWarningMessage: show('notifications'),
  async showQuickPick(items: readonly (string | { readonly label: string })[], options: unknown) {
    tell('prompts', items, options);
    const wanted = answers.shift();
    return items.find((item) => (typeof item === 'string' ? item : item.label) === wanted);
  },
  createQuickPick() {
    const hidden = new EventEmitter<void>();
    const pick = { busy: true, items: [], onDidAccept: never, onDidHide: hidden.event, show: () => undefined, dispose: () => undefined };
    return watched('prompts', pick, (key, value) => {
      // The person leaves as soon as everything is listed.
      if (key === 'busy' && value === false) setImmediate(() => hidden.fire());
    });
  },
  async showInputBox(options: { readonly validateInput?: (text: string) => unknown }) {
    const typed = answers.shift();
    tell('prompts', options, options.validateInput?.(typed ?? ''));
    return typed;
  },
  withProgress: (options: unknown, work: (progress: unknown, token: unknown) => unknown) => {
    tell('notifications', options);
    return work({ report: (step: unknown) => tell('notifications', step) }, { onCancellationRequested: never });
  },
  showTextDocument: async () => undefined,
};

export const commands = {
  registerCommand(id: string, run: (argument?: unknown) => unknown): Disposable {
    commandsById.set(id, run);
    return new Disposable(() => commandsById.delete(id));
  },
  async executeCommand(id: string, argument?: unknown): Promise<void> {
    tell('command results', await commandsById.get(id)?.(argument));
  },
};

export const workspace = {
  isTrusted: true,
  onDidGrantWorkspaceTrust: never,
  textDocuments: [],
  onDidOpenTextDocument: never,
  onDidChangeTextDocument: never,
  onDidCloseTextDocument: never,
  onWillSaveTextDocument: never,
  registerFileSystemProvider: never,
  onDidChangeConfiguration: never,
  getConfiguration: () => ({ inspect: (name: string) => ({ globalValue: configuration.get(name) }) }),
  openTextDocument: async (options: unknown) => tell('documents', options),
};

export const languages = {
  registerHoverProvider: never,
  registerCodeLensProvider: never,
  registerCompletionItemProvider: never,
  createDiagnosticCollection: () => ({ set: logger('diagnostics'), clear: () => undefined, dispose: () => undefined }),
};

export const tasks = { registerTaskProvider: never };

export const env = {
  remoteName: undefined,
  uiKind: UIKind.Desktop,
  clipboard: { readText: async () => '', writeText: async () => undefined },
  openExternal: async (uri: Uri) => tell('opened addresses', uri.path),
};

let provider: { provideMcpServerDefinitions(): unknown; resolveMcpServerDefinition(): Promise<unknown> } | undefined;
export const lm = {
  registerMcpServerDefinitionProvider(_id: string, given: NonNullable<typeof provider>): Disposable {
    provider = given;
    return nothing;
  },
};

export async function startMcpServer(): Promise<void> {
  tell('mcp definition', provider?.provideMcpServerDefinitions(), await provider?.resolveMcpServerDefinition());
}

/** Keeps what is stored, and tells of it. */
export function memento(part: string) {
  const kept = new Map<string, string>();
  return {
    get: async (key: string) => kept.get(key),
    keys: async () => [...kept.keys()],
    onDidChange: never,
    update: async (key: string, value: unknown) => tell(part, key, value),
    async store(key: string, value: string) {
      tell(part, key, value);
      kept.set(key, value);
    },
  };
}
