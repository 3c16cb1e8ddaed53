import * as vscode from 'vscode';
import { arnIn, isReplica } from '../../core/replicas.ts';
import type { SecretLocation } from '../../core/operation.ts';
import type { SecretDetail } from '../../core/secretsService.ts';
import type { Custody } from '../../custody.ts';
import type { Commands } from '../commandIds.ts';
import { pickSource } from '../pickSource.ts';
import { showingErrors } from '../operationCommands.ts';
import type { Node } from '../tree/nodes.ts';

interface ReplicaCommandOptions {
  readonly custody: () => Promise<Custody>;
  readonly open: (location: SecretLocation) => void;
}

type Work = (of: SecretLocation, secret: SecretDetail, custody: Custody) => Promise<string | undefined>;

/** What is done with the replicas of a secret from the palette and the tree. The work is read at its first use. */
export function replicaCommands({ custody, open }: ReplicaCommandOptions): Commands {
  /** Work gives what to tell once it is done. */
  const forSecret =
    (title: string, work: Work) =>
    (node?: Node): Promise<void> =>
      showingErrors(async () => {
        const ready = await custody();
        const source = await pickSource(title, node, ready);
        const done = source && (await work(source.location, source.detail, ready));
        if (done !== undefined) void vscode.window.showInformationMessage(done);
      });

  /** Says where the primary is, and offers to go there; undefined for what is no replica. */
  async function leadToPrimary(of: SecretLocation, secret: SecretDetail): Promise<boolean> {
    const { primaryRegion } = secret;
    if (primaryRegion === undefined || !isReplica(secret, of.region)) return false;
    const text = `${of.name} in ${of.region} is a replica of the secret in ${primaryRegion}.`;
    const detail = `Its regions are added and removed at the primary in ${primaryRegion}.`;
    if (await vscode.window.showWarningMessage(text, { modal: true, detail }, 'Open Primary')) openIn(primaryRegion, of);
    return true;
  }

  function openIn(region: string, of: SecretLocation): void {
    open({ ...of, region, arn: arnIn(region, of.arn) });
  }

  return {
    'custody.addReplicaRegions': forSecret('Add Replica Regions', async (of, secret, ready) => {
      if (await leadToPrimary(of, secret)) return undefined;
      const { replicate } = await import('./replicate.ts');
      const isStarted = await replicate(of, secret, ready);
      return isStarted ? `Replicating ${of.name}. Its panel shows how far each region is.` : undefined;
    }),
    'custody.removeReplicaRegions': forSecret('Remove Replica Regions', async (of, secret, ready) => {
      if (await leadToPrimary(of, secret)) return undefined;
      if (secret.replicas.length === 0) return `${of.name} has no replicas.`;
      const { pickToRemove, removeRegions } = await import('./unreplicate.ts');
      const regions = await pickToRemove(secret);
      if (!regions) return undefined;
      await removeRegions(of, regions, ready);
      return `Deleted the replicas of ${of.name} in ${regions.join(', ')}.`;
    }),
    'custody.promoteReplica': forSecret('Promote Replica', async (of, secret, ready) => {
      if (secret.replicas.length === 0 && !isReplica(secret, of.region)) return `${of.name} is no replica and has none.`;
      const { pickToPromote, promote } = await import('./unreplicate.ts');
      const region = await pickToPromote(of, secret);
      if (region === undefined) return undefined;
      await promote(of, region, ready);
      return `${of.name} in ${region} is a secret of its own now.`;
    }),
    'custody.openPrimary': forSecret('Open Primary', async (of, secret) => {
      const { primaryRegion } = secret;
      if (primaryRegion === undefined || !isReplica(secret, of.region)) return `${of.name} in ${of.region} is no replica.`;
      openIn(primaryRegion, of);
      return undefined;
    }),
  };
}
