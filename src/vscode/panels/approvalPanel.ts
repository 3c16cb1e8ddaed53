import * as vscode from 'vscode';
import type { PresentCard } from '../../core/approval.ts';
import type { CardView } from '../../core/protocol.ts';
import { openQuestion, type FindReferences, type Question } from './question.ts';

/** What a status bar item and a badge show: the open card, and how many wait behind it. */
interface OpenQuestion {
  readonly card: CardView | undefined;
  readonly waiting: number;
}

export interface ApprovalPresenter extends vscode.Disposable {
  readonly present: PresentCard;
  readonly onDidChange: vscode.Event<OpenQuestion>;
  /** Brings the open card to the front. */
  readonly reveal: () => void;
}

interface ApprovalPresenterOptions {
  readonly extensionUri: vscode.Uri;
  readonly findReferences?: FindReferences;
}

/** Asks the person in a panel of ours, one card at a time. Whatever ends a card without a click is a refusal. */
export function createApprovalPresenter({ extensionUri, findReferences = searchFolders }: ApprovalPresenterOptions): ApprovalPresenter {
  const changed = new vscode.EventEmitter<OpenQuestion>();
  let open: Question | undefined;

  return {
    onDidChange: changed.event,
    reveal: () => open?.reveal(),
    async present(card, signal, onWaiting) {
      if (signal.aborted) return { kind: 'declined' };
      open?.refuse();
      const question = openQuestion({ extensionUri, card, findReferences });
      open = question;
      onWaiting((waiting) => {
        question.setWaiting(waiting);
        if (open === question) changed.fire({ card: question.view(), waiting });
      });
      signal.addEventListener('abort', question.refuse, { once: true });
      try {
        return await question.answer;
      } finally {
        signal.removeEventListener('abort', question.refuse);
        if (open === question) {
          open = undefined;
          changed.fire({ card: undefined, waiting: 0 });
        }
      }
    },
    dispose() {
      open?.refuse();
      changed.dispose();
    },
  };
}

const searchFolders: FindReferences = async (secret, signal) => (await import('./findReferences.ts')).findReferences(secret, signal);
