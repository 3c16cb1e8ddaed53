import * as vscode from 'vscode';
import type { SecretLocation } from '../../core/operation.ts';
import { plain } from '../../core/outputText.ts';
import { plainToast } from '../plainToast.ts';
import type { HeldFields } from './heldFields.ts';
import type { Unsaved } from './unsaved.ts';

interface LeavePanelOptions {
  readonly location: SecretLocation;
  readonly held: Pick<HeldFields, 'drop'>;
  readonly unsaved: Pick<Unsaved, 'isThere'>;
  readonly fail: (sentence: string) => void;
  readonly close: () => void;
}

/** What a panel does when its account is gone: closes, unless what was typed would be lost with it. */
export function createLeavePanel({ location, held, unsaved, fail, close }: LeavePanelOptions): () => void {
  let isTold = false;

  return () => {
    // The account's new name is known only to the window in which it was given.
    const gone = `account ${location.account} was removed from Custody, or renamed in another window`;
    held.drop();
    if (!unsaved.isThere()) {
      close();
      void vscode.window.showInformationMessage(plainToast(`${plain(location.name)} was closed: ${gone}.`));
      return;
    }
    // Every later change of the accounts comes here again.
    if (!isTold) fail(`What you typed can't be stored from this tab any more: ${gone}. Copy what you need, then close it.`);
    isTold = true;
  };
}
