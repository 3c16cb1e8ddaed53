import * as vscode from 'vscode';
import type { Account } from '../../core/account.ts';
import { referencePrefix } from '../../core/reference.ts';
import type { Custody } from '../../custody.ts';
import type { LookUp } from './lookUp.ts';
import { openPart } from './openPart.ts';
import { createSecretNames } from './secretNames.ts';
import { stagesOf } from './stagesOf.ts';

interface CompletionOptions {
  readonly accounts: () => Promise<readonly Account[]>;
  readonly custody: () => Promise<Custody>;
  readonly lookUp: LookUp;
}

export type Complete = (
  document: vscode.TextDocument,
  position: vscode.Position,
  signal: AbortSignal,
) => Promise<vscode.CompletionList | undefined>;

/** Completes references: names of secrets, SecretString behind one, and the staging labels behind a key. Metadata alone. */
export function createCompletions({ accounts, custody, lookUp }: CompletionOptions): Complete {
  const namesOf = createSecretNames({ accounts, custody });

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
    const { found, more } = await namesOf(part.typed, signal);
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
