import * as vscode from 'vscode';
import type { SignInStatus } from '../../core/signInStatus.ts';
import type { Custody } from '../../custody.ts';
import type { Account } from '../../core/account.ts';
import { person } from '../../core/caller.ts';
import { toCustodyError, type CustodyError } from '../../core/errors.ts';
import type { AccountStore } from '../accounts/accountStore.ts';
import { setContextKey } from '../contextKeys.ts';
import { everything, readQuery, type ReadQuery, type TreeQuery } from '../filter/treeQuery.ts';
import { childrenAt, type MoreNode, type Node, type RegionNode } from './nodes.ts';
import { createOwnChanges, type Done, type OwnChanges } from './ownChanges.ts';
import { createRegionListing, type ListingOptions, type Page, type RegionListing } from './regionListing.ts';
import type { DrawnSecret } from './secretIndex.ts';
import { createSignInRows } from './signInRows.ts';
import { accountItem, treeItem } from './treeItems.ts';
import { cutShort, failure, noMatch, noSecrets, notUpToDate } from './treeMessages.ts';

/** Accounts, regions, folders and secrets; pages come as one asks for them. */
export interface SecretTree extends vscode.TreeDataProvider<Node> {
  /** Reads a region again, or everything. */
  refresh(region?: RegionNode): void;
  /** Shows what a call changed, also while AWS still lists what was before. */
  showChange(done: Done): void;
  loadMore(region: RegionNode): Promise<void>;
  /** Draws what is known of each account's sign-in, where that is another than was drawn. */
  showSignIns(statusOf: (account: Account) => SignInStatus): void;
  /** Reads everything again with another filter or in another order. */
  show(query: TreeQuery): void;
}

export interface TreeOptions extends Omit<ListingOptions, 'ahead' | 'order'> {
  readonly own?: OwnChanges;
}

interface Known {
  readonly region: RegionNode;
  readonly listing: RegionListing;
  /** What was read of the region before. Shown as long as `listing` can't be read. */
  readonly last: RegionListing | undefined;
  /** Why `listing` is an older one. */
  readonly notUpToDate?: CustodyError;
}

export function createTree(store: Pick<AccountStore, 'all'>, custody: () => Promise<Custody>, options: TreeOptions = {}): SecretTree {
  const { own = createOwnChanges(), ...listingOptions } = options;
  const changed = new vscode.EventEmitter<Node | undefined>();
  const listings = new Map<string, Known>();
  const signIns = createSignInRows((node) => changed.fire(node));
  let query = readQuery(everything);
  const keyOf = ({ account, region }: RegionNode): string => `${account.name}\n${region}`;

  async function readPage({ account, region }: RegionNode, { input: asked, keeps }: ReadQuery, token: string | undefined): Promise<Page> {
    const { execute, operations } = await custody();
    const next = token === undefined ? {} : { next_token: token };
    const input = { account: account.name, region, ...asked, ...next };
    const outcome = await execute(operations.listSecrets, { caller: person, input });
    if (!outcome.ok) throw outcome.error;
    return { secrets: own.correct(outcome.output.secrets).filter(keeps), nextToken: outcome.output.nextToken };
  }

  function begin(region: RegionNode, last?: RegionListing): Known {
    const asked = query;
    // AWS alone knows what passes a filter.
    const ahead = (): readonly DrawnSecret[] => (asked.filtered ? [] : own.createdIn(region).filter(asked.keeps));
    const listing = createRegionListing((token) => readPage(region, asked, token), { ...listingOptions, order: asked.order, ahead });
    return { region, listing, last };
  }

  /** Has regions read again when they are drawn next. */
  function forget(which: (region: RegionNode) => boolean): void {
    for (const [key, { region, listing, last }] of listings)
      if (which(region)) listings.set(key, begin(region, listing.state === 'unread' ? last : listing));
  }

  const forgetRegion = (name: string): void => forget(({ region }) => region === name);

  /** The listing of a region with at least its first page, or the one before when there is no reading it. */
  async function listingOf(node: RegionNode): Promise<Known> {
    own.takeExpired().forEach(forgetRegion);
    const key = keyOf(node);
    const before = listings.get(key);
    // Under the same name another account may have been added.
    const known = before && JSON.stringify(before.region) === JSON.stringify(node) ? before : begin(node);
    listings.set(key, known);
    const { listing, last } = known;
    if (listing.state !== 'unread') return known;
    signIns.failAgain(key);
    await listing.readMore();
    if (listing.state !== 'unread' || !listing.failure) return known;
    const older = last && { region: node, listing: last, last: undefined, notUpToDate: listing.failure };
    if (listings.get(key) === known) {
      // What began with a failure is not kept: opening the region again tries again.
      if (older) listings.set(key, older);
      else listings.delete(key);
    }
    if (!older) throw signIns.noteFailure(key, listing.failure);
    return older;
  }

  async function inRegion(node: RegionNode, path: string): Promise<readonly Node[]> {
    const { listing, notUpToDate: why } = await listingOf(node);
    const { index, state, failure: failed } = listing;
    const children = childrenAt(node, path, index);
    if (path !== '') return children;
    const above = why ? [notUpToDate(why, node)] : [];
    const more: MoreNode = { kind: 'more', parent: node, loaded: index.size };
    if (failed) return [...above, ...children, failure(failed, more), more];
    if (state === 'more') return [...above, ...children, more];
    if (state === 'cutShort') return [...above, ...children, cutShort(node, index.size)];
    if (children.length > 0) return [...above, ...children];
    return [...above, query.filtered ? noMatch(node) : noSecrets(node)];
  }

  async function topLevel(): Promise<readonly Node[]> {
    const accounts = await accountsOrNoKeyring();
    // What was read of an account that is gone is not to stay.
    for (const [key, { region }] of listings) if (!accounts.some(({ name }) => name === region.account.name)) listings.delete(key);
    return signIns.draw(accounts);
  }

  /** Without a keyring the view's welcome says what to do. */
  async function accountsOrNoKeyring(): Promise<readonly Account[]> {
    try {
      const accounts = await store.all();
      await setContextKey('noKeyring', false);
      return accounts;
    } catch (thrown) {
      if (toCustodyError(thrown, 'Reading accounts').code !== 'storage_unavailable') throw thrown;
      await setContextKey('noKeyring', true);
      return [];
    }
  }

  async function childrenOf(node: Node | undefined): Promise<readonly Node[]> {
    // An empty tree leaves the place to the view's welcome, which says what to do.
    if (!vscode.workspace.isTrusted) return [];
    if (!node) return topLevel();
    if (node.kind === 'account') return node.account.regions.map((region) => ({ kind: 'region', account: node.account, region }));
    if (node.kind === 'region') return inRegion(node, '');
    return node.kind === 'folder' ? inRegion(node.parent, node.path) : [];
  }

  // The whole tree: VS Code has forgotten a region's node object once its account was redrawn.
  const redraw = (): void => changed.fire(undefined);

  return {
    onDidChangeTreeData: changed.event,
    getTreeItem: (node) => (node.kind === 'account' ? accountItem(node.account, signIns.statusOf(node.account)) : treeItem(node)),
    async getChildren(node) {
      try {
        return [...(await childrenOf(node))];
      } catch (thrown) {
        const error = toCustodyError(thrown, 'Reading secrets');
        return [failure(error, node?.kind === 'region' ? node : undefined)];
      }
    },
    refresh(region) {
      signIns.forgetFailures();
      forget((each) => region === undefined || keyOf(each) === keyOf(region));
      redraw();
    },
    showChange(done) {
      const region = own.note(done);
      forget((each) => region === undefined || each.region === region);
      redraw();
    },
    showSignIns(statusOf) {
      const mended = signIns.show(statusOf);
      // What could not be read, or only as it was before, is read again.
      forget(
        ({ account, region }) =>
          mended.has(account.name) && listings.get(keyOf({ kind: 'region', account, region }))?.notUpToDate !== undefined,
      );
    },
    async loadMore(region) {
      const { listing } = await listingOf(region);
      await vscode.window.withProgress({ location: { viewId: 'custody.secrets' } }, () => listing.readMore());
      redraw();
    },
    show(wanted) {
      query = readQuery(wanted);
      // What another query found says nothing about this one.
      listings.clear();
      redraw();
    },
  };
}
