import type { Node } from '../../../src/vscode/tree/nodes.ts';
import { treeItem } from '../../../src/vscode/tree/treeItems.ts';

/** What the tree shows for a node. */
export function labelOf(node: Node): string {
  const { label = '' } = treeItem(node);
  return typeof label === 'string' ? label : label.label;
}
