import type { Account } from '../../core/account.ts';
import { CustodyError } from '../../core/errors.ts';
import type { AccountStore } from './accountStore.ts';

/** The account as it is stored by now: while a question was open, another window may have changed it. */
export async function storedAccount(name: string, store: Pick<AccountStore, 'all'>): Promise<Account> {
  const account = (await store.all()).find((each) => each.name === name);
  if (!account) throw new CustodyError('account_not_found', `Account ${name} was removed meanwhile, so nothing was changed.`);
  return account;
}
