import type { Account } from './account.ts';
import { withDeadline, type Deadline } from './deadline.ts';
import { CustodyError } from './errors.ts';
import type { SecretsService } from './secretsService.ts';

type Asking = Pick<Deadline, 'signal' | 'isAsking' | 'isPersons'>;

/** A profile that now signs in elsewhere must not change secrets there. Asked before each question and each change, and so of AWS once a sign-in. */
export async function assertSameAccount(service: SecretsService, account: Account, asking: Asking): Promise<void> {
  if (account.accountId === undefined) return;
  const accountId = await askWho(service, account, asking);
  if (accountId !== account.accountId) throw wrongAccount(account.name, accountId, account.accountId);
}

/** Remembers which AWS account an account signs in to. */
export type PinAccount = (account: Account, accountId: string) => Promise<void>;

/** An account that no check reached before its first change: who answers now is who may be changed from now on. */
export async function pinFirst(service: SecretsService, account: Account, asking: Asking, pin: PinAccount): Promise<Account> {
  // The sandbox has one account.
  if (account.accountId !== undefined || account.kind === 'sandbox') return account;
  const accountId = await askWho(service, account, asking);
  const doing = `Keeping which AWS account ${account.name} signs in to`;
  await withDeadline({ signal: asking.signal, changes: false, doing }, () => pin(account, accountId));
  return { ...account, accountId };
}

export function wrongAccount(account: string, found: string, pinned: string): CustodyError {
  return new CustodyError('wrong_account', `Account ${account} signs in to AWS account ${found}, not to ${pinned}.`);
}

async function askWho(service: SecretsService, account: Account, asking: Asking): Promise<string> {
  const doing = `Checking who account ${account.name} signs in as`;
  const ask = (within: AbortSignal): ReturnType<SecretsService['getCallerIdentity']> =>
    service.getCallerIdentity(within, { oncePerSignIn: true });
  return (await withDeadline({ ...asking, changes: false, doing }, ask)).accountId;
}
