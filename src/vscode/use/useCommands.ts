import * as vscode from 'vscode';
import { person } from '../../core/caller.ts';
import { splitCommand } from '../../core/splitCommand.ts';
import type { Custody } from '../../custody.ts';
import type { Commands } from '../commandIds.ts';
import { pickSource } from '../pickSource.ts';
import { runOperation, showingErrors } from '../operationCommands.ts';
import type { Node } from '../tree/nodes.ts';
import { askVariables } from './askVariables.ts';
import { programTerminal } from './programTerminal.ts';
import { runningWith } from './runInTerminal.ts';

/** The commands that put a secret's values to work. */
export function useCommands(custody: () => Promise<Custody>): Commands {
  return {
    'custody.runWithSecrets': (node?: Node) =>
      showingErrors(async () => {
        const title = 'Run with Secrets';
        const ready = await custody();
        const source = await pickSource(title, node, ready);
        const variables = source && (await askVariables(title, source.location, ready, { takesFiles: true }));
        const command = variables && (await askCommand(title));
        if (!source || !command) return;
        const { account, region } = source.location;
        const pty = programTerminal(runningWith(custody, { account, region, command, ...variables }, person), { closes: false });
        // Without the focus, which the card is about to take.
        vscode.window.createTerminal({ name: `Secrets: ${command[0]}`, pty, isTransient: true }).show(true);
      }),
    'custody.openTerminalWithSecrets': (node?: Node) =>
      showingErrors(async () => {
        const ready = await custody();
        const operation = ready.operations.openTerminalWithSecrets;
        const source = await pickSource(operation.title, node, ready);
        const variables = source && (await askVariables(operation.title, source.location, ready, { takesFiles: false }));
        if (!source || !variables) return;
        const { account, region } = source.location;
        await runOperation(operation, { account, region, env: variables.env }, ready);
      }),
  };
}

/** Asks for a command line; undefined when the person leaves. */
async function askCommand(title: string): Promise<readonly string[] | undefined> {
  const typed = await vscode.window.showInputBox({
    title,
    prompt: 'Command to run, without a shell',
    // Starts by this name on each system, which a script such as npm does not without a shell.
    placeHolder: 'node server.js',
    ignoreFocusOut: true,
    validateInput(text) {
      if (text.trim() === '') return 'Type a command.';
      const split = splitCommand(text);
      return 'problem' in split ? `This can't be run as it is: ${split.problem}. Use sh -c '…' where a shell is meant.` : undefined;
    },
  });
  const split = typed === undefined ? undefined : splitCommand(typed);
  return split && 'program' in split ? [split.program, ...split.args] : undefined;
}
