import * as vscode from 'vscode';
import type { Custody } from '../custody.ts';
import { person } from '../core/caller.ts';
import { toCustodyError } from '../core/errors.ts';
import type { AccountStore } from './accountStore.ts';
import { childrenAt, type MoreNode, type Node, type RegionNode } from './nodes.ts';
import { createOwnChanges, type Done, type OwnChanges } from './ownChanges.ts';
import { createRegionListing, type ListingOptions, type Page, type RegionListing } from './regionListing.ts';
import { treeItem } from './treeItems.ts';
import { cutShort, failure, note } from './treeMessages.ts';

/** Accounts, regions, folders and secrets; pages come as one asks for them. */
export interface SecretTree extends vscode.TreeDataProvider<Node> {
  /** Reads a region again, or everything. */
  refresh(region?: RegionNode): void;
  /** Shows what a call changed, also while AWS still lists what was before. */
  showChange(done: Done): void;
  loadMore(region: RegionNode): Promise<void>;
}

export interface TreeOptions extends Omit<ListingOptions, 'ahead'> {
  readonly own?: OwnChanges;
}

export function createTree(store: Pick<AccountStore, 'all'>, custody: () => Promise<Custody>, options: TreeOptions = {}): SecretTree {
  const { own = createOwnChanges(), ...listingOptions } = options;
  const changed = new vscode.EventEmitter<Node | undefined>();
  const listings = new Map<string, { readonly region: string; readonly listing: RegionListing }>();
  const keyOf = ({ account, region }: RegionNode): string => `${account.name}\n${region}`;

  async function readPage({ account, region }: RegionNode, token: string | undefined): Promise<Page> {
    const { execute, operations } = await custody();
    const next = token === undefined ? {} : { next_token: token };
    const input = { account: account.name, region, include_deleted: true, ...next };
    const outcome = await execute(operations.listSecrets, { caller: person, input });
    if (!outcome.ok) throw outcome.error;
    return { secrets: own.correct(outcome.output.secrets), nextToken: outcome.output.nextToken };
  }

  function forgetRegion(region: string): void {
    for (const [key, known] of listings) if (known.region === region) listings.delete(key);
  }

  /** The listing of a region with at least its first page. */
  async function listingOf(node: RegionNode): Promise<RegionListing> {
    own.takeExpired().forEach(forgetRegion);
    const key = keyOf(node);
    const known = listings.get(key) ?? {
      region: node.region,
      listing: createRegionListing((token) => readPage(node, token), { ...listingOptions, ahead: () => own.createdIn(node) }),
    };
    listings.set(key, known);
    const { listing } = known;
    if (listing.state !== 'unread') return listing;
    await listing.readMore();
    // What began with a failure is not kept: opening the region again tries again.
    if (listing.state === 'unread' && listings.get(key) === known) listings.delete(key);
    if (listing.state === 'unread' && listing.failure) throw listing.failure;
    return listing;
  }

  async function inRegion(node: RegionNode, path: string): Promise<readonly Node[]> {
    const { index, state, failure: failed } = await listingOf(node);
    const children = childrenAt(node, path, index);
    if (path !== '') return children;
    const more: MoreNode = { kind: 'more', parent: node, loaded: index.added };
    if (failed) return [...children, failure(failed, more), more];
    if (state === 'more') return [...children, more];
    if (state === 'cutShort') return [...children, cutShort(node, index.added)];
    return children.length > 0 ? children : [note('No secrets here yet. Use + above to create one.')];
  }

  async function childrenOf(node: Node | undefined): Promise<readonly Node[]> {
    if (!vscode.workspace.isTrusted) return node ? [] : [note('Trust this workspace to use Custody in it.')];
    if (!node) return (await store.all()).map((account) => ({ kind: 'account', account }));
    if (node.kind === 'account') return node.account.regions.map((region) => ({ kind: 'region', account: node.account, region }));
    if (node.kind === 'region') return inRegion(node, '');
    return node.kind === 'folder' ? inRegion(node.parent, node.path) : [];
  }

  // The whole tree: VS Code has forgotten a region's node object once its account was redrawn.
  const redraw = (): void => changed.fire(undefined);

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
      if (region) listings.delete(keyOf(region));
      else listings.clear();
      redraw();
    },
    showChange(done) {
      const region = own.note(done);
      if (region === undefined) listings.clear();
      else forgetRegion(region);
      redraw();
    },
    async loadMore(region) {
      const listing = await listingOf(region);
      await vscode.window.withProgress({ location: { viewId: 'custody.secrets' } }, () => listing.readMore());
      redraw();
    },
  };
}
