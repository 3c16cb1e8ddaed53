import * as vscode from 'vscode';

/** What the editor's own conditions may ask of us: which welcome shows, and which steps of the walkthrough are done. */
type ContextKey = 'noKeyring' | 'hasAccount' | 'valueRetrieved' | 'agentCalled' | 'hasGrants';

/** Resolves once the editor knows. */
export async function setContextKey(key: ContextKey, value: boolean): Promise<void> {
  await vscode.commands.executeCommand('setContext', `custody.${key}`, value);
}
