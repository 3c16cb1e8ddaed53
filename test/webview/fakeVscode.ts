// Stands in for the `vscode` module under src/vscode/panels: what the panels use, and a way to look.

type Listener<T> = (event: T) => unknown;

export class EventEmitter<T> {
  #listeners: readonly Listener<T>[] = [];
  readonly event = (listener: Listener<T>): { dispose: () => void } => {
    this.#listeners = [...this.#listeners, listener];
    return { dispose: () => (this.#listeners = this.#listeners.filter((other) => other !== listener)) };
  };
  fire(event: T): void {
    this.#listeners.forEach((listener) => listener(event));
  }
  dispose(): void {
    this.#listeners = [];
  }
}

export class FakePanel {
  readonly viewType: string;
  readonly title: string;
  readonly showOptions: unknown;
  readonly options: unknown;
  readonly posted: { readonly nonce: string; readonly message: { readonly type: string; readonly [key: string]: unknown } }[] = [];
  readonly #messages = new EventEmitter<unknown>();
  readonly #viewState = new EventEmitter<unknown>();
  readonly #disposed = new EventEmitter<void>();
  readonly onDidChangeViewState = this.#viewState.event;
  readonly onDidDispose = this.#disposed.event;
  readonly webview;
  iconPath: unknown;
  visible = true;
  active = true;
  closed = false;
  reveals = 0;

  constructor(viewType: string, title: string, showOptions: unknown, options: unknown) {
    this.viewType = viewType;
    this.title = title;
    this.showOptions = showOptions;
    this.options = options;
    this.webview = {
      html: '',
      cspSource: 'https://csp.test',
      asWebviewUri: (uri: Uri) => uri,
      onDidReceiveMessage: this.#messages.event,
      postMessage: async (data: FakePanel['posted'][number]) => this.posted.push(data) > 0,
    };
  }
  get nonce(): string {
    return /data-nonce="(\w+)"/.exec(this.webview.html)?.[1] ?? '';
  }
  /** Arrives as from the page. */
  receive(message: unknown, nonce = this.nonce): void {
    this.#messages.fire({ nonce, message });
  }
  /** Arrives as it is, envelope and all. */
  receiveRaw(data: unknown): void {
    this.#messages.fire(data);
  }
  setVisible(visible: boolean): void {
    this.visible = visible;
    this.active = visible;
    this.#viewState.fire({});
  }
  reveal(): void {
    this.reveals += 1;
  }
  dispose(): void {
    if (this.closed) return;
    this.closed = true;
    this.#disposed.fire();
  }
}

export class Uri {
  readonly path: string;
  readonly ownScheme?: string | undefined;
  constructor(path: string, scheme?: string) {
    this.path = path;
    this.ownScheme = scheme;
  }
  static from({ path, scheme }: { readonly path: string; readonly scheme: string }): Uri {
    return new Uri(path, scheme);
  }
  static file(path: string): Uri {
    return new Uri(path);
  }
  get scheme(): string {
    return this.ownScheme ?? /^([a-z-]+):\/\//.exec(this.path)?.[1] ?? 'file';
  }
  get fsPath(): string {
    return this.path;
  }
  with({ path }: { readonly path: string }): Uri {
    return new Uri(path, this.ownScheme);
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

export const ViewColumn = { Active: -1 };
export const UIKind = { Desktop: 1, Web: 2 };
export const TreeItemCollapsibleState = { None: 0, Collapsed: 1, Expanded: 2 };
export const ProgressLocation = { Notification: 15 };

export const seen = {
  panels: [] as FakePanel[],
  toasts: [] as { readonly text: string; readonly rest: readonly unknown[]; readonly answer: (choice: string | undefined) => void }[],
  /** What the next file dialogs give, and what the last ones were asked with. */
  chosen: undefined as Uri | undefined,
  dialogs: [] as { readonly defaultUri?: Uri }[],
  /** What the next input boxes give, and what the last ones asked for. */
  typed: undefined as string | undefined,
  asked: [] as string[],
  /** What each next quick pick gives of its rows; none, as with Escape, where there is nothing. */
  picks: [] as ((rows: readonly { readonly label: string }[]) => unknown)[],
  /** What shows that it is at work, and how it is cancelled. */
  progress: [] as { readonly title: string; readonly cancellable: boolean; readonly cancel: () => void }[],
  /** What the next prompts of a row are answered with: texts to type, and labels to pick. */
  answers: [] as string[],
  opened: [] as string[],
  /** The read-only documents that are shown. */
  texts: [] as string[],
  clipboard: '',
  commands: [] as string[],
  /** The files there are, by path. */
  files: new Map<string, Uint8Array>(),
  reads: [] as string[],
  /** Settings of ours, without what stands before the first dot. */
  settings: new Map<string, unknown>(),
};

export const window = {
  createWebviewPanel(viewType: string, title: string, showOptions: unknown, options: unknown): FakePanel {
    const panel = new FakePanel(viewType, title, showOptions, options);
    seen.panels.push(panel);
    return panel;
  },
  showWarningMessage: (text: string, ...rest: readonly unknown[]) =>
    new Promise<string | undefined>((answer) => seen.toasts.push({ text, rest, answer })),
  showErrorMessage: (text: string, ...rest: readonly unknown[]) =>
    new Promise<string | undefined>((answer) => seen.toasts.push({ text, rest, answer })),
  showInformationMessage: (text: string, ...rest: readonly unknown[]) =>
    new Promise<string | undefined>((answer) => seen.toasts.push({ text, rest, answer })),
  createTreeView: () => ({ selection: [], dispose: () => undefined }),
  showInputBox: async ({ prompt = '' }: { readonly prompt?: string }) => (seen.asked.push(prompt), seen.answers.shift() ?? seen.typed),
  async showQuickPick(rows: readonly { readonly label: string }[] | PromiseLike<readonly { readonly label: string }[]>) {
    const items = await rows;
    const pick = seen.picks.shift();
    if (pick) return pick(items);
    const wanted = seen.answers.shift();
    return items.find(({ label }) => label === wanted);
  },
  async withProgress<T>(
    { title = '', cancellable = false }: { readonly title?: string; readonly cancellable?: boolean },
    work: (progress: { report: () => void }, token: { onCancellationRequested: (listener: () => void) => void }) => Promise<T>,
  ): Promise<T> {
    const cancelled = new EventEmitter<void>();
    seen.progress.push({ title, cancellable, cancel: () => cancelled.fire() });
    return work({ report: () => undefined }, { onCancellationRequested: (listener) => void cancelled.event(listener) });
  },
  showTextDocument: async (text: string) => void seen.texts.push(text),
  showSaveDialog: async (options: { readonly defaultUri?: Uri }) => (seen.dialogs.push(options), seen.chosen),
  showOpenDialog: async (options: { readonly defaultUri?: Uri }) => (seen.dialogs.push(options), seen.chosen && [seen.chosen]),
};

export const env = {
  remoteName: undefined,
  uiKind: UIKind.Desktop,
  clipboard: {
    readText: async () => seen.clipboard,
    async writeText(text: string) {
      seen.clipboard = text;
    },
  },
  openExternal: async (uri: Uri) => seen.opened.push(uri.path) > 0,
};

export const commands = { executeCommand: async (command: string) => seen.commands.push(command) > 0 };

export const Disposable = {
  from: (...parts: readonly { dispose: () => unknown }[]) => ({ dispose: () => parts.forEach((part) => part.dispose()) }),
};
export class Range {
  readonly line: number;
  constructor(line: number) {
    this.line = line;
  }
}
export class Diagnostic {
  readonly range: Range;
  readonly message: string;
  readonly severity: number;
  constructor(range: Range, message: string, severity: number) {
    this.range = range;
    this.message = message;
    this.severity = severity;
  }
}
export const DiagnosticSeverity = { Error: 0, Information: 2 };
export const FileType = { File: 1 };
export const TextDocumentSaveReason = { Manual: 1, AfterDelay: 2 };
export const FileSystemError = { Unavailable: (why: string) => new Error(why) };

/** What happens to documents, and what is marked in them. */
export const documents = {
  willSave: new EventEmitter<{ readonly document: { readonly uri: Uri }; readonly reason: number }>(),
  closed: new EventEmitter<{ readonly uri: Uri }>(),
  marks: new Map<string, readonly Diagnostic[]>(),
};

export const languages = {
  createDiagnosticCollection: () => ({
    set: (uri: Uri, marks: readonly Diagnostic[]) => documents.marks.set(uri.path, marks),
    delete: (uri: Uri) => documents.marks.delete(uri.path),
    clear: () => documents.marks.clear(),
    dispose: () => documents.marks.clear(),
  }),
};

export const configured = new EventEmitter<{ readonly affectsConfiguration: (section: string) => boolean }>();
type ContentProvider = { readonly provideTextDocumentContent: (uri: Uri) => string };
const providers = new Map<string, ContentProvider>();

export const workspace = {
  isTrusted: true,
  onDidGrantWorkspaceTrust: new EventEmitter<void>().event,
  onDidChangeConfiguration: configured.event,
  getConfiguration: () => ({ inspect: (name: string) => ({ globalValue: seen.settings.get(name) }) }),
  textDocuments: [],
  onDidChangeTextDocument: new EventEmitter<void>().event,
  registerTextDocumentContentProvider(scheme: string, provider: ContentProvider) {
    providers.set(scheme, provider);
    return { dispose: () => providers.delete(scheme) };
  },
  openTextDocument: async (uri: Uri) => providers.get(uri.scheme)?.provideTextDocumentContent(uri),
  onWillSaveTextDocument: documents.willSave.event,
  onDidCloseTextDocument: documents.closed.event,
  fs: {
    stat: async ({ path }: Uri) => ({ size: seen.files.get(path)?.length ?? 0 }),
    async readFile({ path }: Uri) {
      seen.reads.push(path);
      return seen.files.get(path) ?? new Uint8Array();
    },
  },
};
