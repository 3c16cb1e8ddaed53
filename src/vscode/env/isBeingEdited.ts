import { realpath } from 'node:fs/promises';
import type * as vscode from 'vscode';

type EditedDocument = Pick<vscode.TextDocument, 'isDirty'> & { readonly uri: Pick<vscode.Uri, 'scheme' | 'fsPath'> };

/** Whether an editor holds unsaved changes of the file, by whichever links either was reached. */
export async function isBeingEdited(path: string, documents: readonly EditedDocument[]): Promise<boolean> {
  const unsaved = documents.filter(({ isDirty, uri }) => isDirty && uri.scheme === 'file');
  const [file, ...others] = await Promise.all(
    [path, ...unsaved.map(({ uri }) => uri.fsPath)].map((each) => realpath(each).catch(() => each)),
  );
  return others.some((other) => other === file);
}
