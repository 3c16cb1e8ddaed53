import type { Account } from '../../core/account.ts';
import type { Grant } from '../../core/grants.ts';
import type { SecretLocation } from '../../core/operation.ts';
import type { DrawnSecret, SecretIndex } from './secretIndex.ts';

/** What stands in the trees. */
export type Node = AccountNode | RegionNode | FolderNode | SecretNode | MoreNode | MessageNode | GrantNode;

export interface AccountNode {
  readonly kind: 'account';
  readonly account: Account;
}

export interface RegionNode {
  readonly kind: 'region';
  readonly account: Account;
  readonly region: string;
}

export interface FolderNode {
  readonly kind: 'folder';
  readonly parent: RegionNode;
  /** Ends in `/`. */
  readonly path: string;
}

export interface SecretNode {
  readonly kind: 'secret';
  readonly parent: RegionNode;
  /** The folder it stands in, `` at the top. */
  readonly path: string;
  readonly secret: DrawnSecret;
}

export interface MoreNode {
  readonly kind: 'more';
  readonly parent: RegionNode;
  readonly loaded: number;
}

/** Says what happened or what to do. */
export interface MessageNode {
  readonly kind: 'message';
  /** The text in two or three words, as much as a narrow side bar shows. */
  readonly title?: string;
  readonly text: string;
  readonly tone: 'error' | 'stale' | 'empty';
  /** Done when it is clicked: reads a region from the start, or the page that did not come, or clears the filter. */
  readonly retry: RegionNode | MoreNode | { readonly kind: 'filter' } | undefined;
  /** Where a secret is created when it is clicked. */
  readonly create?: RegionNode;
}

/** A permission, in the view of its own. */
export interface GrantNode {
  readonly kind: 'grant';
  readonly grant: Grant;
}

export function locationOf(node: SecretNode): SecretLocation {
  return { account: node.parent.account.name, region: node.parent.region, arn: node.secret.arn, name: node.secret.name };
}

/** Folders first, then secrets, of one level of names split at `/`. A name may be a secret and a folder at once. */
export function childrenAt(parent: RegionNode, path: string, index: SecretIndex): readonly (FolderNode | SecretNode)[] {
  const { folders, secrets } = index.level(path);
  return [
    ...folders.map((folder) => ({ kind: 'folder', parent, path: folder }) as const),
    ...secrets.map((secret) => ({ kind: 'secret', parent, path, secret }) as const),
  ];
}
