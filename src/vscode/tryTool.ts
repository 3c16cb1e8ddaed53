import * as vscode from 'vscode';
import type { AgentCaller } from '../core/caller.ts';
import type { Custody } from '../custody.ts';
import type { Commands } from './commandIds.ts';
import { showingErrors } from './operationCommands.ts';

const caller: AgentCaller = { kind: 'agent', client: 'try-a-tool', claimedName: 'Try a Tool' };

/** Runs a tool over the very path an agent's call takes and shows, word for word, what the agent would read. */
export function tryToolCommand(custody: () => Promise<Custody>): Commands {
  const tryTool = (): Promise<void> =>
    showingErrors(async () => {
      const title = 'Try a Tool as an Agent';
      const { registry, execute } = await custody();
      const tools = registry
        .filter(({ callers }) => callers === 'all')
        .map((operation) => ({
          label: operation.name,
          description: operation.risk,
          detail: operation.description,
          operation,
        }));
      const picked = await vscode.window.showQuickPick(tools, {
        title,
        placeHolder: 'Tool',
        matchOnDetail: true,
        // The walkthrough takes the focus to the step a moment after it was chosen, which would close what its button opened.
        ignoreFocusOut: true,
      });
      if (!picked) return;
      const { operation } = picked;
      const takes = Object.keys(operation.input.shape).filter((name) => !operation.personArguments.includes(name));
      const typed = await vscode.window.showInputBox({
        title: `${title}: ${operation.name}`,
        prompt: takes.length > 0 ? `Arguments as JSON: ${takes.join(', ')}` : 'It takes no arguments',
        value: JSON.stringify(
          Object.fromEntries(takes.filter((name) => name === 'secret_id' || name === 'name').map((name) => [name, ''])),
        ),
        ignoreFocusOut: true,
        validateInput: (text) => (parse(text) === undefined ? 'This is not a JSON object' : undefined),
      });
      if (typed === undefined) return;
      const outcome = await vscode.window.withProgress(
        { location: vscode.ProgressLocation.Notification, title: `${operation.name}…`, cancellable: true },
        (progress, token) => {
          const stop = new AbortController();
          token.onCancellationRequested(() => stop.abort());
          return execute(operation, {
            input: parse(typed),
            caller,
            signal: stop.signal,
            progress: (message) => progress.report({ message }),
          });
        },
      );
      const answer = outcome.ok ? outcome.text : `Error: ${outcome.error.sentence}`;
      // What a model may read holds no value, so a document is a fit place for it.
      const document = await vscode.workspace.openTextDocument({
        content: `${operation.name} ${typed}\n\n${answer}\n`,
        language: 'plaintext',
      });
      await vscode.window.showTextDocument(document, { preview: true });
    });
  return { 'custody.tryTool': tryTool };
}

function parse(text: string): object | undefined {
  try {
    const parsed: unknown = JSON.parse(text.trim() === '' ? '{}' : text);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
