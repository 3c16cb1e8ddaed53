import * as vscode from 'vscode';
import { plainLabel } from './plainLabel.ts';

interface KeyQuestion {
  readonly title: string;
  readonly placeHolder: string;
  /** Undefined for a value that is one text. */
  readonly keys: readonly (string | undefined)[];
  readonly areTicked: boolean;
}

/** Asks for some keys of a secret, where it has several; none or undefined when the person leaves. */
export async function pickSecretKeys({
  title,
  placeHolder,
  keys,
  areTicked,
}: KeyQuestion): Promise<readonly (string | undefined)[] | undefined> {
  if (keys.length === 1) return keys;
  const items = keys.map((key) => ({ label: plainLabel(key ?? ''), picked: areTicked, key }));
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder, canPickMany: true, ignoreFocusOut: true });
  return picked?.map(({ key }) => key);
}
