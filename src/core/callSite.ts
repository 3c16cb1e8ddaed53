import type { Account } from './account.ts';
import type { Caller } from './caller.ts';
import { CustodyError } from './errors.ts';

/** The configured account a call names, or the only one there is. An agent does not learn of accounts that are off. */
export function chooseAccount(accounts: readonly Account[], name: string | undefined, caller: Caller): Account {
  const visible = caller.kind === 'agent' ? accounts.filter((account) => account.access !== 'off') : accounts;
  const [first, second] = visible;
  if (name === undefined) {
    if (first && !second) return first;
    const problem = first ? 'Several accounts are configured, so "account" must name one.' : 'No account is configured.';
    throw new CustodyError('account_not_found', problem);
  }
  const found = visible.find((account) => account.name === name);
  if (!found) throw new CustodyError('account_not_found', `No account of that name is configured.`);
  return found;
}

/** The region a call names when the account has it, else the account's first. */
export function chooseRegion(account: Account, region: string | undefined): string {
  const [first] = account.regions;
  if (region === undefined && first !== undefined) return first;
  if (region !== undefined && account.regions.includes(region)) return region;
  throw new CustodyError('region_not_found', `Account ${account.name} is not configured for the region that was named.`);
}
