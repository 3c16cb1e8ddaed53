import * as vscode from 'vscode';
import type { Account } from '../../core/account.ts';
import { accountKinds } from '../accounts/accountKinds.ts';
import type { SignInStatus } from '../../core/signInStatus.ts';
import { grantItem } from '../permissions/grantItem.ts';
import { accountRow } from './accountRow.ts';
import { rotationMark } from '../../core/rotationState.ts';
import type { FolderNode, Node, SecretNode } from './nodes.ts';

const { Collapsed, None } = vscode.TreeItemCollapsibleState;

const again = {
  region: { command: 'custody.refresh', title: 'Try Again' },
  more: { command: 'custody.loadMore', title: 'Try Again' },
  filter: { command: 'custody.clearFilter', title: 'Clear Filter' },
} as const;

const icons = { error: 'error', stale: 'warning', empty: 'info' } as const;

/** Draws a node. Labels and tooltips are plain strings: names and descriptions come from AWS and may be hostile. */
export function treeItem(node: Node): vscode.TreeItem {
  switch (node.kind) {
    case 'account':
      return accountItem(node.account);
    case 'region':
      return item(node.region, Collapsed, {
        id: `region:${node.account.name}:${node.region}`,
        tooltip: `Secrets of ${node.account.name} in ${node.region}`,
        iconPath: new vscode.ThemeIcon('globe'),
        contextValue: 'region',
      });
    case 'folder':
      return item(folderLabel(node), Collapsed, {
        id: `folder:${node.parent.account.name}:${node.parent.region}:${node.path}`,
        tooltip: node.path,
        iconPath: vscode.ThemeIcon.Folder,
        contextValue: 'folder',
      });
    case 'secret':
      return secretItem(node);
    case 'more':
      return item('Load more…', None, {
        id: `more:${node.parent.account.name}:${node.parent.region}`,
        description: `${node.loaded} loaded`,
        tooltip: 'Loads the next page of secrets',
        iconPath: new vscode.ThemeIcon('ellipsis'),
        command: { command: 'custody.loadMore', title: 'Load More', arguments: [node] },
      });
    case 'grant':
      return grantItem(node.grant);
    case 'message':
      return item(node.title ?? node.text, None, {
        tooltip: node.text,
        description: node.title === undefined ? '' : node.text,
        accessibilityInformation: { label: node.text },
        iconPath: new vscode.ThemeIcon(icons[node.tone]),
        contextValue: 'message',
        ...(node.create ? { command: { command: 'custody.createSecret', title: 'Create Secret', arguments: [node.create] } } : {}),
        ...(node.retry ? { command: { ...again[node.retry.kind], arguments: [node.retry] } } : {}),
      });
  }
}

/** An account's row, with what is known of its sign-in. */
export function accountItem(account: Account, signIn?: SignInStatus): vscode.TreeItem {
  return item(account.name, Collapsed, {
    id: `account:${account.name}`,
    // The tooltip is read out as it stands: a row has no other label for a screen reader.
    ...accountRow(account, signIn, Date.now()),
    iconPath: new vscode.ThemeIcon(accountKinds[account.kind].icon, colorOf(account)),
    contextValue: account.kind === 'keys' || account.kind === 'vault' ? 'typedAccount' : 'account',
  });
}

function colorOf({ color = 'none' }: Account): vscode.ThemeColor | undefined {
  return color === 'none' ? undefined : new vscode.ThemeColor(`charts.${color}`);
}

function secretItem(node: SecretNode): vscode.TreeItem {
  const { secret, parent, path } = node;
  const marks = [
    secret.deletedDate === undefined ? '' : `deletion since ${secret.deletedDate.slice(0, 10)}`,
    secret.rotationEnabled ? 'rotates' : '',
    secret.primaryRegion === undefined ? '' : secret.primaryRegion === parent.region ? 'replicated' : `replica of ${secret.primaryRegion}`,
    secret.owningService === undefined ? '' : `managed by ${secret.owningService}`,
  ].filter(Boolean);
  const label = secret.name.slice(path.length);
  return item(label, None, {
    id: `secret:${parent.account.name}:${secret.arn}`,
    description: marks.join(' · '),
    tooltip: [secret.name, secret.description ?? '', ...marks.map((mark) => (mark === 'rotates' ? rotationMark(secret, Date.now()) : mark))]
      .filter(Boolean)
      .join('\n'),
    iconPath: new vscode.ThemeIcon(iconOf(node)),
    contextValue: secret.deletedDate === undefined ? 'secret' : 'deletedSecret',
    accessibilityInformation: { label: ['secret', secret.name, ...marks].join(', ') },
    command: { command: 'custody.openSecret', title: 'Open Secret', arguments: [node] },
  });
}

function iconOf({ secret, parent }: SecretNode): string {
  if (secret.deletedDate !== undefined) return 'trash';
  if (secret.owningService !== undefined) return 'lock';
  if (secret.primaryRegion !== undefined && secret.primaryRegion !== parent.region) return 'references';
  return secret.rotationEnabled ? 'sync' : 'key';
}

function folderLabel({ path }: FolderNode): string {
  return path.slice(path.lastIndexOf('/', path.length - 2) + 1, -1) || '/';
}

function item(label: string, state: vscode.TreeItemCollapsibleState, rest: Partial<vscode.TreeItem>): vscode.TreeItem {
  return Object.assign(new vscode.TreeItem(label, state), rest);
}
