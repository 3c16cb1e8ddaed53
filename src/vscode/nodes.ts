import type { Account } from '../core/account.ts';
import type { SecretLocation } from '../core/operation.ts';
import type { SecretSummary } from '../core/secretsService.ts';

/** What stands in the tree. */
export type Node = AccountNode | RegionNode | FolderNode | SecretNode | MoreNode | MessageNode;

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
  readonly secret: SecretSummary;
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
  readonly tone: 'error' | 'empty';
  /** Tried again when it is clicked. */
  readonly retry: RegionNode | undefined;
}

export function locationOf(node: SecretNode): SecretLocation {
  return { account: node.parent.account.name, region: node.parent.region, arn: node.secret.arn, name: node.secret.name };
}

/** Folders first, then secrets, of one level of names split at `/`. A name may be a secret and a folder at once. */
export function childrenAt(parent: RegionNode, path: string, secrets: readonly SecretSummary[]): readonly (FolderNode | SecretNode)[] {
  // A secret named as the folder itself stands beside it, not in it.
  const inside = secrets.filter((secret) => secret.name.startsWith(path) && secret.name !== path);
  const folders = new Set<string>();
  const here: SecretNode[] = [];
  for (const secret of inside) {
    const slash = secret.name.indexOf('/', path.length);
    // A slash at the very end names the secret itself, not a folder.
    if (slash === -1 || slash === secret.name.length - 1) here.push({ kind: 'secret', parent, path, secret });
    else folders.add(secret.name.slice(0, slash + 1));
  }
  return [...[...folders].sort().map((folder) => ({ kind: 'folder', parent, path: folder }) as const), ...here];
}
