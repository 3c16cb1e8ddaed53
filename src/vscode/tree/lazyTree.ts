import * as vscode from 'vscode';
import { lazily } from '../lazily.ts';
import type { Node } from './nodes.ts';
import type { SecretTree } from './tree.ts';

export interface LazyTree extends vscode.TreeDataProvider<Node>, vscode.Disposable {}

/** The tree as the editor is given it at activation; the tree itself comes in when its view is first shown. */
export function createLazyTree(load: () => Promise<SecretTree>): LazyTree {
  const changed = new vscode.EventEmitter<Node | Node[] | undefined | null | void>();
  let loaded: SecretTree | undefined;
  let watching: vscode.Disposable | undefined;
  const tree = lazily(async () => {
    loaded = await load();
    watching = loaded.onDidChangeTreeData?.((node) => changed.fire(node));
    return loaded;
  });

  return {
    onDidChangeTreeData: changed.event,
    getChildren: async (node) => (await tree()).getChildren(node),
    // Rows come from the tree, so it is there; many of them at once should not each wait.
    getTreeItem: (node) => (loaded ? loaded.getTreeItem(node) : tree().then((late) => late.getTreeItem(node))),
    dispose() {
      watching?.dispose();
      changed.dispose();
    },
  };
}
