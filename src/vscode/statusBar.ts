import * as vscode from 'vscode';
import type { Custody } from '../custody.ts';

/** Says whether agents may work and whether a question is open; a click stops them or lets them continue. */
export interface StatusBar extends vscode.Disposable {
  showQuestion(headline: string | undefined, waiting: number): void;
}

export function createStatusBar(custody: () => Promise<Custody>, revealQuestion: () => void): StatusBar {
  const item = vscode.window.createStatusBarItem('custody.agents', vscode.StatusBarAlignment.Left, 50);
  item.name = 'Custody';
  let question: { readonly headline: string; readonly waiting: number } | undefined;
  let stopped = false;

  function draw(): void {
    item.command = question ? 'custody.showQuestion' : 'custody.toggleAgents';
    item.backgroundColor = question ? new vscode.ThemeColor('statusBarItem.warningBackground') : stopped ? new vscode.ThemeColor('statusBarItem.errorBackground') : undefined;
    item.text = question ? `$(question) ${question.headline}?` : stopped ? '$(circle-slash) Custody: agents stopped' : '$(shield) Custody';
    item.tooltip = question
      ? `Custody waits for your answer${question.waiting > 0 ? `; ${question.waiting} more wait behind it` : ''}. Click to see it.`
      : stopped
        ? 'Agents are stopped: their calls are refused. Click to let them continue.'
        : 'Agents may use Custody within the access you gave them. Click to stop every agent at once.';
  }

  async function toggle(): Promise<void> {
    const { agents } = await custody();
    if (agents.stopped) agents.resume();
    else agents.stop();
    stopped = agents.stopped;
    draw();
  }

  const commands = [
    vscode.commands.registerCommand('custody.toggleAgents', toggle),
    vscode.commands.registerCommand('custody.showQuestion', revealQuestion),
  ];
  draw();
  item.show();

  return {
    showQuestion(headline, waiting) {
      question = headline === undefined ? undefined : { headline, waiting };
      draw();
    },
    dispose() {
      commands.forEach((command) => command.dispose());
      item.dispose();
    },
  };
}
