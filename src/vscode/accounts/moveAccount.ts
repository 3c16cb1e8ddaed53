import * as vscode from 'vscode';
import type { Account } from '../../core/account.ts';
import type { AccountStore } from './accountStore.ts';
import type { Node } from '../tree/nodes.ts';

/** Moves an account one place up or down among all. */
export async function moveAccount(name: string, by: -1 | 1, store: AccountStore): Promise<void> {
  const accounts = await store.all();
  const to = accounts.findIndex((account) => account.name === name) + by;
  if (to >= 0 && to < accounts.length) return moveTo(name, to, accounts, store);
  void vscode.window.showInformationMessage(`${name} is the ${by < 0 ? 'first' : 'last'} account already.`);
}

/** Puts an account where the row it was dropped on belongs; at the end when it was dropped below all rows. */
export async function placeAccount(name: string, onto: Node | undefined, store: AccountStore): Promise<void> {
  const accounts = await store.all();
  const target = accountAt(onto);
  const to = target === undefined ? accounts.length - 1 : accounts.findIndex((account) => account.name === target);
  if (to >= 0) await moveTo(name, to, accounts, store);
}

async function moveTo(name: string, to: number, accounts: readonly Account[], store: AccountStore): Promise<void> {
  const moved = accounts.find((account) => account.name === name);
  if (!moved) return;
  const others = accounts.filter((account) => account !== moved);
  // Places are numbered anew: accounts that were never moved have none yet.
  for (const [order, account] of others.toSpliced(to, 0, moved).entries()) {
    if (account.order !== order) await store.save({ ...account, order });
  }
}

function accountAt(node: Node | undefined): string | undefined {
  if (node?.kind === 'account' || node?.kind === 'region') return node.account.name;
  return node && 'parent' in node ? node.parent.account.name : undefined;
}
