import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type * as z from 'zod';
import { pageHtml } from './pageHtml.ts';

interface PageOptions<From> {
  readonly extensionUri: vscode.Uri;
  readonly viewType: string;
  readonly title: string;
  readonly page: 'approval' | 'secret' | 'create' | 'audit';
  /** Loaded with the first message, so that activation loads no schema. */
  readonly schema: () => Promise<z.ZodType<From>>;
  readonly onMessage: (message: From) => void;
  /** Leaves the keyboard where it is. */
  readonly preserveFocus: boolean;
}

export interface Page<To> {
  readonly panel: vscode.WebviewPanel;
  readonly post: (message: To) => void;
  /** Starts the page again, with nothing on it. */
  readonly restart: () => void;
}

/** Opens one of our pages in an editor panel, and hears from it only what its schema knows. */
export function createPage<To, From>(options: PageOptions<From>): Page<To> {
  const { extensionUri, page, schema, onMessage } = options;
  const built = vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
  const media = vscode.Uri.joinPath(extensionUri, 'media');
  const messageNonce = randomBytes(16).toString('hex');
  const panel = vscode.window.createWebviewPanel(
    options.viewType,
    options.title,
    { viewColumn: vscode.ViewColumn.Active, preserveFocus: options.preserveFocus },
    {
      enableScripts: true,
      localResourceRoots: [built, media],
      // A hidden page is thrown away, and with it whatever value it showed.
      retainContextWhenHidden: false,
    },
  );
  panel.iconPath = { light: vscode.Uri.joinPath(media, 'panel-light.svg'), dark: vscode.Uri.joinPath(media, 'panel-dark.svg') };

  const { webview } = panel;
  let closed = false;
  panel.onDidDispose(() => {
    closed = true;
  });
  webview.onDidReceiveMessage(async (raw: unknown) => {
    const { envelopeOf } = await import('../../core/protocol.ts');
    const parsed = envelopeOf(await schema()).safeParse(raw);
    if (!closed && parsed.success && parsed.data.nonce === messageNonce) onMessage(parsed.data.message);
  });
  const inBuilt = (file: string): string => webview.asWebviewUri(vscode.Uri.joinPath(built, file)).toString();
  function restart(): void {
    if (closed) return;
    // The nonce is another each time, without which the editor would take it for the same page.
    webview.html = pageHtml({
      scriptNonce: randomBytes(16).toString('hex'),
      messageNonce,
      cspSource: webview.cspSource,
      script: inBuilt(`${page}.js`),
      styles: [inBuilt('codicon.css'), inBuilt('custody.css')],
    });
  }

  restart();
  return {
    panel,
    restart,
    post(message) {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a webview's, which has no origin to name
      if (!closed) void webview.postMessage({ nonce: messageNonce, message });
    },
  };
}
