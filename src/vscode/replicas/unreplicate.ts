import * as vscode from 'vscode';
import { person } from '../../core/caller.ts';
import type { SecretLocation } from '../../core/operation.ts';
import { arnIn, isReplica } from '../../core/replicas.ts';
import type { SecretDetail } from '../../core/secretsService.ts';
import type { Custody } from '../../custody.ts';
import { inputOf } from './replicate.ts';

/** Deletes the replicas in some regions, once the card is accepted; false when the person leaves. */
export async function removeRegions(of: SecretLocation, regions: readonly string[], { execute, operations }: Custody): Promise<boolean> {
  const done = await execute(operations.removeRegionsFromReplication, { input: { ...inputOf(of), regions }, caller: person });
  if (!done.ok) throw done.error;
  return true;
}

/** Makes a secret of its own of the replica in a region. */
export async function promote(of: SecretLocation, region: string, { execute, operations }: Custody): Promise<boolean> {
  const input = inputOf({ ...of, region, arn: arnIn(region, of.arn) });
  const done = await execute(operations.stopReplicationToReplica, { input, caller: person });
  if (!done.ok) throw done.error;
  return true;
}

/** Which replicas go; undefined when the person leaves, or when there are none. */
export async function pickToRemove(secret: SecretDetail): Promise<readonly string[] | undefined> {
  const picked = await vscode.window.showQuickPick(itemsOf(secret), {
    title: 'Remove Replica Regions',
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
    title: 'Promote Replica',
    placeHolder: 'Replica to make a secret of its own',
    ignoreFocusOut: true,
  });
  return picked?.label;
}

function itemsOf({ replicas }: SecretDetail): readonly vscode.QuickPickItem[] {
  return replicas.map(({ region, status }) => ({ label: region, description: status }));
}
