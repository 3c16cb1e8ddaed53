import * as vscode from 'vscode';
import { consoleUrl } from './consoleUrl.ts';
import type { CreatePanel } from './panels/createPanel.ts';
import type { SecretLocation } from '../core/operation.ts';
import type { SecretPart } from '../core/secretProtocol.ts';
import type { SecretPanels } from './panels/secretPanel.ts';
import type { Commands } from './commandIds.ts';
import { locationOf, type Node, type SecretNode } from './tree/nodes.ts';
import { showingErrors } from './operationCommands.ts';
import type { Custody } from '../custody.ts';
import { pickSource } from './pickSource.ts';
import type { SecretTree } from './tree/tree.ts';

/** The commands of the tree that are no operation of the service. */
export function secretCommands(
  tree: SecretTree,
  panels: Pick<SecretPanels, 'open' | 'goTo'> & { readonly editPolicy: (location: SecretLocation) => Promise<void> },
  createPanel: CreatePanel,
  custody: () => Promise<Custody>,
): Commands {
  const forSecret =
    (work: (node: SecretNode) => Thenable<unknown>) =>
    async (node?: Node): Promise<void> => {
      if (node?.kind === 'secret') await work(node);
    };

  /** The row's secret, or one that the person picks. */
  async function locate(node: Node | undefined, title: string): Promise<SecretLocation | undefined> {
    if (node?.kind === 'secret') return locationOf(node);
    return (await pickSource(title, undefined, await custody()))?.location;
  }

  const openAt =
    (title: string, part?: SecretPart) =>
    (node?: Node): Promise<void> =>
      showingErrors(async () => {
        const location = await locate(node, title);
        if (!location) return;
        panels.open(location);
        if (part) panels.goTo(location, part);
      });

  return {
    'custody.refresh': (node) => tree.refresh(node?.kind === 'region' ? node : undefined),
    'custody.loadMore': (node) =>
      showingErrors(async () => {
        if (node?.kind === 'more') await tree.loadMore(node.parent);
      }),
    'custody.openSecret': openAt('Open Secret'),
    'custody.editValue': openAt('Edit Value', 'value'),
    'custody.updateSecret': openAt('Edit Description or Key', 'details'),
    'custody.editTags': openAt('Edit Tags', 'tags'),
    'custody.showVersions': openAt('Show Versions', 'versions'),
    'custody.showResourcePolicy': openAt('Show Resource Policy', 'policy'),
    'custody.editResourcePolicy': (node) =>
      showingErrors(async () => {
        const location = await locate(node, 'Edit Resource Policy');
        if (location) await panels.editPolicy(location);
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
