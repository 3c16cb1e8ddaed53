import * as vscode from 'vscode';
import { poll } from '../../harness/poll.ts';

type OurPage = 'approval' | 'secret' | 'create';

/** The open tabs of one of our pages. */
export function tabsOf(page: OurPage): readonly vscode.Tab[] {
  return vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith(`custody.${page}`));
}

/** Waits until exactly one tab of a page is open. */
export function oneTab(page: OurPage): Promise<vscode.Tab> {
  const only = (): vscode.Tab | undefined => {
    const [first, second] = tabsOf(page);
    return second ? undefined : first;
  };
  return poll(only, { what: `one ${page} tab opens` });
}

export function noTab(page: OurPage): Promise<boolean> {
  return poll(() => tabsOf(page).length === 0, { what: `the ${page} tab closes` });
}

/** As a person does it with the cross. */
export async function closeTab(tab: vscode.Tab): Promise<void> {
  await vscode.window.tabGroups.close(tab);
}

export async function closeAllTabs(): Promise<void> {
  await vscode.window.tabGroups.close(vscode.window.tabGroups.all.flatMap((group) => group.tabs));
}
