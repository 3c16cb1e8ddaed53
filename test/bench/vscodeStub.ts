// Stands in for the `vscode` module outside the editor: events and progress work, everything else takes any call
// and does nothing. It stays small and imports nothing, so that it adds no time to what is measured.

type Listener = (event: unknown) => void;

export class EventEmitter {
  readonly listeners: Listener[] = [];
  readonly event = (listener: Listener): { dispose: () => void } => {
    this.listeners.push(listener);
    return { dispose: () => undefined };
  };
  fire(event: unknown): void {
    for (const listener of this.listeners) listener(event);
  }
  dispose(): void {
    this.listeners.length = 0;
  }
}

export class TreeItem {
  readonly label: string;
  readonly collapsibleState: number;
  constructor(label: string, collapsibleState: number) {
    this.label = label;
    this.collapsibleState = collapsibleState;
  }
}

/** Takes every call, property and assignment. */
function anything(known: Readonly<Record<string, unknown>> = {}): unknown {
  // An arrow function could not be constructed.
  return new Proxy(function nothing() {}, {
    get: (_, name) => (typeof name === 'symbol' ? undefined : name in known ? known[name] : name === 'then' ? undefined : anything()),
    set: () => true,
    apply: () => anything(),
    construct: () => Object(anything()),
  });
}

export const window = anything({ withProgress: (_: unknown, task: () => unknown) => task() });
export const workspace = anything({ isTrusted: true });
export const TreeItemCollapsibleState = { None: 0, Collapsed: 1, Expanded: 2 };
export const commands = anything();
export const env = anything({ remoteName: undefined });
export const languages = anything();
export const lm = anything();
export const tasks = anything();
export const Disposable = anything();
export const McpHttpServerDefinition = anything();
export const ProgressLocation = anything();
export const QuickPickItemKind = anything();
export const StatusBarAlignment = anything();
export const ThemeColor = anything();
export const ThemeIcon = anything();
export const Uri = anything();
export const ViewColumn = anything();

/** What `activate` is given. */
export const context = anything({ subscriptions: [], extension: { packageJSON: { contributes: { commands: [], menus: {} } } } });
