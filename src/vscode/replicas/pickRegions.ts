import * as vscode from 'vscode';
import { regionName } from '../../core/account.ts';
import { person } from '../../core/caller.ts';
import type { SecretLocation } from '../../core/operation.ts';
import { partitionOfRegion } from '../../core/partitions.ts';
import type { SecretDetail } from '../../core/secretsService.ts';
import type { Custody } from '../../custody.ts';

const title = 'Add Replica Regions';

/** The regions a secret goes to: some of the account's own, and any that is typed. Undefined when the person leaves. */
export async function pickRegions(
  of: SecretLocation,
  secret: SecretDetail,
  { execute, operations }: Custody,
): Promise<readonly string[] | undefined> {
  const listed = await execute(operations.listAccounts, { input: {}, caller: person });
  if (!listed.ok) throw listed.error;
  const known = listed.output.find(({ name }) => name === of.account)?.regions ?? [];
  const failed = new Set(secret.replicas.filter(({ status }) => status === 'Failed').map(({ region }) => region));
  const standing = new Set(secret.replicas.map(({ region }) => region).filter((region) => !failed.has(region)));
  const free = known.filter(
    (region) => region !== of.region && !standing.has(region) && partitionOfRegion(region) === partitionOfRegion(of.region),
  );
  const items = [
    ...free.map((region) => ({ label: region, description: failed.has(region) ? 'failed before' : '', region })),
    { label: 'Another region…', description: 'that the account is not set up for', region: undefined },
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: 'Regions to replicate to',
    canPickMany: true,
    ignoreFocusOut: true,
  });
  if (!picked || picked.length === 0) return undefined;
  const regions = picked.flatMap(({ region }) => region ?? []);
  if (regions.length === picked.length) return regions;
  const typed = await vscode.window.showInputBox({
    title,
    prompt: 'Regions, with commas between them',
    placeHolder: 'us-west-2, ap-southeast-2',
    ignoreFocusOut: true,
    validateInput: (text) =>
      namesOf(text)
        .map(faultOf)
        .find((fault) => fault !== undefined) ?? (namesOf(text).length === 0 ? 'Name a region' : undefined),
  });
  return typed === undefined ? undefined : [...new Set([...regions, ...namesOf(typed)])];
}

function namesOf(text: string): readonly string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function faultOf(name: string): string | undefined {
  return regionName.safeParse(name).success ? undefined : `${name} is not an AWS region name`;
}
