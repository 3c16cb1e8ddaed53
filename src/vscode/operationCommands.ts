import * as vscode from 'vscode';
import { person } from '../core/caller.ts';
import { forPerson, toCustodyError, type CustodyError } from '../core/errors.ts';
import type { Operation } from '../core/operation.ts';
import type { Custody } from '../custody.ts';
import { commandOf, type Commands } from './commandIds.ts';
import type { Node } from './tree/nodes.ts';
import { plainToast } from './plainToast.ts';
import { argumentsOf, promptFor } from './prompts.ts';

type Tell = (text: string) => Thenable<unknown> | void;

/** A command for each operation that prompts can serve; `tells` shows the outcome of those that a notification is too small for. */
export function operationCommands(
  ids: readonly string[],
  custody: () => Promise<Custody>,
  tells: Readonly<Record<string, Tell>> = {},
): Commands {
  const start = (id: string, node: Node | undefined): Promise<void> =>
    showingErrors(async () => {
      const ready = await custody();
      const operation = ready.registry.find((candidate) => commandOf(candidate.name) === id);
      if (!operation) return;
      const input = await promptFor(operation, argumentsOf(node), ready);
      if (input) await runOperation(operation, input, ready, tells[id]);
    });
  return Object.fromEntries(ids.map((id) => [id, (node?: Node) => start(id, node)]));
}

/** Makes a call that the person can cancel, and tells how it ended. */
export async function runOperation(operation: Operation, input: unknown, { execute }: Custody, tell: Tell = notify): Promise<void> {
  const outcome = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: operation.title, cancellable: true },
    (progress, token) => {
      const stop = new AbortController();
      token.onCancellationRequested(() => stop.abort());
      return execute(operation, { input, caller: person, signal: stop.signal, progress: (message) => progress.report({ message }) });
    },
  );
  if (outcome.ok) await tell(outcome.text);
  else showError(outcome.error);
}

function notify(text: string): void {
  void vscode.window.showInformationMessage(plainToast(text.split('\n')[0] ?? ''));
}

/** Runs a command's work; a failure is shown as one sentence with the next step, never as a stack. */
export async function showingErrors(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    showError(forPerson(toCustodyError(thrown, 'The command')));
  }
}

export function showError(error: CustodyError): void {
  // Having said no, or having cancelled, the person knows.
  if (error.code === 'approval_declined' || error.code === 'cancelled') return;
  void vscode.window.showErrorMessage(plainToast(error.sentence));
}
