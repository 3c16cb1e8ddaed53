import * as vscode from 'vscode';
import type { BrowserSignIn } from '../../core/signIn.ts';
import { plainLabel } from '../plainLabel.ts';

/** Opens the page and waits under a notification with the code to compare, until the work is done or the person leaves. */
export async function signInByBrowser<T>(
  { profile, url, code }: BrowserSignIn,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  const title = `Sign in with profile ${plainLabel(profile)} in the browser. It must show the code ${plainLabel(code)}.`;
  return vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title, cancellable: true }, async (_, token) => {
    const left = new AbortController();
    token.onCancellationRequested(() => left.abort());
    const working = work(left.signal);
    void openPage(url, left);
    return working.catch((thrown: unknown) => {
      if (left.signal.aborted) return undefined;
      throw thrown;
    });
  });
}

/** The editor asks before it opens a page; who says no there has left. */
async function openPage(url: string, left: AbortController): Promise<void> {
  const isOpen = await vscode.env.openExternal(vscode.Uri.parse(url, true)).then(undefined, () => false);
  if (!isOpen) left.abort();
}
