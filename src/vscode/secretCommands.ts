import * as vscode from 'vscode';
import { consoleUrl } from './consoleUrl.ts';
import type { CreatePanel } from './panels/createPanel.ts';
import type { SecretPanels } from './panels/secretPanel.ts';
import type { Commands } from './commandIds.ts';
import { locationOf, type Node, type SecretNode } from './nodes.ts';
import { showingErrors } from './operationCommands.ts';
import type { Custody } from '../custody.ts';
import { promptFor } from './prompts.ts';
import type { SecretTree } from './tree.ts';

/** The commands of the tree that are no operation of the service. */
export function secretCommands(
  tree: SecretTree,
  panels: Pick<SecretPanels, 'open'>,
  createPanel: CreatePanel,
  custody: () => Promise<Custody>,
): Commands {
  const forSecret =
    (work: (node: SecretNode) => Thenable<unknown>) =>
    async (node?: Node): Promise<void> => {
      if (node?.kind === 'secret') await work(node);
    };

  return {
    'custody.refresh': (node) => tree.refresh(node?.kind === 'region' ? node : undefined),
    'custody.loadMore': (node) =>
      showingErrors(async () => {
        if (node?.kind === 'more') await tree.loadMore(node.parent);
      }),
    'custody.openSecret': (node) =>
      showingErrors(async () => {
        if (node?.kind === 'secret') return panels.open(locationOf(node));
        const ready = await custody();
        const picked = await promptFor(ready.operations.describeSecret, {}, ready);
        const described = picked && (await ready.execute(ready.operations.describeSecret, { input: picked, caller: { kind: 'person' } }));
        if (!described) return;
        if (!described.ok) throw described.error;
        const { arn, name } = described.output;
        panels.open({ account: String(picked['account']), region: String(picked['region']), arn, name });
      }),
    'custody.createSecret': (node) => {
      if (node?.kind === 'region') createPanel.open({ account: node.account.name, region: node.region });
      else if (node?.kind === 'folder')
        createPanel.open({ account: node.parent.account.name, region: node.parent.region, namePrefix: node.path });
      else if (node?.kind === 'account') createPanel.open({ account: node.account.name });
      else createPanel.open();
    },
    'custody.copyName': forSecret((node) => vscode.env.clipboard.writeText(node.secret.name)),
    'custody.copyArn': forSecret((node) => vscode.env.clipboard.writeText(node.secret.arn)),
    'custody.openInConsole': forSecret(({ parent, secret }) =>
      parent.account.kind === 'sandbox'
        ? vscode.window.showInformationMessage('The sandbox is on this machine and has no console.')
        : vscode.env.openExternal(vscode.Uri.parse(consoleUrl(parent.region, secret.name))),
    ),
  };
}
