import { realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { readEnvFile, setInEnvFile } from '../../core/envFile.ts';
import { CustodyError } from '../../core/errors.ts';
import { secretName } from '../../core/limits.ts';
import { oneLine } from '../../core/outputText.ts';
import type { SecretText } from '../../core/secretText.ts';
import type { Custody } from '../../custody.ts';
import { readEnvText, replaceEnvText } from '../../storage/envFiles.ts';
import { withCancel } from '../withCancel.ts';
import { showingErrors } from '../operationCommands.ts';
import { argumentsOf, promptFor } from '../prompts.ts';
import type { Node } from '../tree/nodes.ts';
import { isBeingEdited } from './isBeingEdited.ts';
import { pickEnvFile } from './pickEnvFile.ts';
import { literalsOf, storeVariables } from './storeVariables.ts';

const title = 'Import .env File';

interface ImportedFile {
  /** With no link in its folder's path. */
  readonly path: string;
  readonly label: string;
  readonly content: SecretText;
}

/** Stores variables of a `.env` file as secrets, and offers references in their place. No value goes into a document. */
export async function importEnvFile(node: Node | undefined, custody: Custody): Promise<void> {
  const uri = await pickEnvFile(title);
  const file = uri && (await readFile(uri));
  if (!file) return;
  const variables = await pickVariables(file, literalsOf(readEnvFile(file.content)));
  if (!variables) return;
  const shape = await pickShape(variables.size);
  if (shape === undefined) return;
  // The name is asked for below, in words that fit the shape.
  const known = argumentsOf(node?.kind === 'folder' ? node.parent : node);
  const place = await promptFor({ ...custody.operations.createSecret, title }, { ...known, name: '' }, custody);
  const name = place && (await askName(shape, node?.kind === 'folder' ? node.path : ''));
  if (!place || name === undefined) return;
  const target = { account: String(place['account']), region: String(place['region']), name, shape };
  const references = await withCancel(title, (signal, report) => storeVariables(custody, variables, target, signal, report));
  // Whether or not it is answered, the command is done.
  void showingErrors(() => offerReferences(file, references, name));
}

async function readFile(uri: vscode.Uri): Promise<ImportedFile> {
  const label = oneLine(vscode.workspace.asRelativePath(uri));
  if (uri.scheme !== 'file')
    throw new CustodyError('invalid_input', `${label} is not on the machine the extension runs on.`, 'Choose a file there.');
  const path = join(await realpath(dirname(uri.fsPath)), basename(uri.fsPath));
  const content = await readEnvText(path, label);
  if (content === undefined) throw new CustodyError('invalid_input', `There is no file ${label}.`, 'Choose another file.');
  return { path, label, content };
}

async function pickVariables(
  { label }: ImportedFile,
  offered: ReadonlyMap<string, SecretText>,
): Promise<ReadonlyMap<string, SecretText> | undefined> {
  if (offered.size === 0) {
    void vscode.window.showInformationMessage(`${label} holds no variable with a value that could be stored.`);
    return undefined;
  }
  const items = [...offered].map(([name, value]) => ({ label: name, description: `${value.byteLength} bytes`, picked: true, value }));
  const picked = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: `Variables of ${label} to store`,
    canPickMany: true,
    ignoreFocusOut: true,
  });
  return picked && picked.length > 0 ? new Map(picked.map((each) => [each.label, each.value])) : undefined;
}

async function pickShape(count: number): Promise<'json' | 'each' | undefined> {
  const items = [
    { label: 'One JSON secret', description: count === 1 ? 'with one key' : `with ${count} keys`, shape: 'json' as const },
    { label: 'One secret for each variable', description: `${count} ${count === 1 ? 'secret' : 'secrets'}`, shape: 'each' as const },
  ];
  return (await vscode.window.showQuickPick(items, { title, placeHolder: 'How they are stored', ignoreFocusOut: true }))?.shape;
}

async function askName(shape: 'json' | 'each', value: string): Promise<string | undefined> {
  return vscode.window.showInputBox({
    title,
    prompt:
      shape === 'json'
        ? 'Name of the secret, with / for folders'
        : 'Folder of the secrets, such as prod/shop; the variable comes behind it',
    value,
    valueSelection: [value.length, value.length],
    ignoreFocusOut: true,
    validateInput(text) {
      if (text === '' || text.endsWith('/')) return 'Give it a name';
      const fault = secretName.safeParse(text).error?.issues[0]?.message;
      return fault === undefined ? undefined : `The name ${fault}`;
    },
  });
}

async function offerReferences(file: ImportedFile, references: ReadonlyMap<string, SecretText>, name: string): Promise<void> {
  const replace = 'Replace Values';
  const count = references.size === 1 ? '1 variable' : `${references.size} variables`;
  const answer = await vscode.window.showInformationMessage(
    `Stored ${count} of ${file.label} in ${name}. The values are still in the file. Replace them there by references to the secrets?`,
    replace,
  );
  if (answer !== replace) return;
  if (await isBeingEdited(file.path, vscode.workspace.textDocuments))
    throw new CustodyError('invalid_state', `${file.label} was not changed, because it is being edited.`, 'Save it, then import it again.');
  // On disk and not in an editor, which would keep the old values to undo to.
  await replaceEnvText(file.path, file.label, file.content, setInEnvFile(file.content, references));
  void vscode.window.showInformationMessage(`${file.label} now holds references. What reads the file itself no longer finds the values.`);
}
