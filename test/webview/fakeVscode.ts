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
  constructor(path: string) {
    this.path = path;
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

export const seen = {
  panels: [] as FakePanel[],
  toasts: [] as { readonly text: string; readonly answer: (choice: string | undefined) => void }[],
  opened: [] as string[],
  clipboard: '',
};

export const window = {
  createWebviewPanel(viewType: string, title: string, showOptions: unknown, options: unknown): FakePanel {
    const panel = new FakePanel(viewType, title, showOptions, options);
    seen.panels.push(panel);
    return panel;
  },
  showWarningMessage: (text: string) => new Promise<string | undefined>((answer) => seen.toasts.push({ text, answer })),
};

export const env = {
  clipboard: {
    readText: async () => seen.clipboard,
    async writeText(text: string) {
      seen.clipboard = text;
    },
  },
  openExternal: async (uri: Uri) => seen.opened.push(uri.path) > 0,
};
