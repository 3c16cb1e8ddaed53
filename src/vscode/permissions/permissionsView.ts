import * as vscode from 'vscode';
import type { Grants } from '../../core/grants.ts';
import type { Commands } from '../commandIds.ts';
import { setContextKey } from '../contextKeys.ts';
import type { GrantNode } from '../tree/nodes.ts';
import { grantItem } from './grantItem.ts';

/** The list of what the person allowed for longer than one call. The view is there while there is something in it. */
export interface PermissionsView extends vscode.Disposable {
  readonly show: (grants: Grants) => void;
  readonly commands: Commands;
}

/** Where the list is drawn; another in tests. */
type OpenView = (treeDataProvider: vscode.TreeDataProvider<GrantNode>) => Pick<vscode.TreeView<GrantNode>, 'selection' | 'dispose'>;

const inSideBar: OpenView = (treeDataProvider) => vscode.window.createTreeView('custody.permissions', { treeDataProvider });

export function createPermissionsView(openView = inSideBar): PermissionsView {
  const changed = new vscode.EventEmitter<void>();
  let held: Grants | undefined;
  let ending: NodeJS.Timeout | undefined;
  const view = openView({
    onDidChangeTreeData: changed.event,
    getTreeItem: ({ grant }) => grantItem(grant),
    getChildren: (node) => (node ? [] : (held?.list() ?? []).map((grant) => ({ kind: 'grant', grant }))),
  });

  function draw(): void {
    const grants = held?.list() ?? [];
    changed.fire();
    void setContextKey('hasGrants', grants.length > 0);
    clearTimeout(ending);
    const next = Math.min(...grants.map(({ until }) => until ?? Number.POSITIVE_INFINITY));
    if (Number.isFinite(next)) ending = setTimeout(draw, Math.max(1, next - Date.now()));
  }

  return {
    show(grants) {
      held = grants;
      draw();
    },
    commands: {
      // A key says no row: the one that is chosen in the view is meant.
      'custody.revokePermission': (node) => {
        const row = node ?? view.selection[0];
        if (row?.kind === 'grant') held?.revoke(row.grant.id);
      },
      'custody.revokeAllPermissions': () => {
        held?.clear();
        void vscode.window.showInformationMessage('All permissions are taken back. The next use asks you again.');
      },
    },
    dispose() {
      clearTimeout(ending);
      view.dispose();
      changed.dispose();
    },
  };
}
