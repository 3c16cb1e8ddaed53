import type { Account } from './account.ts';
import { CustodyError } from './errors.ts';

/** An account with the one that its role is assumed from, and so on to the one that needs no other. */
export type SignInAccount = Account & { readonly from?: SignInAccount };

const maxSources = 5;

/** Looks up the account that a role is assumed from, to the end of the line. A circle, and one that is gone, are refused. */
export function withSource(account: Account, accounts: readonly Account[], seen: readonly string[] = []): SignInAccount {
  if (account.kind !== 'role' || account.source === undefined) return account;
  const { name, source } = account;
  const line = [...seen, name];
  const fix = 'Choose another with "Custody: Edit Account".';
  if (line.includes(source))
    throw new CustodyError('credentials_missing', `${[...line, source].join(' is assumed from ')}: a circle.`, fix);
  const found = accounts.find((each) => each.name === source);
  if (!found) throw new CustodyError('credentials_missing', `Account ${name} is assumed from account ${source}, which is not there.`, fix);
  if (found.kind === 'sandbox') throw new CustodyError('credentials_missing', `Account ${name} can't be assumed from the sandbox.`, fix);
  if (line.length >= maxSources)
    throw new CustodyError('credentials_missing', `Account ${line[0]} is assumed through more than ${maxSources} accounts.`, fix);
  // How the source is marked is no part of how one signs in, and would make a new sign-in of each change.
  const { access: _, accountId: __, order: ___, color: ____, production: _____, allow: ______, ...plain } = found;
  return { ...account, from: withSource({ ...plain, access: 'off' }, accounts, line) };
}

/** The accounts whose role is assumed from this one. */
export function dependentsOf(name: string, accounts: readonly Account[]): readonly Account[] {
  return accounts.filter((account) => account.kind === 'role' && account.source === name);
}

/** The accounts that may be chosen as the source of this one: none that comes back to it. */
export function sourcesFor(name: string | undefined, accounts: readonly Account[]): readonly Account[] {
  const reaches = (from: Account, seen: readonly Account[] = []): boolean => {
    if (from.name === name) return true;
    const next = from.kind === 'role' ? accounts.find((each) => each.name === from.source) : undefined;
    return next !== undefined && !seen.includes(next) && reaches(next, [...seen, from]);
  };
  return accounts.filter((account) => account.kind !== 'sandbox' && (name === undefined || !reaches(account)));
}
