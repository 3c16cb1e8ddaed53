import type { Account } from './account.ts';
import { CustodyError, type ErrorCode } from './errors.ts';
import type { Operation } from './operation.ts';

/** The policy's no, in words. */
export function refused(code: ErrorCode, operation: Operation, account: Account | undefined): CustodyError {
  const where = account?.name ?? 'this account';
  if (code === 'force_delete_off')
    return new CustodyError('force_delete_off', `Agents may not delete without a recovery window in account ${where}.`);
  return new CustodyError(
    'access_level',
    `${operation.name} needs the access level "${operation.needs}", and agents have "${account?.access ?? 'list'}" in account ${where}.`,
  );
}

export function stopped(): CustodyError {
  return new CustodyError('agents_stopped', 'The person has stopped all agents.');
}

export function locked(): CustodyError {
  return new CustodyError('cancelled', 'Custody was locked while the question was open, so nothing was done.');
}

export function takenBack(doing: string): CustodyError {
  return new CustodyError('approval_declined', `${doing} was not run, because the person took the permission back.`);
}

export function notAudited(doing: string): CustodyError {
  return new CustodyError('audit_failed', `${doing} was not run, because the audit log can't be written.`);
}
