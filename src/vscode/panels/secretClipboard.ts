import * as vscode from 'vscode';
import type { SecretText } from '../../core/secretText.ts';

export const clearAfterMs = 30_000;

export interface SecretClipboard extends vscode.Disposable {
  /** Copies a value and clears it from the clipboard after a while, unless something else was copied since. */
  copy(value: SecretText): Promise<void>;
}

export function createSecretClipboard(): SecretClipboard {
  let copied: SecretText | undefined;
  let clearing: NodeJS.Timeout | undefined;

  async function clear(): Promise<void> {
    clearTimeout(clearing);
    const mine = copied;
    copied = undefined;
    // Goes nowhere: compared with what the clipboard holds.
    if (mine && (await vscode.env.clipboard.readText()) === mine.reveal()) await vscode.env.clipboard.writeText('');
  }

  return {
    async copy(value) {
      clearTimeout(clearing);
      copied = value;
      // Goes to the clipboard, after the person's click.
      await vscode.env.clipboard.writeText(value.reveal());
      clearing = setTimeout(() => void clear(), clearAfterMs);
    },
    dispose: () => void clear(),
  };
}
