import * as vscode from 'vscode';
import type { SecretView, ToSecretPage } from '../../core/secretProtocol.ts';
import { plainToast } from '../plainToast.ts';

type State = Extract<ToSecretPage, { type: 'busy' | 'failed' }>;

interface ShownSecret {
  readonly view: () => SecretView | undefined;
  /** Keeps what was read for the next drawing. With it, what was going on has ended. */
  readonly set: (view: SecretView) => void;
  readonly clear: () => void;
  /** Says that it can't be read now. What was read before is worth more than nothing, as long as it says so. */
  readonly failToRead: (sentence: string) => void;
  /** Draws a part of it anew; nothing where nothing was read yet. */
  readonly change: (part: Partial<SecretView>) => void;
  readonly setState: (state: State | undefined) => void;
  readonly setBusy: (doing: string | undefined) => void;
  /** Ends what was going on; the caller draws what came of it. */
  readonly endState: () => void;
  readonly fail: (sentence: string) => void;
  /** All a page that starts again needs to know; sent alone, the secret also says that nothing is going on. */
  readonly render: () => void;
}

/** What the page of one secret shows, and what is going on. */
export function createShownSecret(post: (message: ToSecretPage) => void, closed: AbortSignal): ShownSecret {
  let view: SecretView | undefined;
  let state: State | undefined;

  function setState(next: State | undefined): void {
    state = next;
    if (next) post(next);
    else render();
  }

  function render(): void {
    if (view) post({ type: 'secret', secret: view });
    if (state) post(state);
  }

  function fail(message: string): void {
    // Work runs on when the panel is closed, and its end must not go unsaid.
    if (closed.aborted) void vscode.window.showErrorMessage(plainToast(message));
    // Nothing was read yet: that can be asked for again.
    else setState(view ? { type: 'failed', message } : { type: 'failed', message, again: { type: 'refresh' } });
  }

  function set(read: SecretView | undefined): void {
    view = read;
    state = undefined;
  }

  return {
    view: () => view,
    set,
    clear: () => set(undefined),
    failToRead(sentence) {
      if (!view) return fail(sentence);
      set({ ...view, stale: sentence });
      render();
    },
    change(part) {
      if (view) view = { ...view, ...part };
      render();
    },
    setState,
    setBusy: (doing) => setState(doing === undefined ? undefined : { type: 'busy', doing }),
    endState() {
      state = undefined;
    },
    fail,
    render,
  };
}
