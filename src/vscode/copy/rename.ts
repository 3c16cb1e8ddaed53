import * as vscode from 'vscode';
import type { Custody } from '../../custody.ts';
import type { Node } from '../tree/nodes.ts';
import { askName } from './nameInput.ts';
import { pickSource } from '../pickSource.ts';
import { assertRenamable, renameSecret } from './renameSecret.ts';
import { ownKeyOf, staysBehind } from './staysBehind.ts';
import { withCancel } from '../withCancel.ts';

const title = 'Rename Secret';

/** Asks for the new name, and moves the secret to it as far as the person says yes. */
export async function rename(node: Node | undefined, custody: Custody): Promise<void> {
  const source = await pickSource(title, node, custody);
  if (!source) return;
  const { location, detail } = source;
  assertRenamable(detail, location);
  const asked = {
    title: `${title}: ${location.name}`,
    prompt: `New name. A copy gets it, then you are asked to delete the old secret. Whatever reads it must learn the new name. Not kept: ${staysBehind(detail)}.`,
    of: location,
    target: { account: location.account, region: location.region },
    suggested: location.name,
  };
  const name = await askName(asked, custody);
  if (name === undefined) return;
  const { renamed, sentence } = await withCancel(title, (signal, progress) =>
    renameSecret({ custody, from: location, name, kmsKeyId: ownKeyOf(detail), signal, progress }),
  );
  if (renamed) void vscode.window.showInformationMessage(sentence);
  else void vscode.window.showWarningMessage(sentence);
}
