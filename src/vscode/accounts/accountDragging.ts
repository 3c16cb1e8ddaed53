import * as vscode from 'vscode';
import type { Node } from '../tree/nodes.ts';

const rows = 'application/vnd.code.tree.custody.secrets';

/** Lets accounts be dragged to another place in the tree. Of other rows nothing is dragged. */
export function accountDragging(place: (name: string, onto: Node | undefined) => Promise<void>): vscode.TreeDragAndDropController<Node> {
  return {
    dragMimeTypes: [],
    dropMimeTypes: [rows],
    handleDrag([node], data) {
      if (node?.kind === 'account') data.set(rows, new vscode.DataTransferItem(node.account.name));
    },
    async handleDrop(onto, data) {
      const name: unknown = data.get(rows)?.value;
      if (typeof name === 'string') await place(name, onto);
    },
  };
}
