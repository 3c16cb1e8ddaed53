import * as vscode from 'vscode';
import { referencePrefix } from '../../core/reference.ts';
import type { LookUp } from './lookUp.ts';
import { openPart } from './openPart.ts';
import type { SecretNames } from './secretNames.ts';
import { stagesOf } from './stagesOf.ts';

interface CompletionOptions {
  readonly lookUp: Pick<LookUp, 'ask'>;
  readonly names: Pick<SecretNames, 'ask'>;
}

export type Complete = (
  document: vscode.TextDocument,
  position: vscode.Position,
  signal: AbortSignal,
) => Promise<vscode.CompletionList | undefined>;

/** Completes references: names of secrets, SecretString behind one, and the staging labels behind a key. Metadata alone. */
export function createCompletions({ lookUp, names }: CompletionOptions): Complete {
  return async (document, position, signal) => {
    const before = document.lineAt(position).text.slice(0, position.character);
    const start = before.lastIndexOf(referencePrefix);
    if (start === -1 || !vscode.workspace.isTrusted) return undefined;
    const part = openPart(before.slice(start + referencePrefix.length));
    if (!part) return undefined;
    const range = new vscode.Range(position.translate(0, -part.typed.length), position);
    if (part.kind === 'field') return new vscode.CompletionList([item('SecretString', 'the value as text', range)]);
    if (part.kind === 'stage') {
      const look = await lookUp.ask(part.secretId, signal);
      return new vscode.CompletionList(stagesOf(look).map(({ stage, detail }) => item(stage, detail, range)));
    }
    const { found, more } = await names.ask(part.typed, signal);
    if (signal.aborted) return undefined;
    const items = found.map(({ name, place: { account, region } }) => item(name, `${account} (${region})`, range));
    return new vscode.CompletionList(items, more);
  };
}

function item(label: string, detail: string, range: vscode.Range): vscode.CompletionItem {
  const completion = new vscode.CompletionItem(label, vscode.CompletionItemKind.Value);
  completion.detail = detail;
  completion.range = range;
  return completion;
}
