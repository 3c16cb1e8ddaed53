import { registerHooks } from 'node:module';
import { mock } from 'node:test';
import type * as vscode from 'vscode';
import { seen, Uri, type FakePanel } from './fakeVscode.ts';

registerHooks({
  resolve(specifier, context, next) {
    // For the panels alone: everything else must go on failing without an editor.
    if (specifier !== 'vscode' || !context.parentURL?.includes('/src/vscode/')) return next(specifier, context);
    return { url: new URL('./fakeVscode.ts', import.meta.url).href, shortCircuit: true };
  },
});

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the fake has the parts of a Uri that the panels use
export const extensionUri = new Uri('/extension') as vscode.Uri;

/** Puts time in the test's hand and clears what the last test left. */
export function usePanels(): void {
  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_800_000_000_000 });
    seen.panels.length = 0;
    seen.toasts.length = 0;
    seen.opened.length = 0;
    seen.clipboard = '';
    seen.commands.length = 0;
    seen.progress.length = 0;
    seen.reads.length = 0;
    seen.files.clear();
    seen.chosen = undefined;
    seen.dialogs.length = 0;
  });
  afterEach(() => mock.timers.reset());
}

export const pass = (milliseconds: number): void => mock.timers.tick(milliseconds);

/** Switches a defence off for as long as the work lasts: a timer of this length never comes due. */
export async function withoutTimersOf(milliseconds: number, work: () => Promise<unknown>): Promise<void> {
  const set = globalThis.setTimeout;
  const off = mock.method(globalThis, 'setTimeout', (due: () => void, ms?: number) => set(ms === milliseconds ? () => undefined : due, ms));
  try {
    await work();
  } finally {
    off.mock.restore();
  }
}

/** Lets messages in flight arrive; the first one loads the schemas from disk. */
export async function settle(): Promise<void> {
  await import('../../src/core/protocol.ts');
  for (let turn = 0; turn < 30; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

export function onlyPanel(): FakePanel {
  const [panel, ...others] = seen.panels.filter(({ closed }) => !closed);
  if (!panel || others.length > 0) throw new Error(`There are ${seen.panels.length} panels open.`);
  return panel;
}

export const lastPosted = (panel: FakePanel): unknown => panel.posted.at(-1)?.message;
