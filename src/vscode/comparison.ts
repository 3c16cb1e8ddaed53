import * as vscode from 'vscode';

export interface Comparison extends vscode.Disposable {
  /** Shows what a comparison told, which holds no value, in place of the last one. */
  readonly show: (text: string) => Promise<void>;
}

const scheme = 'custody-comparison';

/** The document of Compare Secrets: read-only and kept nowhere, so that closing it asks nothing. */
export function createComparison(): Comparison {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  let text = '';
  let registration: vscode.Disposable | undefined;

  return {
    async show(told) {
      const uri = vscode.Uri.from({ scheme, path: 'Custody Comparison.txt' });
      text = told;
      registration ??= vscode.workspace.registerTextDocumentContentProvider(scheme, {
        onDidChange: changed.event,
        provideTextDocumentContent: () => text,
      });
      changed.fire(uri);
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
    },
    dispose() {
      registration?.dispose();
      changed.dispose();
    },
  };
}
