import * as vscode from 'vscode';
import type { Account } from '../../core/account.ts';
import type { AccountStore } from './accountStore.ts';
import type { Node } from '../tree/nodes.ts';

/** Moves an account one place up or down among those of its color. */
export async function moveAccount(name: string, by: -1 | 1, store: AccountStore): Promise<void> {
  const accounts = await store.all();
  const group = groupOf(name, accounts);
  const to = group.findIndex((account) => account.name === name) + by;
  if (to >= 0 && to < group.length) return moveTo(name, to, group, store);
  const [first] = group;
  if (!first) return;
  const among = group.length === accounts.length ? 'account' : `of the accounts ${colorWords(first)}`;
  void vscode.window.showInformationMessage(`${name} is the ${by < 0 ? 'first' : 'last'} ${among} already.`);
}

/** Puts an account where the row it was dropped on belongs; at the end of its color when it was dropped below all rows. */
export async function placeAccount(name: string, onto: Node | undefined, store: AccountStore): Promise<void> {
  const accounts = await store.all();
  const group = groupOf(name, accounts);
  const target = accountAt(onto);
  const to = target === undefined ? group.length - 1 : group.findIndex((account) => account.name === target);
  if (to >= 0) return moveTo(name, to, group, store);
  const [first] = group;
  if (first)
    void vscode.window.showInformationMessage(
      `${name} stays among the accounts ${colorWords(first)}: those of one color stand together. "Custody: Edit Account" changes its color.`,
    );
}

async function moveTo(name: string, to: number, group: readonly Account[], store: AccountStore): Promise<void> {
  const moved = group.find((account) => account.name === name);
  if (!moved) return;
  const others = group.filter((account) => account !== moved);
  // Places are numbered anew: accounts that were never moved have none yet.
  for (const [order, account] of others.toSpliced(to, 0, moved).entries()) {
    if (account.order !== order) await store.save({ ...account, order });
  }
}

/** The accounts of the same color, in their order; none for an account that is gone. */
function groupOf(name: string, accounts: readonly Account[]): readonly Account[] {
  const own = accounts.find((account) => account.name === name);
  return own ? accounts.filter(({ color = 'none' }) => color === (own.color ?? 'none')) : [];
}

function colorWords({ color = 'none' }: Account): string {
  return color === 'none' ? 'without a color' : `in ${color}`;
}

function accountAt(node: Node | undefined): string | undefined {
  if (node?.kind === 'account' || node?.kind === 'region') return node.account.name;
  return node && 'parent' in node ? node.parent.account.name : undefined;
}
