import * as vscode from 'vscode';
import type { Account } from '../../core/account.ts';
import { person } from '../../core/caller.ts';
import type { SecretLocation } from '../../core/operation.ts';
import { plain } from '../../core/outputText.ts';
import type { SecretDetail } from '../../core/secretsService.ts';
import type { Custody } from '../../custody.ts';
import { askKmsKey } from '../askKmsKey.ts';
import type { CopyTarget } from './copySecret.ts';
import { ownKeyOf } from './staysBehind.ts';

/** Where a copy goes, with the key it is encrypted with there; undefined when the person leaves. */
export async function pickTarget(
  title: string,
  of: SecretLocation,
  secret: SecretDetail,
  { execute, operations }: Custody,
): Promise<Omit<CopyTarget, 'name'> | undefined> {
  const listed = await execute(operations.listAccounts, { input: {}, caller: person });
  if (!listed.ok) throw listed.error;
  const account = await pickAccount(title, of, listed.output);
  const region = account && (await pickRegion(title, of, account));
  if (!account || region === undefined) return undefined;
  const place = { account: account.name, region };
  const key = ownKeyOf(secret);
  if (key === undefined) return place;
  if (region === of.region && isSameAwsAccount(of, account)) return { ...place, kmsKeyId: key };
  const chosen = await pickKey(title, of, key, region);
  return chosen && (chosen.key === '' ? place : { ...place, kmsKeyId: chosen.key });
}

async function pickAccount(title: string, of: SecretLocation, accounts: readonly Account[]): Promise<Account | undefined> {
  const [only, second] = accounts;
  if (!second) return only;
  const items = accounts
    .map((account) => ({ label: account.name, description: describe(account, of), account }))
    .sort((a, b) => Number(b.account.name === of.account) - Number(a.account.name === of.account));
  return (await vscode.window.showQuickPick(items, { title, placeHolder: 'Account that the copy goes to' }))?.account;
}

function describe({ name, kind }: Account, of: SecretLocation): string {
  if (name === of.account) return 'where it is now';
  // A person may take it for as safe as an account.
  return kind === 'sandbox' ? 'sandbox: keeps values in plain text on this machine' : kind;
}

async function pickRegion(title: string, of: SecretLocation, { name, regions }: Account): Promise<string | undefined> {
  const [only, second] = regions;
  if (second === undefined) return only;
  const here = (region: string): boolean => name === of.account && region === of.region;
  const items = regions
    .map((region) => ({ label: region, description: here(region) ? 'where it is now' : '' }))
    .sort((a, b) => Number(here(b.label)) - Number(here(a.label)));
  return (await vscode.window.showQuickPick(items, { title, placeHolder: 'Region that the copy goes to' }))?.label;
}

async function pickKey(title: string, of: SecretLocation, key: string, region: string): Promise<{ readonly key: string } | undefined> {
  const picked = await vscode.window.showQuickPick(
    [
      { label: 'The default key', description: 'aws/secretsmanager', isDefault: true },
      { label: 'Another key…', description: `that the account has in ${region}`, isDefault: false },
    ],
    {
      title,
      placeHolder: `Key for the copy: ${plain(key)} is of account ${of.account} in ${of.region} and stays behind`,
      ignoreFocusOut: true,
    },
  );
  if (!picked || picked.isDefault) return picked && { key: '' };
  const typed = await askKmsKey(title, region);
  return typed === undefined ? undefined : { key: typed };
}

/** By its number where both are known; by its name else. */
function isSameAwsAccount(of: SecretLocation, account: Account): boolean {
  return account.name === of.account || (account.accountId !== undefined && account.accountId === of.arn.split(':')[4]);
}
