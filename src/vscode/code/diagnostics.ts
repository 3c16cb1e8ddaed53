import * as vscode from 'vscode';
import { findMentions } from '../../core/secretMentions.ts';
import { faultOf } from './lookText.ts';
import type { LookUp } from './lookUp.ts';

export interface Diagnostics extends vscode.Disposable {
  /** Asks for what a document mentions, once the person pauses, and draws what is wrong. */
  check(document: vscode.TextDocument): void;
  /** Draws what is known already. */
  draw(document: vscode.TextDocument): void;
  /** What was known is no more: asks again where it may, and takes the other warnings away. */
  again(): void;
  clear(): void;
}

/** Someone who types a name should not have each of its beginnings asked for. */
const pause = 1_000;
const maxAsked = 50;
const atOnce = 4;

interface Check {
  readonly timer: NodeJS.Timeout;
  readonly stop: AbortController;
}

/** Warnings at mentions of secrets that are missing or about to be. */
export function createDiagnostics(lookUp: LookUp): Diagnostics {
  const collection = vscode.languages.createDiagnosticCollection('custody');
  const checks = new Map<string, Check>();

  function draw(document: vscode.TextDocument): void {
    const range = (offset: number, length: number): vscode.Range =>
      new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
    const found = findMentions(document.getText()).flatMap((mention) => {
      const isChecked = checks.has(document.uri.toString());
      if (mention.kind === 'malformed')
        return isChecked
          ? [warning(range(mention.faultOffset, Math.max(1, mention.offset + mention.length - mention.faultOffset)), mention.why)]
          : [];
      const fault = faultOf(mention.secretId, lookUp.known(mention.secretId));
      return fault === undefined ? [] : [warning(range(mention.offset, mention.length), fault)];
    });
    collection.set(document.uri, found);
  }

  async function askAll(document: vscode.TextDocument, signal: AbortSignal): Promise<void> {
    const named = findMentions(document.getText()).flatMap((mention) => (mention.kind === 'malformed' ? [] : [mention.secretId]));
    const waiting = [...new Set(named)].slice(0, maxAsked).values();
    const work = async (): Promise<void> => {
      for (const secretId of waiting) {
        if (signal.aborted) return;
        await lookUp.ask(secretId, signal);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    if (!signal.aborted) draw(document);
  }

  function stop(key: string): void {
    const running = checks.get(key);
    clearTimeout(running?.timer);
    running?.stop.abort();
    checks.delete(key);
  }

  function clear(): void {
    [...checks.keys()].forEach(stop);
    collection.clear();
  }

  const watching = vscode.Disposable.from(
    collection,
    vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      stop(uri.toString());
      collection.delete(uri);
    }),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if ((collection.get(document.uri)?.length ?? 0) > 0) draw(document);
    }),
  );

  function check(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    stop(key);
    const leaving = new AbortController();
    const timer = setTimeout(() => void askAll(document, leaving.signal), pause);
    checks.set(key, { timer, stop: leaving });
  }

  return {
    check,
    draw,
    again() {
      for (const document of vscode.workspace.textDocuments) {
        if (checks.has(document.uri.toString())) check(document);
        else if (collection.has(document.uri)) draw(document);
      }
    },
    clear,
    dispose() {
      [...checks.keys()].forEach(stop);
      watching.dispose();
    },
  };
}

function warning(range: vscode.Range, message: string): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(range, message, vscode.DiagnosticSeverity.Warning);
  diagnostic.source = 'Custody';
  return diagnostic;
}
