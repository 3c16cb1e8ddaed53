import type { Account } from './account.ts';
import type { Caller } from './caller.ts';
import { CustodyError } from './errors.ts';
import { word } from './outputText.ts';
import { placeOf } from './reference.ts';

/**
 * The configured account a call names, or the only one there is, or the one that the secret's ARN is of. An agent does
 * not learn of accounts that are off.
 */
export function chooseAccount(accounts: readonly Account[], name: string | undefined, caller: Caller, secretId = ''): Account {
  const visible = caller.kind === 'agent' ? accounts.filter((account) => account.access !== 'off') : accounts;
  const [first, second] = visible;
  if (name === undefined) {
    if (first && !second) return first;
    if (!first) throw new CustodyError('account_not_found', 'No account is configured.');
    return accountOfArn(visible, secretId);
  }
  const found = visible.find((account) => account.name === name);
  if (!found) throw new CustodyError('account_not_found', `No account named ${word(name)} is configured.`);
  return found;
}

function accountOfArn(visible: readonly Account[], secretId: string): Account {
  const { accountId, region = '' } = placeOf(secretId);
  const owners = accountId === undefined ? [] : visible.filter((account) => account.accountId === accountId);
  const there = owners.filter(({ regions }) => regions.includes(region));
  const [only, another] = there.length > 0 ? there : owners;
  if (only && !another) return only;
  // Of one that was never checked, nobody knows yet which it is.
  if (accountId !== undefined && !only && visible.every((account) => account.accountId !== undefined))
    throw new CustodyError('account_not_found', `The ARN is of AWS account ${accountId}, and no account here signs in to it.`);
  throw new CustodyError('account_not_found', 'Several accounts are configured, so "account" must name one.');
}

/** The region a call names when the account has it, or the secret's ARN does, else the account's first. */
export function chooseRegion(account: Account, region: string | undefined, secretId = ''): string {
  const [first] = account.regions;
  const { region: ofArn } = placeOf(secretId);
  if (region !== undefined && ofArn !== undefined && region !== ofArn)
    throw new CustodyError(
      'region_not_found',
      `The ARN is of region ${ofArn}, and the call names another.`,
      'Leave the region out, or call the secret by its name.',
    );
  if (region === undefined && first !== undefined) return first;
  if (region !== undefined && account.regions.includes(region)) return region;
  const partition = secretId.split(':')[1];
  throw new CustodyError(
    'region_not_found',
    ofArn === undefined
      ? `Account ${account.name} is not configured for region ${word(region ?? '')}.`
      : `The ARN is of region ${ofArn} (partition ${partition}), for which account ${account.name} is not configured.`,
  );
}
