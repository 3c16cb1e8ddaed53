import * as vscode from 'vscode';

/** Does the work of a terminal. Gives the exit code, as far as there is one. */
export type ProgramWork = (tell: (text: string) => void, signal: AbortSignal) => Promise<number | undefined>;

const controlC = '\u0003';

/** A terminal that shows what work tells. Ctrl+C and closing it end the work; afterwards any key closes it, unless `closes` says at once. */
export function programTerminal(work: ProgramWork, { closes }: { readonly closes: boolean }): vscode.Pseudoterminal {
  const wrote = new vscode.EventEmitter<string>();
  const closed = new vscode.EventEmitter<number>();
  const stop = new AbortController();
  let exitCode: number | undefined;
  let isDone = false;
  const tell = (text: string): void => wrote.fire(text.replace(/\r?\n/g, '\r\n'));

  async function start(): Promise<void> {
    // A failure was told by the work itself.
    exitCode = await work(tell, stop.signal).catch(() => undefined);
    isDone = true;
    if (closes) closed.fire(exitCode ?? 1);
    else tell('\nPress any key to close the terminal.\n');
  }

  return {
    onDidWrite: wrote.event,
    onDidClose: closed.event,
    // What is written before it is open gets lost.
    open: () => void start(),
    close: () => stop.abort(),
    handleInput(typed) {
      if (isDone) closed.fire(exitCode ?? 1);
      else if (typed === controlC) stop.abort();
    },
  };
}
