import * as vscode from 'vscode';
import { person } from '../../core/caller.ts';
import type { CustodyError } from '../../core/errors.ts';
import type { SecretLocation } from '../../core/operation.ts';
import type { SecretDetail } from '../../core/secretsService.ts';
import type { Custody } from '../../custody.ts';
import { withCancel } from '../withCancel.ts';
import { pickKeys, type RegionKey } from './pickKeys.ts';
import { pickRegions } from './pickRegions.ts';

export const replicateTitle = 'Add Replica Regions';

/** Asks where a secret is replicated to and with which keys, and does it; false when the person leaves. */
export async function replicate(of: SecretLocation, secret: SecretDetail, custody: Custody): Promise<boolean> {
  const regions = await pickRegions(of, secret, custody);
  const keys = regions && (await pickKeys(replicateTitle, regions));
  return keys !== undefined && replicateTo(of, keys, custody);
}

/** Replicates, one call for each key; asks before anything is overwritten. */
export async function replicateTo(of: SecretLocation, keys: readonly RegionKey[], custody: Custody): Promise<boolean> {
  const byKey = Map.groupBy(keys, ({ key }) => key);
  for (const [key, group] of byKey) {
    const regions = group.map(({ region }) => region);
    const input = { ...inputOf(of), regions, ...(key === undefined ? {} : { kms_key_id: key }) };
    const error = await send(input, custody);
    if (!error) continue;
    if (error.code !== 'secret_exists') throw error;
    if (!(await wantsOverwrite(error))) return false;
    const again = await send({ ...input, overwrite: true }, custody);
    if (again) throw again;
  }
  return true;
}

async function send(input: object, { execute, operations }: Custody): Promise<CustodyError | undefined> {
  const call = { input, caller: person };
  const done = await withCancel(replicateTitle, (signal) => execute(operations.replicateSecretToRegions, { ...call, signal }));
  return done.ok ? undefined : done.error;
}

/** Leads to the card, on which the name is typed: here nothing is decided yet. */
async function wantsOverwrite(error: CustodyError): Promise<boolean> {
  return (await vscode.window.showWarningMessage(error.message, { modal: true, detail: error.next }, 'Overwrite…')) !== undefined;
}

export function inputOf({ account, region, arn }: SecretLocation) {
  return { account, region, secret_id: arn };
}
