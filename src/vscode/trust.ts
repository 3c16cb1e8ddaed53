import * as vscode from 'vscode';
import { CustodyError } from '../core/errors.ts';

/** Refuses while the workspace is not trusted: no server, no credentials, no call. */
export function assertTrusted(): void {
  if (!vscode.workspace.isTrusted)
    throw new CustodyError('untrusted_workspace', 'Custody does nothing in a workspace that is not trusted.');
}
