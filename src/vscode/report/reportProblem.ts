import * as vscode from 'vscode';
import type { Commands } from '../commandIds.ts';
import { showingErrors } from '../operationCommands.ts';
import type { ReportSources } from './reportFacts.ts';

export interface ReportProblem extends vscode.Disposable {
  readonly commands: Commands;
}

interface Shown {
  readonly uri: vscode.Uri;
  /** Has the editor read the text again. */
  readonly changed: vscode.EventEmitter<vscode.Uri>;
  readonly registration: vscode.Disposable;
}

const scheme = 'custody-report';
const title = 'Custody: what went wrong in one sentence';
const question = 'This report is on your machine only. Read it before you pass it on: nothing is sent by itself.';

/** Shows a report to the person, who may copy it and open an issue. */
export function createReportProblem(sources: ReportSources): ReportProblem {
  let text = '';
  let shown: Shown | undefined;
  // Read-only and kept nowhere: such a document is in no backup and no local history.
  function register(): Shown {
    const changed = new vscode.EventEmitter<vscode.Uri>();
    const provider = { onDidChange: changed.event, provideTextDocumentContent: () => text };
    const registration = vscode.workspace.registerTextDocumentContentProvider(scheme, provider);
    return { uri: vscode.Uri.from({ scheme, path: 'Custody Report.txt' }), changed, registration };
  }

  async function ask(): Promise<void> {
    const answer = await vscode.window.showInformationMessage(question, 'Copy', 'Open a New Issue', 'Close');
    if (answer === 'Copy') await vscode.env.clipboard.writeText(text);
    if (answer === 'Open a New Issue') await vscode.env.openExternal(newIssue(sources.extension));
    if (answer === 'Close') return closeTabs();
    if (answer !== undefined) return ask();
  }

  async function closeTabs(): Promise<void> {
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    await vscode.window.tabGroups.close(tabs.filter((tab) => tab.input instanceof vscode.TabInputText && tab.input.uri.scheme === scheme));
  }

  return {
    commands: {
      'custody.reportProblem': () =>
        showingErrors(async () => {
          const [{ gatherFacts }, { composeReport }] = await Promise.all([import('./reportFacts.ts'), import('../../core/report.ts')]);
          text = composeReport(await gatherFacts(sources));
          shown ??= register();
          shown.changed.fire(shown.uri);
          await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(shown.uri), { preview: false });
          // The question stays until it is answered, and the command does not wait for that.
          void ask();
        }),
    },
    dispose() {
      shown?.registration.dispose();
      shown?.changed.dispose();
    },
  };
}

/** The form for a new issue, with a title alone: the person pastes what they want to show. */
function newIssue({ packageJSON }: vscode.Extension<unknown>): vscode.Uri {
  const { bugs }: { bugs?: { url?: string } } = Object(packageJSON);
  return vscode.Uri.parse(`${bugs?.url ?? ''}/new?title=${encodeURIComponent(title)}`);
}
