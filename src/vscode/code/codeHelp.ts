import * as vscode from 'vscode';
import type { Account } from '../../core/account.ts';
import type { SecretLocation } from '../../core/operation.ts';
import { oneLine, plain, scrubBeforeCuts } from '../../core/outputText.ts';
import { findMentions, type SecretMention } from '../../core/secretMentions.ts';
import { nameInArn } from '../../core/secretsService.ts';
import type { Custody } from '../../custody.ts';
import { codeCommands, type Mentioned } from './codeCommands.ts';
import { createCompletions } from './completions.ts';
import { createDiagnostics } from './diagnostics.ts';
import { lookLines } from './lookText.ts';
import { createLookUp } from './lookUp.ts';
import { createSecretNames } from './secretNames.ts';

/** What the editor shows in code of the secrets it names: metadata, never a value. */
export interface CodeHelp extends vscode.Disposable {
  readonly commands: ReturnType<typeof codeCommands>;
  readonly hover: (
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ) => Promise<vscode.Hover | undefined>;
  readonly lenses: (document: vscode.TextDocument) => readonly vscode.CodeLens[];
  readonly complete: (
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ) => Promise<vscode.CompletionList | undefined>;
  /** Asks for what a document mentions and warns; the caller has seen that the person wants it. */
  readonly check: (document: vscode.TextDocument) => void;
  /** Takes every warning away. */
  readonly clear: () => void;
  /** Has everything asked again, after a change. */
  readonly forget: () => void;
}

interface CodeHelpOptions {
  readonly accounts: () => Promise<readonly Account[]>;
  readonly custody: () => Promise<Custody>;
  readonly open: (location: SecretLocation) => void;
}

const maxLenses = 50;

export function createCodeHelp({ accounts, custody, open }: CodeHelpOptions): CodeHelp {
  const lookUp = createLookUp({ accounts, custody, isTrusted: () => vscode.workspace.isTrusted });
  const names = createSecretNames({ accounts, custody });
  const completions = createCompletions({ lookUp, names });
  const diagnostics = createDiagnostics(lookUp);

  return {
    commands: codeCommands({ accounts, custody, lookUp, open }),
    async hover(document, position, token) {
      // A mention never goes over the end of a line.
      const mention = findMentions(document.lineAt(position).text).find(
        ({ offset, length }) => offset <= position.character && position.character <= offset + length,
      );
      if (!mention) return undefined;
      const range = new vscode.Range(position.line, mention.offset, position.line, mention.offset + mention.length);
      if (mention.kind === 'malformed') return new vscode.Hover(textOf([`Column ${mention.column}: ${mention.why}`]), range);
      const look = await lookUp.ask(mention.secretId, signalOf(token));
      if (!look || token.isCancellationRequested) return undefined;
      diagnostics.draw(document);
      const { redactor } = await custody();
      const scrub = (text: string): string => oneLine(redactor.scrub(text));
      const description = look.kind === 'found' ? look.secret.description : undefined;
      const text = scrubBeforeCuts(scrub, () =>
        textOf(lookLines(mention.secretId, look).map(scrub), description && scrub(plain(description))),
      );
      return new vscode.Hover(text, range);
    },
    lenses(document) {
      const seen = new Set<string>();
      return findMentions(document.getText())
        .flatMap((mention) => {
          if (mention.kind === 'malformed') return [];
          const { line } = document.positionAt(mention.offset);
          const key = `${line} ${mention.secretId}`;
          if (seen.has(key)) return [];
          seen.add(key);
          return lensesOf(mention, new vscode.Range(line, 0, line, 0));
        })
        .slice(0, maxLenses);
    },
    complete: (document, position, token) => completions(document, position, signalOf(token)),
    check: diagnostics.check,
    clear: diagnostics.clear,
    forget() {
      lookUp.forget();
      names.forget();
      diagnostics.again();
    },
    dispose: diagnostics.dispose,
  };
}

function lensesOf({ secretId, key }: SecretMention, range: vscode.Range): readonly vscode.CodeLens[] {
  const argument: Mentioned = { secretId, ...(key === undefined ? {} : { key }) };
  return [
    new vscode.CodeLens(range, { title: `Open secret · ${nameOf(secretId)}`, command: 'custody.openMention', arguments: [argument] }),
    new vscode.CodeLens(range, { title: 'Copy reference', command: 'custody.copyReference', arguments: [argument] }),
  ];
}

/** An ARN may end in the name alone: six small letters are taken for a word of it. */
function nameOf(secretId: string): string {
  if (!secretId.startsWith('arn:')) return secretId;
  return /-[a-z]{6}$/.test(secretId) ? (secretId.split(':').at(-1) ?? '') : nameInArn(secretId);
}

/** Text alone: what AWS says can be no link, no picture and no command. */
function textOf(lines: readonly string[], description?: string): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  text.isTrusted = false;
  text.supportHtml = false;
  text.appendText(lines.join('\n'));
  if (description) text.appendCodeblock(description, 'plaintext');
  return text;
}

function signalOf(token: vscode.CancellationToken): AbortSignal {
  const leaving = new AbortController();
  if (token.isCancellationRequested) leaving.abort();
  else token.onCancellationRequested(() => leaving.abort());
  return leaving.signal;
}
