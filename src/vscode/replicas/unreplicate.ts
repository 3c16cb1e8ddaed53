import * as vscode from 'vscode';
import { person } from '../../core/caller.ts';
import type { SecretLocation } from '../../core/operation.ts';
import { arnIn, isReplica } from '../../core/replicas.ts';
import type { SecretDetail } from '../../core/secretsService.ts';
import type { Custody } from '../../custody.ts';
import { withCancel } from '../withCancel.ts';
import { inputOf } from './replicate.ts';

const removeTitle = 'Remove Replica Regions';
const promoteTitle = 'Promote Replica';

/** Deletes the replicas in some regions, once the card is accepted. */
export async function removeRegions(of: SecretLocation, regions: readonly string[], { execute, operations }: Custody): Promise<void> {
  const call = { input: { ...inputOf(of), regions }, caller: person };
  const done = await withCancel(removeTitle, (signal) => execute(operations.removeRegionsFromReplication, { ...call, signal }));
  if (!done.ok) throw done.error;
}

/** Makes a secret of its own of the replica in a region. */
export async function promote(of: SecretLocation, region: string, { execute, operations }: Custody): Promise<void> {
  const call = { input: inputOf({ ...of, region, arn: arnIn(region, of.arn) }), caller: person };
  const done = await withCancel(promoteTitle, (signal) => execute(operations.stopReplicationToReplica, { ...call, signal }));
  if (!done.ok) throw done.error;
}

/** Which replicas go; undefined when the person leaves, or when there are none. */
export async function pickToRemove(secret: SecretDetail): Promise<readonly string[] | undefined> {
  const picked = await vscode.window.showQuickPick(itemsOf(secret), {
    title: removeTitle,
    placeHolder: 'Replicas to delete, at once and for good',
    canPickMany: true,
    ignoreFocusOut: true,
  });
  return picked && picked.length > 0 ? picked.map(({ label }) => label) : undefined;
}

/** The region of the replica to promote: where the person stands, or one of the primary's. */
export async function pickToPromote(of: SecretLocation, secret: SecretDetail): Promise<string | undefined> {
  if (isReplica(secret, of.region)) return of.region;
  const picked = await vscode.window.showQuickPick(itemsOf(secret), {
    title: promoteTitle,
    placeHolder: 'Replica to make a secret of its own',
    ignoreFocusOut: true,
  });
  return picked?.label;
}

function itemsOf({ replicas }: SecretDetail): readonly vscode.QuickPickItem[] {
  return replicas.map(({ region, status }) => ({ label: region, description: status }));
}
