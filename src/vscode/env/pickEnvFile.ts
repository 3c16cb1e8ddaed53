import { basename } from 'node:path';
import * as vscode from 'vscode';

const most = 100;

/** A `.env` file of the open folders, or any file that the person names; undefined when they leave. */
export async function pickEnvFile(title: string): Promise<vscode.Uri | undefined> {
  const found = await vscode.workspace.findFiles('**/.env*', '**/{node_modules,.git}/**', most);
  const inFolders = found
    .filter(({ scheme, path }) => scheme === 'file' && /^\.env(\.|$)/.test(basename(path)))
    .map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri }))
    .sort((a, b) => a.label.localeCompare(b.label));
  const other = { label: 'Choose a File…', uri: undefined };
  const picked = await vscode.window.showQuickPick([...inFolders, other], {
    title,
    placeHolder: 'The file whose variables become secrets',
    ignoreFocusOut: true,
  });
  if (!picked || picked.uri) return picked?.uri;
  const [chosen] = (await vscode.window.showOpenDialog({ title, openLabel: 'Choose', canSelectMany: false })) ?? [];
  return chosen;
}
