import * as vscode from 'vscode';
import { linesNaming, referenceSentence } from '../../core/foundReferences.ts';

const maxFiles = 2_000;
const maxBytes = 1_048_576;
const withinMs = 2_000;
const atOnce = 8;
const skipped = '**/{node_modules,.git}/**';

/** Looks for a secret in the files of the open folders, for two seconds at most, and says where it is named. */
export async function findReferences(secret: { readonly name: string; readonly arn: string }, signal: AbortSignal): Promise<string> {
  const { workspaceFolders = [] } = vscode.workspace;
  if (workspaceFolders.length === 0) return 'No folder is open in which it could be named.';
  const over = AbortSignal.any([signal, AbortSignal.timeout(withinMs)]);
  const stop = new vscode.CancellationTokenSource();
  over.addEventListener('abort', () => stop.cancel(), { once: true });
  const files = await vscode.workspace.findFiles('**/*', skipped, maxFiles, stop.token);
  const places: string[] = [];
  let filesRead = 0;
  let filesTooLarge = 0;

  async function look(file: vscode.Uri): Promise<void> {
    const { size } = await vscode.workspace.fs.stat(file);
    if (size > maxBytes) {
      filesTooLarge += 1;
      return;
    }
    const bytes = await vscode.workspace.fs.readFile(file);
    filesRead += 1;
    const text = new TextDecoder().decode(bytes);
    for (const line of linesNaming(text, secret)) places.push(`${vscode.workspace.asRelativePath(file)}:${line}`);
  }

  const waiting = files.values();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const file of waiting) {
        if (over.aborted) return;
        // One that can't be read names nothing, as far as anyone can tell; it is not counted as read.
        await look(file).catch(() => undefined);
      }
    }),
  );
  stop.dispose();
  return referenceSentence({ places: places.sort(), filesRead, filesTooLarge, isCut: over.aborted || files.length === maxFiles });
}
