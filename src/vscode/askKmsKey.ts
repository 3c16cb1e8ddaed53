import * as vscode from 'vscode';

/** Asks for a KMS key of a region, or of several; undefined when the person leaves. */
export async function askKmsKey(title: string, where: string): Promise<string | undefined> {
  const typed = await vscode.window.showInputBox({
    title,
    prompt: `ID, ARN or alias of a KMS key in ${where}`,
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === '' ? 'Give a key' : undefined),
  });
  return typed?.trim();
}
