import type { AccountMark } from '../../core/account.ts';
import { person } from '../../core/caller.ts';
import type { CustodyError } from '../../core/errors.ts';
import type { SecretDetail } from '../../core/secretsService.ts';
import type { Custody } from '../../custody.ts';

interface ReadSecret {
  readonly detail: SecretDetail;
  readonly mark: AccountMark;
  /** The AWS console knows it. */
  readonly hasConsole: boolean;
}

/** A secret's metadata, with how its account is marked. */
export async function readSecret(
  { execute, operations }: Custody,
  input: { readonly account: string; readonly region: string; readonly secret_id: string },
  signal: AbortSignal,
): Promise<ReadSecret | CustodyError> {
  const [described, accounts, { markOf }] = await Promise.all([
    execute(operations.describeSecret, { input, caller: person, signal }),
    execute(operations.listAccounts, { input: {}, caller: person, signal }),
    import('../../core/account.ts'),
  ]);
  if (!described.ok) return described.error;
  const account = accounts.ok ? accounts.output.find(({ name }) => name === input.account) : undefined;
  return { detail: described.output, mark: markOf(account), hasConsole: account !== undefined && account.kind !== 'sandbox' };
}
