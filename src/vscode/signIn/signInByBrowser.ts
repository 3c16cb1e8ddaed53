import * as vscode from 'vscode';
import type { BrowserSignIn } from '../../core/signIn.ts';
import { plainLabel } from '../plainLabel.ts';

/** Opens the page and waits under a notification with the code to compare, until it is done or the person leaves. */
export async function signInByBrowser<T>(profile: string, { url, code, wait }: BrowserSignIn<T>): Promise<T | undefined> {
  const compare = code === undefined ? '' : ` It must show the code ${plainLabel(code)}.`;
  const title = `Sign in with profile ${plainLabel(profile)} in the browser.${compare}`;
  return vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title, cancellable: true }, (_, token) => {
    const left = new AbortController();
    token.onCancellationRequested(() => left.abort());
    // The editor asks before it opens a page. Whoever copies the address there goes on in another browser.
    void vscode.env.openExternal(vscode.Uri.parse(url, true));
    return wait(left.signal).catch((thrown: unknown) => {
      if (left.signal.aborted) return undefined;
      throw thrown;
    });
  });
}
