import * as vscode from 'vscode';
import type { Custody } from '../../custody.ts';
import type { Node } from '../tree/nodes.ts';
import { copySecret } from './copySecret.ts';
import { askName } from './nameInput.ts';
import { pickSource } from '../pickSource.ts';
import { pickTarget } from './pickTarget.ts';
import { staysBehind } from './staysBehind.ts';
import { withCancel } from '../withCancel.ts';

const title = 'Duplicate Secret';

/** Asks where to and under which name, and copies the secret there. */
export async function duplicate(node: Node | undefined, custody: Custody): Promise<void> {
  const source = await pickSource(title, node, custody);
  if (!source) return;
  const { location, detail } = source;
  const place = await pickTarget(title, location, detail, custody);
  if (!place) return;
  const isHere = place.account === location.account && place.region === location.region;
  const asked = {
    title: `${title}: ${location.name}`,
    prompt: `Name of the copy in account ${place.account} (${place.region}). It gets the current value, description and tags. Not copied: ${staysBehind(detail)}.`,
    of: location,
    target: { account: place.account, region: place.region },
    suggested: isHere ? `${location.name}-copy` : location.name,
  };
  const name = await askName(asked, custody);
  if (name === undefined) return;
  await withCancel(title, (signal) => copySecret(custody, location, { ...place, name }, signal));
  void vscode.window.showInformationMessage(`Copied ${location.name} to ${name} in account ${place.account} (${place.region}).`);
}
