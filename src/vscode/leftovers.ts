import * as vscode from 'vscode';
import type { Custody } from '../custody.ts';
import type { KeptLog } from './report/keptLog.ts';
import { assertTrusted } from './trust.ts';

/** Tells the person what became of changes that were on their way when an earlier window ended. */
export async function tellLeftovers({ settleLeftovers }: Custody, folder: vscode.Uri, log: KeptLog): Promise<void> {
  try {
    assertTrusted();
    const { readLeftovers } = await import('../storage/leftovers.ts');
    for (const { record, sentence, result } of await settleLeftovers(await readLeftovers(folder.fsPath))) {
      log.warn(sentence, [record.secret ?? '', record.account ?? '']);
      const show = result === 'done' ? vscode.window.showInformationMessage : vscode.window.showWarningMessage;
      // With a button it stays until it is read; nothing waits for that.
      void show(sentence, 'Show Log').then((chosen) => chosen && log.show());
    }
  } catch {
    log.warn('Changes that were cut off earlier can’t be looked up now. They are looked up again when this window is next opened.');
  }
}
