import * as vscode from 'vscode';
import { person } from '../../core/caller.ts';
import type { Account } from '../../core/account.ts';
import { arnPattern, namePattern, referencePrefix } from '../../core/reference.ts';
import type { Custody } from '../../custody.ts';

interface CompletionOptions {
  readonly accounts: () => Promise<readonly Account[]>;
  readonly custody: () => Promise<Custody>;
}

interface Listed {
  readonly names: readonly string[];
  /** There are more than were listed. */
  readonly more: boolean;
  readonly until: number;
}

export type Complete = (
  document: vscode.TextDocument,
  position: vscode.Position,
  signal: AbortSignal,
) => Promise<vscode.CompletionList | undefined>;

const keptFor = 60_000;
const maxKept = 200;
const maxAccounts = 3;

/** Completes references: names of secrets, and SecretString behind one. Keys stand in the value, so none is offered. */
export function createCompletions({ accounts, custody }: CompletionOptions): Complete {
  const kept = new Map<string, Listed>();

  /** The first page of names with a prefix; one that was complete for a shorter prefix serves too. */
  async function list(account: string, region: string, prefix: string, signal: AbortSignal): Promise<Listed | undefined> {
    const keyOf = (of: string): string => `${account}\n${region}\n${of}`;
    for (let length = prefix.length; length >= 0; length -= 1) {
      const known = kept.get(keyOf(prefix.slice(0, length)));
      if (known && known.until > Date.now() && (!known.more || length === prefix.length)) return known;
    }
    const { execute, operations } = await custody();
    const input = { account, region, max_results: 50, ...(prefix === '' ? {} : { search: `name:${prefix}` }) };
    const page = await execute(operations.listSecrets, { caller: person, input, signal });
    if (!page.ok) return undefined;
    const names = page.output.secrets.map(({ name }) => name).filter((name) => namePattern.test(name));
    const listed = { names, more: page.output.nextToken !== undefined, until: Date.now() + keptFor };
    if (kept.size >= maxKept) kept.clear();
    kept.set(keyOf(prefix), listed);
    return listed;
  }

  return async (document, position, signal) => {
    const before = document.lineAt(position).text.slice(0, position.character);
    const start = before.lastIndexOf(referencePrefix);
    const typed = before.slice(start + referencePrefix.length);
    if (start === -1 || typed.length > 512 || !vscode.workspace.isTrusted) return undefined;
    const rangeOf = (text: string): vscode.Range => new vscode.Range(position.translate(0, -text.length), position);

    const [, secretId = '', field = ''] = /^(.+):([A-Za-z]*)$/.exec(typed) ?? [];
    if (namePattern.test(secretId) || arnPattern.test(secretId))
      return new vscode.CompletionList([item('SecretString', 'the value as text', rangeOf(field))]);
    if (typed !== '' && !namePattern.test(typed)) return undefined;

    const places = (await accounts()).slice(0, maxAccounts);
    const pages = await Promise.all(
      places.map(async ({ name, regions: [region] }) => ({
        detail: `${name} (${region})`,
        listed: region === undefined ? undefined : await list(name, region, typed, signal),
      })),
    );
    if (signal.aborted) return undefined;
    const range = rangeOf(typed);
    const items = pages.flatMap(({ detail, listed }) =>
      (listed?.names ?? []).filter((name) => name.startsWith(typed)).map((name) => item(name, detail, range)),
    );
    return new vscode.CompletionList(
      items,
      pages.some(({ listed }) => listed?.more ?? true),
    );
  };
}

function item(label: string, detail: string, range: vscode.Range): vscode.CompletionItem {
  const completion = new vscode.CompletionItem(label, vscode.CompletionItemKind.Value);
  completion.detail = detail;
  completion.range = range;
  return completion;
}
