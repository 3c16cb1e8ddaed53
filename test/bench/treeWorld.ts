import type { Account } from '../../src/core/account.ts';
import type { Custody } from '../../src/custody.ts';
import type { RegionNode } from '../../src/vscode/tree/nodes.ts';
import type { SecretTree, TreeOptions } from '../../src/vscode/tree/tree.ts';
import { stubVscode } from './stubVscode.ts';

export interface TreeWorld {
  readonly tree: SecretTree;
  readonly region: RegionNode;
}

/** The tree as the editor has it, over one region of one account. `vscode` is the stub for all that is imported from here on. */
export async function openTree(custody: Custody, account: Account, region: string, options: TreeOptions = {}): Promise<TreeWorld> {
  stubVscode();
  const { createTree } = await import('../../src/vscode/tree/tree.ts');
  const nothing = async (): Promise<void> => undefined;
  const store = {
    all: async () => [account],
    save: nothing,
    remove: nothing,
    onDidChange: () => ({ dispose: () => undefined }),
    dispose: () => undefined,
  };
  return { tree: createTree(store, async () => custody, options), region: { kind: 'region', account, region } };
}
