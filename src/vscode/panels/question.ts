import * as vscode from 'vscode';
import type { ApprovalAnswer, ApprovalCard } from '../../core/approval.ts';
import type { CardView, FromApprovalPage, ToApprovalPage } from '../../core/protocol.ts';
import { plain } from '../../core/outputText.ts';
import { cardView } from './cardView.ts';
import { judgeAcceptance } from './judgeAcceptance.ts';
import { createPage } from './webviewPage.ts';

const noticedAfterMs = 1_000;

/** One card in one panel, from its first sight to its one answer. */
export interface Question {
  readonly answer: Promise<ApprovalAnswer>;
  readonly view: () => CardView;
  readonly setWaiting: (waiting: number) => void;
  readonly reveal: () => void;
  readonly refuse: () => void;
}

interface QuestionOptions {
  readonly extensionUri: vscode.Uri;
  readonly card: ApprovalCard;
  readonly findReferences: FindReferences;
}

/** Says where the open folders name a secret. */
export type FindReferences = (secret: { readonly name: string; readonly arn: string }, signal: AbortSignal) => Promise<string>;

export function openQuestion({ extensionUri, card, findReferences }: QuestionOptions): Question {
  const { promise: answer, resolve } = Promise.withResolvers<ApprovalAnswer>();
  const deadline = Date.now() + card.lifeMs;
  const headline = oneLine(card.headline);
  let waiting = 0;
  let settled = false;
  let toasting = false;
  const closing = new AbortController();
  let references = card.findReferences === true && card.arn !== undefined ? 'Looking for it in the open folders…' : undefined;
  /** When the page last came into view; undefined while it is not there. */
  let shownAt: number | undefined;

  const { panel, post } = createPage<ToApprovalPage, FromApprovalPage>({
    extensionUri,
    viewType: 'custody.approval',
    title: headline,
    page: 'approval',
    schema: async () => (await import('../../core/protocol.ts')).fromApprovalPage,
    onMessage: receive,
    // The person may be typing elsewhere: the next key must not land here.
    preserveFocus: true,
  });

  const noticing = setTimeout(() => {
    if (!panel.visible || !panel.active) void toast();
  }, noticedAfterMs);
  const watching = panel.onDidChangeViewState(() => {
    if (!panel.visible) {
      shownAt = undefined;
      void toast();
    }
  });
  panel.onDidDispose(refuse);

  const view = (): CardView => cardView(card, deadline - Date.now(), waiting, references);

  /** Comes when it comes: the card can be read and answered meanwhile. */
  async function showReferences(name: string, arn: string): Promise<void> {
    const text = await findReferences({ name, arn }, closing.signal).catch(() => 'The open folders could not be searched for it.');
    if (settled) return;
    references = text;
    post({ type: 'references', text });
  }
  if (references !== undefined && card.arn !== undefined) void showReferences(card.secret, card.arn);

  function receive(message: FromApprovalPage): void {
    if (message.type === 'ready') {
      shownAt = panel.visible ? Date.now() : undefined;
      return post({ type: 'card', card: view() });
    }
    if (message.type === 'decline') {
      if (message.id === card.id) refuse();
      return;
    }
    const verdict = judgeAcceptance(card, message, shownAt === undefined ? undefined : Date.now() - shownAt);
    if ('problem' in verdict) post({ type: 'failed', message: verdict.problem });
    else settle(verdict);
  }

  function settle(verdict: ApprovalAnswer): void {
    if (settled) return;
    settled = true;
    clearTimeout(noticing);
    closing.abort();
    watching.dispose();
    resolve(verdict);
    panel.dispose();
  }

  function refuse(): void {
    settle({ kind: 'declined' });
  }

  function reveal(): void {
    if (!settled) panel.reveal(undefined, true);
  }

  async function toast(): Promise<void> {
    if (toasting || settled) return;
    toasting = true;
    const choice = await vscode.window.showWarningMessage(`Custody waits for your answer: ${headline}`, 'Show', 'Refuse');
    toasting = false;
    // The editor may show a notification for longer than its question stands.
    if (choice !== undefined && settled) void vscode.window.showInformationMessage(`This question has ended already: ${headline}.`);
    if (choice === 'Show') reveal();
    if (choice === 'Refuse') refuse();
  }

  return {
    answer,
    view,
    setWaiting(count) {
      waiting = count;
      post({ type: 'waiting', waiting });
    },
    reveal,
    refuse,
  };
}

/** For a tab and a toast. VS Code makes links, even of commands, from brackets in a toast. */
function oneLine(text: string): string {
  return plain(text)
    .replace(/[[\]()<>]/g, ' ')
    .slice(0, 120);
}
