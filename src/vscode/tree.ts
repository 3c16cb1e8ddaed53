import * as vscode from 'vscode';
import type { Custody } from '../custody.ts';
import { person } from '../core/caller.ts';
import { toCustodyError, type CustodyError, type ErrorCode } from '../core/errors.ts';
import type { SecretSummary } from '../core/secretsService.ts';
import type { AccountStore } from './accountStore.ts';
import { childrenAt, type MessageNode, type Node, type RegionNode } from './nodes.ts';
import { treeItem } from './treeItems.ts';

interface Loaded {
  readonly secrets: readonly SecretSummary[];
  readonly nextToken: string | undefined;
}

/** Accounts, regions, folders and secrets; pages come as one asks for them. */
export interface SecretTree extends vscode.TreeDataProvider<Node> {
  /** Reads a region again, or everything. */
  refresh(region?: RegionNode): void;
  loadMore(region: RegionNode): Promise<void>;
}

export function createTree(store: AccountStore, custody: () => Promise<Custody>): SecretTree {
  const changed = new vscode.EventEmitter<Node | undefined>();
  const regions = new Map<string, Promise<Loaded>>();
  const keyOf = ({ account, region }: RegionNode): string => `${account.name}\n${region}`;

  async function nextPage(node: RegionNode, before: Loaded): Promise<Loaded> {
    const { execute, operations } = await custody();
    const outcome = await execute(operations.listSecrets, {
      caller: person,
      input: {
        account: node.account.name,
        region: node.region,
        include_deleted: true,
        ...(before.nextToken === undefined ? {} : { next_token: before.nextToken }),
      },
    });
    if (!outcome.ok) throw outcome.error;
    const { secrets, nextToken } = outcome.output;
    return { secrets: [...before.secrets, ...secrets], nextToken };
  }

  function load(node: RegionNode): Promise<Loaded> {
    const key = keyOf(node);
    const known = regions.get(key) ?? nextPage(node, { secrets: [], nextToken: undefined });
    regions.set(key, known);
    // What failed is not kept: opening the region again tries again.
    known.catch(() => regions.get(key) === known && regions.delete(key));
    return known;
  }

  async function inRegion(node: RegionNode, path: string): Promise<readonly Node[]> {
    const { secrets, nextToken } = await load(node);
    const children: readonly Node[] = childrenAt(node, path, secrets);
    if (path !== '') return children;
    if (children.length === 0 && nextToken === undefined) {
      return [message('No secrets here yet. Use + above to create one.', 'empty')];
    }
    return nextToken === undefined ? children : [...children, { kind: 'more', parent: node, loaded: secrets.length }];
  }

  async function childrenOf(node: Node | undefined): Promise<readonly Node[]> {
    if (!vscode.workspace.isTrusted) return node ? [] : [message('Trust this workspace to use Custody in it.', 'empty')];
    if (!node) return (await store.all()).map((account) => ({ kind: 'account', account }));
    if (node.kind === 'account') return node.account.regions.map((region) => ({ kind: 'region', account: node.account, region }));
    if (node.kind === 'region') return inRegion(node, '');
    return node.kind === 'folder' ? inRegion(node.parent, node.path) : [];
  }

  return {
    onDidChangeTreeData: changed.event,
    getTreeItem: treeItem,
    async getChildren(node) {
      try {
        return [...(await childrenOf(node))];
      } catch (thrown) {
        const error = toCustodyError(thrown, 'Reading secrets');
        return [failure(error, node?.kind === 'region' ? node : undefined)];
      }
    },
    refresh(region) {
      if (region) regions.delete(keyOf(region));
      else regions.clear();
      // The whole tree: VS Code has forgotten a region's node object once its account was redrawn.
      changed.fire(undefined);
    },
    async loadMore(region) {
      const before = await load(region);
      const more = nextPage(region, before);
      await vscode.window.withProgress({ location: { viewId: 'custody.secrets' } }, () => more);
      regions.set(keyOf(region), more);
      changed.fire(undefined);
    },
  };
}

const titles: Partial<Record<ErrorCode, string>> = {
  credentials_expired: 'Sign-in expired',
  credentials_missing: 'Not signed in',
  profile_missing: 'Profile is gone',
  access_denied: 'Not allowed',
  unreachable: "Can't reach AWS",
  timeout: 'No answer from AWS',
  throttled: 'Too many requests',
  malformed_answer: 'Not an answer from AWS',
  storage_unavailable: 'No keyring',
};

function failure(error: CustodyError, retry: RegionNode | undefined): MessageNode {
  const title = titles[error.code];
  return { ...message(error.sentence, 'error', retry), ...(title === undefined ? {} : { title }) };
}

function message(text: string, tone: MessageNode['tone'], retry?: RegionNode): MessageNode {
  return { kind: 'message', text, tone, retry };
}
