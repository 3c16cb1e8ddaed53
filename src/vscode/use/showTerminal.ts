import * as vscode from 'vscode';
import type { TerminalsDependencies } from '../../run/terminals.ts';

/** Opens a terminal that the editor does not open again by itself after a restart. */
export const showTerminal: TerminalsDependencies['show'] = ({ title, directory, program, arguments: args }, onClosed) => {
  const terminal = vscode.window.createTerminal({
    name: title,
    cwd: directory,
    shellPath: program,
    shellArgs: [...args],
    isTransient: true,
    iconPath: new vscode.ThemeIcon('key'),
  });
  const watching = vscode.window.onDidCloseTerminal((closed) => {
    if (closed !== terminal) return;
    watching.dispose();
    onClosed();
  });
  terminal.show();
};
