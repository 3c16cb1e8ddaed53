import * as vscode from 'vscode';
import { toCustodyError } from '../../core/errors.ts';
import { parseSecretFilter } from '../../core/secretFilter.ts';
import type { AccountStore } from '../accounts/accountStore.ts';
import type { Commands } from '../commandIds.ts';
import type { SecretTree } from '../tree/tree.ts';
import { everything, type TreeQuery } from './treeQuery.ts';

interface FilterCommandOptions {
  /** Of this window alone. The filter is not put there: what one looks for is nobody else's business. */
  readonly state: vscode.Memento;
  readonly store: Pick<AccountStore, 'all' | 'onDidChange'>;
  readonly view: Pick<vscode.TreeView<unknown>, 'message'>;
  readonly tree: Pick<SecretTree, 'show'>;
}

const sorts = [
  { sort: 'name', label: 'Name, A to Z' },
  { sort: '-name', label: 'Name, Z to A' },
  { sort: '-changed', label: 'Last changed, newest first' },
  { sort: 'changed', label: 'Last changed, oldest first' },
  { sort: '-accessed', label: 'Last accessed, newest first' },
  { sort: 'accessed', label: 'Last accessed, oldest first' },
  { sort: '-created', label: 'Created, newest first' },
  { sort: 'created', label: 'Created, oldest first' },
];

const sortKey = 'custody.tree.sort';
const hidesDeletedKey = 'custody.tree.hidesDeleted';

const grammar =
  'Words, or name:prod/ description: tag-key: tag-value: owner: region: is:deleted sort:-changed. ! before a value leaves it out, quotes hold spaces.';

/** Which secrets the tree shows and in what order: asks for it, says so above the tree, and remembers it. */
export function filterCommands({ state, store, view, tree }: FilterCommandOptions): Commands {
  let query: TreeQuery = {
    filter: '',
    sort: sorts.find(({ sort }) => sort === state.get(sortKey))?.sort ?? everything.sort,
    hidesDeleted: state.get(hidesDeletedKey) === true,
  };

  function inForce(): readonly string[] {
    const { filter, sort, hidesDeleted } = query;
    const order = sorts.find((each) => each.sort === sort)?.label ?? '';
    // One in the filter itself comes first, and is read there.
    const ordered = sort !== everything.sort && parseSecretFilter(filter).sortBy === undefined;
    return [
      ...(filter === '' ? [] : [`Filter: ${filter} (the filled funnel above clears it).`]),
      ...(ordered ? [`Order: ${order.charAt(0).toLowerCase()}${order.slice(1)}.`] : []),
      ...(hidesDeleted ? ['Planned deletions are hidden.'] : []),
    ];
  }

  /** Not by the view's description: the only view of a side bar shows none. */
  async function describe(): Promise<void> {
    void vscode.commands.executeCommand('setContext', 'custody.filtered', query.filter !== '');
    // The editor puts no welcome text below a message.
    const wanted = inForce().length > 0 && (await hasAccounts());
    view.message = wanted ? inForce().join(' ') : '';
  }

  async function hasAccounts(): Promise<boolean> {
    try {
      return (await store.all()).length > 0;
    } catch {
      // The tree says why accounts can't be read.
      return false;
    }
  }

  function apply(change: Partial<TreeQuery>): void {
    query = { ...query, ...change };
    void describe();
    tree.show(query);
  }

  apply({});
  store.onDidChange(() => void describe());

  return {
    'custody.filterSecrets': async () => {
      const typed = await vscode.window.showInputBox({
        title: 'Filter Secrets',
        prompt: grammar,
        placeHolder: 'name:prod/ database',
        value: query.filter,
        validateInput: faultOf,
      });
      if (typed !== undefined) apply({ filter: typed.trim() });
    },
    'custody.clearFilter': () => apply({ filter: '' }),
    'custody.sortSecrets': async () => {
      const items = sorts.map((each) => ({ ...each, description: each.sort === query.sort ? 'in force' : '' }));
      const picked = await vscode.window.showQuickPick(items, { title: 'Sort Secrets', placeHolder: 'Order of secrets' });
      if (!picked) return;
      await state.update(sortKey, picked.sort);
      apply({ sort: picked.sort });
    },
    'custody.toggleDeleted': async () => {
      const hidesDeleted = !query.hidesDeleted;
      // What is seen is kept: first, as the window may be left right after.
      await state.update(hidesDeletedKey, hidesDeleted);
      apply({ hidesDeleted });
    },
  };
}

function faultOf(typed: string): string | undefined {
  try {
    parseSecretFilter(typed);
    return undefined;
  } catch (thrown) {
    return toCustodyError(thrown, 'Reading the filter').message;
  }
}
