import * as vscode from 'vscode';
import type { Custody } from '../custody.ts';

/** Says whether agents may work, and stops them at a click or lets them continue; beside it, the question that is open. */
export interface StatusBar extends vscode.Disposable {
  showQuestion(headline: string | undefined, waiting: number): void;
  /** Stops all agents, or lets them continue: the item says before which of the two, and after that it was done. */
  readonly toggle: () => Promise<void>;
  readonly stopAgents: () => Promise<void>;
  readonly letAgentsContinue: () => Promise<void>;
}

export function createStatusBar(custody: () => Promise<Custody>): StatusBar {
  const item = vscode.window.createStatusBarItem('custody.agents', vscode.StatusBarAlignment.Left, 50);
  item.name = 'Custody';
  item.command = 'custody.toggleAgents';
  // An item of its own: an open question must not take away the click that stops every agent.
  const asking = vscode.window.createStatusBarItem('custody.question', vscode.StatusBarAlignment.Left, 51);
  asking.name = 'Custody: open question';
  asking.command = 'custody.showQuestion';
  asking.backgroundColor = new vscode.ThemeColor('statusBarItem.warningBackground');
  let stopped = false;

  function draw(): void {
    item.backgroundColor = stopped ? new vscode.ThemeColor('statusBarItem.errorBackground') : undefined;
    item.text = stopped ? '$(circle-slash) Custody: agents stopped' : '$(shield) Custody';
    item.tooltip = stopped
      ? 'Agents are stopped in this window: their calls are refused. Click to let them continue.'
      : 'Agents may use Custody within the access you gave them. Click to stop every agent of this window at once.';
  }

  async function set(wanted: boolean | undefined): Promise<void> {
    const { agents } = await custody();
    if (wanted ?? !agents.stopped) agents.stop();
    else agents.resume();
    stopped = agents.stopped;
    draw();
  }

  draw();
  item.show();

  return {
    toggle: () => set(undefined),
    async stopAgents() {
      await set(true);
      void vscode.window.showInformationMessage(
        'Agents are stopped in this window: their calls are refused until you choose "Custody: Let Agents Continue".',
      );
    },
    async letAgentsContinue() {
      await set(false);
      void vscode.window.showInformationMessage('Agents of this window may use Custody, each within the access you gave it.');
    },
    showQuestion(headline, waiting) {
      if (headline === undefined) return asking.hide();
      asking.text = `$(question) ${headline}?`;
      asking.tooltip = `Custody waits for your answer${waiting > 0 ? `; ${waiting} more wait behind it` : ''}. Click to see it.`;
      asking.show();
    },
    dispose() {
      item.dispose();
      asking.dispose();
    },
  };
}
