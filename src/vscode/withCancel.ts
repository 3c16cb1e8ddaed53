import * as vscode from 'vscode';

const shownAfterMs = 700;

/** Does work that the person can cancel from a notification, which shows when it takes longer than a moment. */
export async function withCancel<T>(
  title: string,
  work: (signal: AbortSignal, report: (message: string) => void) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  let report = (_message: string): void => undefined;
  const working = work(stop.signal, (message) => report(message));
  const showing = setTimeout(
    () =>
      void vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title, cancellable: true }, (progress, token) => {
        token.onCancellationRequested(() => stop.abort());
        report = (message) => progress.report({ message });
        // How it ended is for whoever waits for the work itself.
        return working.then(
          () => undefined,
          () => undefined,
        );
      }),
    shownAfterMs,
  );
  try {
    return await working;
  } finally {
    clearTimeout(showing);
  }
}
