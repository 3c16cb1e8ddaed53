import type { Account } from './account.ts';
import { withDeadline, type Deadline } from './deadline.ts';
import { CustodyError } from './errors.ts';
import type { SecretsService } from './secretsService.ts';

/** A profile that now signs in elsewhere must not change secrets there. One STS call before each question and each change. */
export async function assertSameAccount(
  service: SecretsService,
  account: Account,
  deadline: Pick<Deadline, 'signal' | 'isAsking' | 'isPersons'>,
): Promise<void> {
  if (account.accountId === undefined) return;
  const doing = `Checking who account ${account.name} signs in as`;
  const identity = await withDeadline({ ...deadline, changes: false, doing }, (within) => service.getCallerIdentity(within));
  if (identity.accountId !== account.accountId) {
    throw new CustodyError(
      'wrong_account',
      `Account ${account.name} signs in to AWS account ${identity.accountId}, not to ${account.accountId}.`,
    );
  }
}
