import * as vscode from 'vscode';
import type { PolicyFiles } from './policyFiles.ts';

/** Tells the editor of the documents of policies, as activation does: it may open one again before anything else is loaded. */
export function registerPolicyFiles(load: () => Promise<PolicyFiles>): vscode.Disposable {
  const refuse = (): never => {
    throw vscode.FileSystemError.NoPermissions();
  };
  const never = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  const files: vscode.FileSystemProvider = {
    onDidChangeFile: never.event,
    watch: () => never,
    stat: async (uri) => (await load()).stat(uri),
    readFile: async (uri) => (await load()).readFile(uri),
    writeFile: async (uri, content) => (await load()).writeFile(uri, content),
    readDirectory: refuse,
    createDirectory: refuse,
    delete: refuse,
    rename: refuse,
  };
  return vscode.workspace.registerFileSystemProvider('custody-policy', files, { isCaseSensitive: true });
}
