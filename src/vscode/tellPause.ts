import * as vscode from 'vscode';
import type { Paused } from '../core/guessPause.ts';

/** Tells the person that agents sent values that are known here, which may be guesses. Nothing waits for the answer. */
export function tellPause({ hits, minutes }: Paused): void {
  const text = `Agents sent secret values in their arguments ${hits} times, so they are paused for ${minutes === 1 ? 'a minute' : `${minutes} minutes`}.`;
  const commands: Readonly<Record<string, string>> = { 'Stop Agents': 'custody.stopAgents', 'Show Audit Log': 'custody.showAuditLog' };
  void vscode.window.showWarningMessage(text, ...Object.keys(commands)).then((chosen) => {
    const command = chosen === undefined ? undefined : commands[chosen];
    return command === undefined ? undefined : vscode.commands.executeCommand(command);
  });
}
