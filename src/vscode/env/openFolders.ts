import * as vscode from 'vscode';

/** The open folders that are on this machine's disk. */
export function openFolders(): readonly string[] {
  return (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file').map(({ uri }) => uri.fsPath);
}
